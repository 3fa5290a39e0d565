from hsoc.portal.groups.rules.calls import PAUSES, Sent, after, counted, in_sms, progress
from hsoc.records.tlp import TLP


def test_an_sms_carries_nothing_from_amber_up() -> None:
    assert {one: in_sms("ransomware at X", one) for one in TLP} == {
        TLP.CLEAR: "ransomware at X", TLP.GREEN: "ransomware at X", TLP.AMBER: "", TLP.AMBER_STRICT: "", TLP.RED: "",
    }  # fmt: skip


def test_answers_are_counted() -> None:
    assert counted(["coming", "", "coming", "cannot"]) == {"coming": 2, "later": 0, "cannot": 1, "": 1}


def test_a_message_is_given_up_after_some_minutes() -> None:
    assert [after(1), after(len(PAUSES)), after(len(PAUSES) + 1)] == [PAUSES[0], PAUSES[-1], None]
    assert sum(one.total_seconds() for one in PAUSES) < 600


def test_progress_counts_every_state_once() -> None:
    assert progress([one.value for one in Sent]) == {
        "all": 8, "open": 2, "done": 6, "left": 2, "delivered": 1, "failed": 1, "unsure": 1, "filed": 1,
    }  # fmt: skip
