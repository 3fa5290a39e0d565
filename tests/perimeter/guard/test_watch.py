"""The stage: what is told when, in which shape."""

from tests.factories.routes import OTHER, OURS, OWN, PREFIX, UPSTREAM, found, gone, guard, told

from hsoc.perimeter.guard.watch import REPEAT_MS, Guard
from hsoc.records.detection import DETECTION_SCHEMA, detections, story_key
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import no_routes, routes


def test_detections_have_their_schema_and_a_story_of_the_prefix():
    table = guard().step(routes([told(64509, UPSTREAM, OTHER)]), now=1000)
    assert table.schema == DETECTION_SCHEMA
    [one] = detections(table)
    assert (story_key(one), one.member, one.flows, one.packets) == (f"prefix_hijack:{PREFIX}", 7, 1, 0)


def test_evidence_names_what_people_ask_for():
    [row] = found(guard(), told(64509, 64508, UPSTREAM, OTHER, peer=9))
    evidence = row["evidence"]
    assert (evidence["as"], evidence["path"], evidence["seen_by"]) == (OTHER, [64509, 64508, UPSTREAM, OTHER], ["AS64509 192.0.2.9"])
    assert (evidence["ases"], evidence["registered"], evidence["rpki"]) == ([64509, 64508, UPSTREAM], PREFIX, "unknown")


def test_what_stands_is_told_again_and_what_is_over_once_more():
    watch = guard()
    found(watch, told(64509, UPSTREAM, OTHER, at=1000))
    assert found(watch, now=1000 + REPEAT_MS - 1) == []
    [row] = found(watch, now=1000 + REPEAT_MS)
    assert (row["first"], row["last"]) == (1000, 1000 + REPEAT_MS)
    [row] = found(watch, gone(asn=64509, at=90_000))
    assert (row["last"], row["evidence"]["state"]) == (90_000, "ended")
    assert found(watch, now=900_000) == []


def test_an_alarm_that_came_and_went_within_a_batch_is_told():
    [row] = found(guard(), told(64509, UPSTREAM, OTHER), gone(asn=64509, at=2000))
    assert row["evidence"]["state"] == "ended"


def test_without_announcements_and_sessions_there_is_nothing_to_judge_by():
    assert Guard(Policy()).idle
    assert not guard().idle


def test_health_counts():
    watch = guard()
    watch.step(no_routes(), now=0)
    found(watch, told(64509, UPSTREAM, OTHER), told(64509, OTHER, prefix="192.0.2.0/24"))
    health = watch.health()
    assert (health.updates, health.concerned, health.peers, health.alarms, health.prefixes) == (2, 1, 1, 1, 1)


def test_two_prefixes_and_two_culprits_are_told_apart():
    both = (OWN, Announcement(prefix="198.19.0.0/16", origins=(OURS,)))
    rows = found(guard(*both), told(64509, OTHER), told(64509, OTHER, prefix="198.19.0.0/16"), told(64508, 64507, peer=2))
    assert sorted((row["evidence"]["prefix"], row["evidence"]["as"]) for row in rows) == [
        (PREFIX, 64507), (PREFIX, OTHER), ("198.19.0.0/16", OTHER),
    ]  # fmt: skip
