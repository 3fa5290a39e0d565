"""The thresholds of the slow scan, each from both sides."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
from tests.factories.flows import OUTSIDE, mixed, with_columns
from tests.factories.kept import END, drip, drip6, rows

from hsoc.perimeter.detect.slow_scan import DETECTOR
from hsoc.perimeter.history import look_back
from hsoc.records.address import text
from hsoc.records.taxonomy import Trust


def found(scene, **settings):
    detector = msgspec.structs.replace(DETECTOR, settings=msgspec.structs.replace(DETECTOR.settings, **settings))
    return look_back(detector, rows(scene), at=END).to_pylist()


@pytest.mark.parametrize(
    ("scene", "vectors"),
    [
        (drip(10, members=8, until=20), ["over-a-month"]),
        (drip(9, members=8, until=20), []),  # one day too few
        (drip(10, members=7, until=20), []),  # one hospital too few
        (drip(10, a_day=4, members=8, until=20), ["over-a-month"]),
        (drip(10, a_day=5, members=8, until=20), []),  # too many probes to be slow
        (drip(5, a_day=2), ["over-a-week"]),
        (drip(4, a_day=2), []),
        (drip(1, a_day=8), ["over-a-day"]),
        (drip(1, a_day=7), []),
        (drip(10, members=2, dport=104, until=20), ["over-a-month"]),
        (drip(10, members=1, dport=104, until=20), []),  # one hospital, though asked for its images
    ],
)
def test_rule(scene, vectors):
    assert [row["vector"] for row in found(scene)] == vectors


def test_hospitals_are_counted_exactly_whatever_their_numbers():
    scene = with_columns(drip(30), member=np.arange(1, 4096, 140))
    assert [row["members"] for row in found(scene)] == [30]
    collide = with_columns(drip(30), member=1 + 62 * (np.arange(30) % 7))  # equal modulo any word of a bit mask
    assert found(collide) == []


def test_changing_addresses_of_one_network_are_told_as_the_network():
    [row] = found(drip6())
    assert (text(row["src_hi"], row["src_lo"]), row["src_bits"], row["sources"]) == ("2001:db8:7::", 64, 30)


def test_a_single_address_of_a_network_is_told_as_itself():
    [row] = found(with_columns(drip6(), src_lo=5))
    assert (text(row["src_hi"], row["src_lo"]), row["src_bits"]) == ("2001:db8:7::5", 128)


def test_scores_of_all_horizons_are_told():
    [row] = found(drip())
    told = json.loads(row["evidence"])
    assert [told[name] for name in ("score", "score_week", "score_day", "days", "days_week")] == [30, 7, 1, 30, 7]
    assert told["longest_gap"] >= told["mean_gap"] > 80_000_000


def test_many_targets_over_one_way_make_it_plausible():
    told = [(row["trust"], json.loads(row["evidence"])["ingresses"]) for row in (*found(drip()), *found(drip(12)))]
    assert told == [(Trust.PLAUSIBLE, 1), (Trust.SPOOFABLE, 1)]
    [two_ways] = found(with_columns(drip(), ingress_if=np.arange(30) % 2))
    [unknown] = found(with_columns(drip(), ingress_if=-1))
    assert [json.loads(row["evidence"])["ingresses"] for row in (two_ways, unknown)] == [2, 0]


def test_every_planted_source_is_found():
    scene = mixed(*(drip(src_lo=OUTSIDE + 10_000 + n, seed=n) for n in range(60)))
    assert len(found(scene)) == 60
