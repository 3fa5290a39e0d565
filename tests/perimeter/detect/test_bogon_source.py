"""Bogon sources: how few, from where, and whose story it is not."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import flood, forged, mixed

from hsoc.perimeter.detect.bogon_source import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.address import pair

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(3, 0), (4, 1)])
def test_bogon_source_fires_at_its_packets(packets, found):
    assert len(judged(forged(src_lo=pair("10.1.1.1")[1]).slice(0, packets))) == found


@pytest.mark.parametrize(
    ("given", "found"), [({"role": 2}, 1), ({"role": 3}, 0), ({"role": 0}, 0), ({"bogon": 2}, 0), ({"direction": 4}, 0)]
)
def test_bogon_source_asks_for_a_transit_or_a_peer_and_for_us(given, found):
    assert len(judged(forged(**given))) == found


def test_a_flood_is_told_by_the_flood_detectors_and_the_rest_here():
    assert judged(flood(role=1, bogon=1)) == []
    [row] = judged(mixed(flood(role=1, bogon=1, dst_lo=forged()["dst_lo"][0].as_py()), forged(proto=47, tcp_flags=0)))
    assert (row["vector"], row["flows"]) == ("other", 200)


def test_examples_are_one_of_each_of_the_heaviest_neighbourhoods():
    n = np.arange(200)
    base = np.array([pair(a)[1] for a in ("10.0.0.0", "240.0.0.0", "172.16.0.0", "192.168.0.0")])[
        np.array([0, 0, 1, 1, 1, 2, 2, 0, 0, 3])[n % 10]
    ]
    [row] = judged(forged(src_lo=base + n))
    assert [row[f"e_lo_{k}"] >> 24 & 0xFF for k in (1, 2, 3)] == [10, 240, 172]
