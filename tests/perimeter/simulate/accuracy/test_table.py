"""The figures of several fields as one table."""

from __future__ import annotations

from hsoc.perimeter.simulate.accuracy.count import ClassLine, DetectorLine
from hsoc.perimeter.simulate.accuracy.hurt import Hurt
from hsoc.perimeter.simulate.accuracy.table import Scored, blind, summed, text

NOBODY = Hurt(acts=2, by_source=1, innocents=0, flows=0, slowed=0, of=10, worst=())


def scored(found, delay):
    return Scored(
        name="x", sampling=1, flows=10, classes=(ClassLine(kind="scan", threats=4, found=found, delay=delay),),
        detectors=(DetectorLine(detector="horizontal_scan", stories=5, right=4, exempt=1),), hurt=NOBODY,
        peers={"NEMEA": {"scan": 0.5}}, peer_false={"NEMEA": 1},
    )  # fmt: skip


def test_fields_are_summed_and_delays_are_medians():
    classes, detectors = summed([scored(4, 3.0), scored(3, 5.0)])
    assert [(one.kind, one.threats, one.found, one.delay, one.recall) for one in classes] == [("scan", 8, 7, 5.0, 7 / 8)]
    assert [(one.stories, one.false, one.precision) for one in detectors] == [(10, 0, 1.0)]


def test_a_class_mostly_missed_is_called_blind():
    assert blind([scored(1, 3.0)], least=0.5) == ["scan"]
    assert blind([scored(2, 3.0)], least=0.5) == []


def test_the_table_says_what_peers_find_and_whom_rules_met():
    told = text([scored(4, 3.0)])
    assert "100.0%" in told
    assert "NEMEA" in told
    assert "rules: 2, 1 by source, of which 0 met an innocent" in told
