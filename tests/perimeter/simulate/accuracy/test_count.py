"""Counting: what is found, what is right, exempt or false."""

from __future__ import annotations

from hsoc.perimeter.simulate.accuracy.count import counted
from hsoc.perimeter.simulate.accuracy.engine import Told
from hsoc.perimeter.simulate.campaigns.base import Campaign, Strike
from hsoc.records.event import Endpoint, Event


def never(rng, since, until):
    raise AssertionError


SCAN = Campaign(name="scan", detectors=("horizontal_scan",), also=("vertical_scan",), by="source", draw=never, about="")
FLOOD = Campaign(name="flood", detectors=("syn_flood",), by="victim", draw=never, about="")
CARPET = Campaign(name="carpet", detectors=("carpet_bombing",), by="campaign", draw=never, about="")
STRIKES = (
    Strike(kind="scan", first=100_000, last=160_000, src="198.19.20.1", port=445),
    Strike(kind="scan", first=700_000, last=760_000, src="198.19.20.1", port=22),
    Strike(kind="flood", first=100_000, last=160_000, dst="198.18.5.5", member=5),
    Strike(kind="carpet", first=100_000, last=160_000, dst="198.18.7.0/24", member=7),
)


def story(detector, *, source="", target="", first=105_000, member=0, ports=()):
    return Event(
        id=f"{detector} {source} {target} {first}", category=("x",), detected=first, first=first, last=first + 40_000, detector=detector,
        sources=(Endpoint(addresses=(source,)),) if source else (), member=member,
        targets=(Endpoint(addresses=(target,) if target else (), ports=ports),),
    )  # fmt: skip


def judged(*events):
    said = Told(events, {event.id: event.first + 2_000 for event in events}, ())
    classes, detectors = counted(STRIKES, said, (SCAN, FLOOD, CARPET))
    return {one.kind: one for one in classes}, {one.detector: one for one in detectors}


def test_a_source_is_counted_once_a_class_and_day():
    classes, _ = judged(story("horizontal_scan", source="198.19.20.1"))
    assert (classes["scan"].threats, classes["scan"].found, classes["scan"].delay) == (1, 1, 7.0)
    assert (classes["flood"].threats, classes["flood"].missed) == (1, ["198.18.5.5"])


def test_a_story_of_another_detector_finds_nothing_and_is_right_where_it_may_see_a_part():
    classes, detectors = judged(story("vertical_scan", source="198.19.20.1"), story("login_attempts", source="198.19.20.1"))
    assert classes["scan"].found == 0
    assert (detectors["vertical_scan"].right, detectors["vertical_scan"].false) == (1, 0)
    assert (detectors["login_attempts"].right, detectors["login_attempts"].false) == (0, 1)


def test_stories_of_innocents_and_of_other_times_are_false_and_ours_are_exempt():
    _, detectors = judged(
        story("horizontal_scan", source="198.19.1.1"),
        story("horizontal_scan", source="198.19.20.1", first=400_000),
        story("horizontal_scan", source="198.18.0.10"),
    )
    line = detectors["horizontal_scan"]
    assert (line.stories, line.right, line.exempt, line.false, line.precision) == (3, 0, 1, 2, 1 - 2 / 3)


def test_a_carpet_is_found_by_its_network_or_by_a_host_in_it():
    assert judged(story("carpet_bombing", target="198.18.7.0/24"))[0]["carpet"].found == 1
    assert judged(story("carpet_bombing", target="198.18.7.9"))[0]["carpet"].found == 1
    assert judged(story("carpet_bombing", target="198.18.8.9"))[0]["carpet"].found == 0
