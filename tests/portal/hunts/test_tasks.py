"""From a shared value to the notice, over real flows: looked back, watched for, hosts named, people told."""

from tests.factories import traffic
from tests.portal.hunts.conftest import BEAT, joined, shared, worked

from hsoc.portal.hunts import tasks
from hsoc.portal.hunts.models import Hunt, Meeting, Told
from hsoc.portal.notices.models import Notice
from hsoc.records.flow import Direction
from hsoc.records.indicator import Kind


def told() -> dict[tuple[str, int], list[str]]:
    return {(one.hunt.value, one.organisation.number): [host[0] for host in one.hosts] for one in Meeting.objects.order_by("pk")}


def test_a_shared_value_is_found_in_the_traffic_of_those_who_take_part(flows, members) -> None:
    shared(members[1], "198.19.0.1", "198.19.0.9")
    shared(members[1], "2001:db8:fe00::/48", kind=Kind.NET)
    joined(members[2])
    worked()
    assert told() == {("198.19.0.1", 2): ["198.18.2.10"], ("2001:db8:fe00::/48", 2): ["2001:db8:2::7"]}
    assert set(Hunt.objects.values_list("state", flat=True)) == {"watched"}
    one = Meeting.objects.get(hunt__value="198.19.0.1")
    assert one.hosts == [["198.18.2.10", traffic.NOON, traffic.NOON + 1000, 2]]
    (notice,) = Notice.objects.select_related("user")
    assert (notice.user.email, notice.values) == ("analyst-2@hospital2.example", {"n": 2})  # no address leaves the portal
    joined(members[3])
    worked()
    assert told()["198.19.0.1", 3] == ["198.18.3.80"]


def test_it_is_watched_for_from_then_on(flows, members) -> None:
    joined(members[4])
    shared(members[1], "198.19.7.7")
    worked()
    assert told() == {}
    later = traffic.flow("198.19.7.7", "198.18.4.9", at=traffic.NOON + 4 * traffic.HOUR, member=4, direction=Direction.INBOUND)
    traffic.written(flows, traffic.table(later))
    worked()
    assert told() == {("198.19.7.7", 4): ["198.18.4.9"]}


def test_a_band_is_told_only_when_all_traffic_was_read(flows, members) -> None:
    shared(members[1], "198.19.0.1")
    for number in (2, 3, 4):
        joined(members[number])
    late = [traffic.flow("198.19.0.1", "198.18.4.9", member=4, direction=Direction.INBOUND)]
    traffic.written(flows, traffic.table(*late))
    worked()
    assert [one.band for one in Told.objects.all()] == ["3-5"]


def test_many_values_are_looked_up_together(flows, members, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "ONE_BY_ONE", 1)
    joined(members[2])
    worked()  # the traffic is followed before anything is shared
    shared(members[1], "198.19.0.1", "198.19.0.2", "198.19.0.77")
    tasks.on_beat(BEAT, wait=True)
    tasks.on_beat(BEAT, wait=True)
    assert sorted(told()) == [("198.19.0.1", 2), ("198.19.0.2", 2)]


def test_without_anybody_who_takes_part_no_traffic_is_read(flows, members) -> None:
    shared(members[1], "198.19.0.1")
    worked()
    assert not (flows / "met").exists()
    assert set(Hunt.objects.values_list("state", flat=True)) == {"watched"}


def test_a_beat_never_waits_and_a_failure_is_tried_again(flows, members, monkeypatch) -> None:
    joined(members[2])
    shared(members[1], "198.19.0.1")
    monkeypatch.setattr(tasks.met_book, "held_days", lambda _root: (_ for _ in ()).throw(OSError("disk")))
    for _ in range(3):
        tasks.on_beat(BEAT, wait=True)
    assert tasks.on_beat(BEAT)
    tasks._WORK.running[0].exception(timeout=10)
    assert Hunt.objects.get().state == "waiting"
    monkeypatch.undo()
    worked()
    assert Hunt.objects.get().state == "watched"
    assert list(told()) == [("198.19.0.1", 2)]
