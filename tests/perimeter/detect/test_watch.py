"""The watch beyond what the contract suite holds for every detector: time without flows, and what is told last."""

from __future__ import annotations

from tests.factories.flows import START, sweep

from hsoc.perimeter.detect import horizontal_scan
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.records.detection import no_detections
from hsoc.records.flow import no_flows


def test_silence_is_judged_by_our_own_time():
    watch = Watch(DETECTORS)
    assert watch.step(sweep(80, every=10), now=START + 800) == no_detections()
    assert watch.step(no_flows(), now=START + 4000)["targets"].to_pylist() == [80]


def test_replay_of_old_records_is_not_moved_by_our_time():
    watch = Watch(DETECTORS)
    watch.step(sweep(80, every=10), now=START + 10**10)
    assert watch.clock == START + 790


def test_finish_tells_what_moved_since_and_nothing_twice():
    watch = Watch([horizontal_scan.DETECTOR])
    first = watch.step(sweep(110, every=100), now=START + 11_000)
    assert first["targets"].to_pylist()[0] == 30
    assert watch.finish()["targets"].to_pylist() == [110]
    assert watch.finish() == no_detections()
