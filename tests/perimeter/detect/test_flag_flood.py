"""Flood of odd flags at its floor, and the signature that is named."""

from __future__ import annotations

import pytest
from tests.factories.flows import flood, mixed, ports

from hsoc.perimeter.detect.flag_flood import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.flow import NO_FLAGS

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_flag_flood_fires_at_its_floor(packets, found):
    assert len(judged(flood(packets, tcp_flags=0xC2))) == found


@pytest.mark.parametrize(
    ("flags", "vector"), [(0xC2, "syn-ece-cwr"), (0, "null"), (3, "syn-fin-rst"), (6, "syn-fin-rst"), (1, "fin-xmas"), (0x29, "fin-xmas")]
)
def test_the_heaviest_set_of_flags_is_named(flags, vector):
    [row] = judged(mixed(flood(2000, tcp_flags=flags), flood(500, tcp_flags=0x21)))
    assert (row["vector"], row["e_flags"]) == (vector, flags)


@pytest.mark.parametrize("flags", [2, 0x12, 0x10, 0x14, 0x1B, 0xDB])
def test_honest_flags_are_none_of_it(flags):
    assert judged(flood(tcp_flags=flags, packets=5, bytes=300)) == []


@pytest.mark.parametrize(("flags", "found"), [(0, []), (NO_FLAGS, [("null", 0)])])
def test_null_of_many_packets_is_one_where_flags_are_told(flags, found):
    rows = judged(flood(tcp_flags=flags, packets=15, bytes=600))
    assert [(row["vector"], row["e_flags"]) for row in rows] == found


def test_a_scan_by_odd_flags_is_no_flood():
    assert judged(ports(3000, every=5, tcp_flags=0x29)) == []
