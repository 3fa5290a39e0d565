"""The set and its thresholds; a source that does more is not of it."""

from __future__ import annotations

import json

import pytest
from tests.factories.flows import mixed, with_columns
from tests.factories.kept import DAY_MS, END, everywhere, rows, shared_out

from hsoc.perimeter.detect.distributed_scan import DETECTOR
from hsoc.perimeter.history import look_back


def found(*scenes):
    return look_back(DETECTOR, rows(mixed(*scenes)), at=END).to_pylist()


def test_no_source_is_named():
    [row] = found(shared_out(120))
    assert (row["src_bits"], row["dst_bits"], row["sources"], row["targets"], row["port"], row["member"]) == (-1, -1, 120, 120, 8291, 4)
    told = json.loads(row["evidence"])
    assert (told["hours"], told["networks"], told["probes_per_100_sources"], told["fresh"]) == (1, 120, 100, 100)


@pytest.mark.parametrize(("scene", "count"), [(shared_out(50), 1), (shared_out(49), 0), (shared_out(100, repeat=2), 0)])
def test_thresholds(scene, count):
    assert len(found(scene)) == count


@pytest.mark.parametrize(("each", "count"), [(7, 1), (4, 0)])
def test_what_no_hospital_sees_all_see_together(each, count):
    assert [(row["member"], row["members"], row["sources"]) for row in found(everywhere(40, each=each))] == [(0, 40, 280)] * count


def test_one_who_asks_a_little_everywhere_is_not_of_the_set():
    scene = everywhere()
    assert found(with_columns(scene, src_lo=scene["src_lo"].to_numpy() % 512 // 512 + 9)) == []


def test_a_set_that_hits_one_hospital_and_all_is_told_once():
    [row] = found(shared_out(240, every=10_000))
    assert (row["members"], row["sources"]) == (1, 240)


def test_a_surge_that_comes_every_day_is_none():
    earlier = shared_out(120)

    def moved(by: int):
        times = {name: earlier[name].to_numpy() - by for name in ("first", "last")}
        return with_columns(earlier, src_lo=earlier["src_lo"].to_numpy() + by // 3_600_000, **times)

    daily = [moved(day * DAY_MS + hour * 3_600_000) for day in range(1, 8) for hour in range(6)]
    assert found(shared_out(120), *daily) == []


def test_a_crowd_that_talks_much_at_the_port_hides_no_set():
    loud = [with_columns(shared_out(40), src_lo=shared_out(40)["src_lo"].to_numpy() + 5) for _ in range(4)]
    assert found(shared_out(120), *loud) == []
