"""Which of a finding's evidence is told: of routes and long memory only, bounded, in order."""

from __future__ import annotations

import msgspec
import pytest
from tests.factories.routes import OTHER, UPSTREAM, guard, told

from hsoc.perimeter.report.facts import MOST_LISTED, TOLD, facts
from hsoc.records.detection import Detection, detections
from hsoc.records.event import MOST_FACT, MOST_FACTS
from hsoc.records.route import routes


def found(detector: str, evidence: object) -> Detection:
    text = evidence if isinstance(evidence, str) else msgspec.json.encode(evidence).decode()
    [one] = detections(guard().step(routes([told(64509, UPSTREAM, OTHER)]), now=2000))
    return msgspec.structs.replace(one, detector=detector, evidence=text)


def test_a_hijack_tells_prefix_network_path_and_observers():
    [one] = detections(guard().step(routes([told(64509, UPSTREAM, OTHER)]), now=2000))
    said = dict(part.split("=", 1) for part in facts(one))
    assert (said["prefix"], said["as"], said["path"], said["peers_seen"]) == ("198.18.0.0/16", "64510", "64509 64501 64510", "1")
    assert said["seen_by"].startswith("AS64509 ")


def test_long_memory_keeps_its_order_and_leaves_out_what_is_not_there():
    assert facts(found("slow_scan", {"mean_gap": 3_600_000, "days": 21, "medical": None, "secret": 1})) == ("days=21", "mean_gap=3600000")


@pytest.mark.parametrize("evidence", ["", "[1]", "{broken", {"as": -1}])
def test_what_cannot_be_told_is_left_out(evidence):
    assert facts(found("prefix_hijack", evidence)) == ()


def test_a_detector_that_the_event_tells_whole_has_none():
    assert facts(found("syn_flood", {"as": 1})) == ()


def test_strangers_cannot_make_it_long():
    said = facts(found("prefix_hijack", {"path": list(range(1000, 2000)), "seen_by": ["x" * 9999]}))
    assert len(said[0].split(" ")) == MOST_LISTED
    assert max(len(one) for one in said) == MOST_FACT
    assert max(len(codes) for codes in TOLD.values()) <= MOST_FACTS
