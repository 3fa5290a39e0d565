"""The ladder of actions."""

from hsoc.records.decision import Action


def test_ladder_is_the_one_outsiders_rely_on() -> None:
    assert [a.value for a in Action] == [
        "observe", "notify", "rate-limit", "flowspec", "source-rtbh", "redirect", "divert", "destination-rtbh",
    ]  # fmt: skip


def test_only_observe_and_notify_leave_traffic_alone() -> None:
    assert [a.value for a in Action if not a.touches_traffic] == ["observe", "notify"]
