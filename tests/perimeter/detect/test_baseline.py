"""Medians and deviations by rank, against NumPy; silent buckets count as nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from hsoc.perimeter.detect.baseline import A_WEEK, Settings, floor, grown
from hsoc.perimeter.detect.volumes import HOSTS, KIND_PROTO
from hsoc.perimeter.history import _duckdb_tables

TEN_MB = 10_000_000
NEAR = np.concatenate([week * A_WEEK + np.arange(-6, 6) for week in (1, 2, 3)])


def judged(loads, *, now=(900 * TEN_MB, 900 * TEN_MB), kind=17 * KIND_PROTO + 53):
    """`grown` over one host with these loads in the buckets near the same hour of three weeks; the age is given as it would be reckoned."""
    ages = np.concatenate([NEAR[: len(loads)], [0, 1]])
    values = np.concatenate([loads, now]).astype(np.int64)
    held = {name: np.zeros(len(ages), np.int64) for name in HOSTS.columns}
    held |= {"bytes": values, "kind": np.full(len(ages), kind), "age": ages}
    table = pa.table({name: column[held["bytes"] > 0] for name, column in held.items()})
    with _duckdb_tables({"hosts": table}, {"hosts": (*HOSTS.columns, "age")}) as running:
        return running.answer(grown(running.tables["hosts"], ("member", "dst_lo"), Settings())).to_pylist()


@pytest.mark.parametrize("silent", [0, 10, 17])
def test_median_and_deviation_are_those_of_numpy(silent):
    rng = np.random.default_rng(silent)
    loads = rng.permutation(np.concatenate([np.zeros(silent), rng.integers(1, 20, len(NEAR) - silent) * TEN_MB]))
    loads[0], loads[12], loads[24] = TEN_MB, TEN_MB, TEN_MB  # each week has something
    [row] = judged(loads)
    ranked = np.sort(loads)[::-1]
    median = ranked[len(NEAR) // 2]
    assert row["median"] == median
    assert row["deviation"] == np.sort(np.abs(loads - median))[len(NEAR) // 2]
    assert row["weeks"] == 3


def test_both_buckets_must_be_above_floor_and_baseline():
    usual = np.full(len(NEAR), 100 * TEN_MB)
    high = 500 * TEN_MB + 1
    assert len(judged(usual, now=(high, high))) == 1
    assert judged(usual, now=(high, high - 1)) == []
    assert judged(usual, now=(high, 0)) == []
    assert judged(np.full(len(NEAR), TEN_MB), now=(374 * TEN_MB, 374 * TEN_MB)) == []  # a tenth of 1 Gbit/s over five minutes is 3.75 GB


def test_without_a_past_nothing_is_said():
    assert judged(np.array([])) == []


def test_the_floor_follows_the_access_line():
    with _duckdb_tables({"m": pa.table({"member": [1, 2]})}, {"m": ("member",)}) as running:
        t = running.tables["m"]
        asked = t.mutate(floor=floor(t.member, Settings(access_mbps={"2": 100}, usual_mbps=1000))).order_by("member")
        assert running.answer(asked)["floor"].to_pylist() == [3_750_000_000, 375_000_000]
