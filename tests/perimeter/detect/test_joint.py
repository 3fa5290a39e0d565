"""Watches read as one, and one watch read by two: nothing is judged twice, nothing told otherwise than by one watch alone."""

from __future__ import annotations

import pytest
from tests.factories.flows import START, mixed, sweep

from hsoc.perimeter.detect import horizontal_scan, vertical_scan
from hsoc.perimeter.detect.joint import Joint, Shared
from hsoc.perimeter.detect.watch import Watch
from hsoc.records.detection import no_detections
from hsoc.records.flow import no_flows

BOTH = (horizontal_scan.DETECTOR, vertical_scan.DETECTOR)
FLOWS = mixed(sweep(80, every=10))
NOW = START + 800
LATER = START + 4000


class Counting(Watch):
    """Counts how often it is asked."""

    asked = 0

    def step(self, flows, *, now):
        self.asked += 1
        return super().step(flows, now=now)


def test_two_readers_are_told_the_same_for_one_judgement():
    watch = Counting(BOTH)
    shared = Shared(watch)
    one, other = (Joint(BOTH, shared=(shared,)) for _ in range(2))
    alone = Watch(BOTH)
    for flows, now in ((FLOWS, NOW), (no_flows(), LATER)):
        told = alone.step(flows, now=now)
        assert one.step(flows, now=now) == told
        assert other.step(flows, now=now) == told
    assert (watch.asked, told["targets"].to_pylist()) == (2, [80])
    assert one.finish() == other.finish() == alone.finish()


def test_parts_are_told_in_the_order_of_one_watch():
    alone = Watch(BOTH)
    parts = Joint(BOTH, shared=(Shared(Watch(BOTH[1:])),), own=(Watch(BOTH[:1]),))
    alone.step(FLOWS, now=NOW)
    parts.step(FLOWS, now=NOW)
    assert parts.step(no_flows(), now=LATER) == alone.step(no_flows(), now=LATER)
    assert Joint(BOTH).step(FLOWS, now=NOW) == no_detections()


def test_a_reader_out_of_step_is_refused():
    shared = Shared(Watch(BOTH))
    one, other = (Joint(BOTH, shared=(shared,)) for _ in range(2))
    one.step(FLOWS, now=NOW)
    with pytest.raises(ValueError, match="step 0"):
        other.step(FLOWS, now=NOW + 1)


def test_a_reader_that_comes_late_is_refused():
    shared = Shared(Watch(BOTH))
    one = Joint(BOTH, shared=(shared,))
    one.step(FLOWS, now=NOW)
    one.step(no_flows(), now=LATER)
    with pytest.raises(ValueError, match="at step 2"):
        Joint(BOTH, shared=(shared,)).step(FLOWS, now=NOW)
