"""Warming up runs every definition and leaves the watch as it was."""

from __future__ import annotations

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.warm import warm
from hsoc.perimeter.detect.watch import Watch


def test_every_definition_is_planned_and_nothing_of_it_lasts() -> None:
    watch = Watch(DETECTORS)
    assert warm(watch) > 0
    assert watch._judge.planned == len(DETECTORS)
    assert (watch.clock, watch.kept, watch.counters.flows) == (-1, 0, 0)
