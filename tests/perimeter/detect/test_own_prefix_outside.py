"""Own prefixes from outside: sure only where every packet is."""

from __future__ import annotations

import pytest
from tests.factories.flows import INSIDE, forged, mixed

from hsoc.perimeter.detect.own_prefix_outside import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


OWN = {"src_lo": INSIDE + 100, "direction": 3}


@pytest.mark.parametrize(("packets", "found"), [(3, 0), (4, 1)])
def test_own_prefix_outside_fires_at_its_packets(packets, found):
    assert len(judged(forged(**OWN, bogon=12).slice(0, packets))) == found


def test_one_unsure_packet_makes_all_a_notice():
    assert [row["e_sure"] for row in judged(forged(**OWN, bogon=12))] == [1]
    assert [row["e_sure"] for row in judged(mixed(forged(**OWN, bogon=12), forged(**OWN, bogon=4).slice(0, 1)))] == [0]


def test_what_comes_from_inside_is_ours():
    assert judged(forged(**OWN, bogon=0, role=3)) == []
