"""The set and its thresholds; a source that does more is not of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.factories.flows import INSIDE, mixed, with_columns
from tests.factories.kept import DAY_MS, END, everywhere, rows, shared_out

from hsoc.perimeter.detect.distributed_scan import DETECTOR
from hsoc.perimeter.history import look_back


def found(*scenes):
    return look_back(DETECTOR, rows(mixed(*scenes)), at=END).to_pylist()


def test_no_source_is_named():
    [row] = found(shared_out(120))
    assert (row["src_bits"], row["dst_bits"], row["sources"], row["targets"], row["port"], row["member"]) == (-1, -1, 120, 120, 8291, 4)
    told = json.loads(row["evidence"])
    assert (told["hours"], told["networks"], told["probes_per_100_sources"], told["fresh"], told["uneven"]) == (1, 120, 100, 100, 0)


@pytest.mark.parametrize(
    ("scene", "count"), [(shared_out(50), 1), (shared_out(49), 0), (shared_out(79, repeat=2), 1), (shared_out(78, repeat=2), 0)]
)
def test_thresholds(scene, count):
    assert len(found(scene)) == count


@pytest.mark.parametrize("covered", [20, 80, 105, 200, 254])
def test_two_sets_over_one_another_hide_neither_of_them(covered):
    one, other = shared_out(254, every=10_000), shared_out(covered, every=10_000)
    [row] = found(one, with_columns(other, src_lo=other["src_lo"].to_numpy() + 5))
    assert (row["sources"], row["targets"]) == (254 + covered, 254)


def strangers(count: int, *, hosts: int = 254):
    """As many who each ask one address, whichever."""
    scene = shared_out(count, every=3_000_000 // count)
    return with_columns(scene, dst_lo=INSIDE + np.random.default_rng(3).integers(0, hosts, count))


@pytest.mark.parametrize(("count", "hosts"), [(200, 254), (400, 254), (1000, 254), (400, 60), (400, 1)])
def test_strangers_who_know_nothing_of_each_other_are_no_set(count, hosts):
    assert found(strangers(count, hosts=hosts)) == []


def test_a_second_datagram_to_the_same_address_is_no_second_asker():
    scene = shared_out(60)
    assert [(row["sources"], row["flows"]) for row in found(scene, scene)] == [(60, 120)]


def test_a_set_over_the_full_hour_is_of_its_first_probes():
    early = with_columns(shared_out(100), **{name: shared_out(100)[name].to_numpy() - 1_000_000 for name in ("first", "last")})
    again = with_columns(
        early, **{name: early[name].to_numpy() + 600_000 for name in ("first", "last")}, dst_lo=early["dst_lo"].to_numpy() + 100
    )
    [row] = found(early, again)
    assert (row["sources"], row["flows"]) == (100, 200)


def test_a_set_of_all_hospitals_hides_none_of_another_hour():
    wide = everywhere(40, each=7)
    wide = with_columns(wide, **{name: wide[name].to_numpy() - 7_200_000 for name in ("first", "last")})
    local = shared_out(120, every=10_000)
    [row] = found(wide, with_columns(local, src_lo=local["src_lo"].to_numpy() + 5))
    assert (row["sources"], row["members"], json.loads(row["evidence"])["hours"]) == (400, 40, 2)


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
