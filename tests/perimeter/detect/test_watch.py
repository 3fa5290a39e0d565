"""The watch beyond what the contract suite holds for every detector: time without flows, and what is told last."""

from __future__ import annotations

import json

import pytest
from tests.factories.flows import START, sweep

from hsoc.perimeter.detect import horizontal_scan
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.records.detection import no_detections
from hsoc.records.flow import no_flows


def test_silence_is_judged_by_our_own_time():
    watch = Watch(DETECTORS)
    assert watch.step(sweep(80, every=3), now=START + 240) == no_detections()
    assert watch.step(no_flows(), now=START + 4000)["targets"].to_pylist() == [80]


@pytest.mark.parametrize(("every", "ends"), [(1, 250), (20, 1000)])
def test_a_heavy_attack_does_not_wait_for_the_second_to_end_and_a_light_one_does(every: int, ends: int):
    watch = Watch([horizontal_scan.DETECTOR])
    found = watch.step(sweep(90, every=every).slice(0, 80), now=START + 80 * every)
    found = found if found.num_rows else watch.step(sweep(400, every=every).slice(80), now=START + 400 * every)
    assert json.loads(found["evidence"].to_pylist()[0])["window"][1] == START + ends


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
