"""ICMP flood at its floor, and its type."""

from __future__ import annotations

import pytest
from tests.factories.flows import flood

from hsoc.perimeter.detect.icmp_flood import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

ICMP = {"proto": 1, "sport": 0, "dport": 0, "tcp_flags": 0}


JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_icmp_flood_fires_at_its_floor(packets, found):
    assert len(judged(flood(packets, **ICMP, icmp=2048))) == found


@pytest.mark.parametrize(
    ("proto", "icmp", "vector", "kind"),
    [(1, 2048, "icmp-request", 8), (1, 771, "icmp-unreachable", 3), (1, 11 * 256, "icmp", 11), (58, 128 * 256, "icmp-request", 128)],
)
def test_the_heaviest_type_is_named(proto, icmp, vector, kind):
    [row] = judged(flood(**ICMP | {"proto": proto}, icmp=icmp))
    assert (row["vector"], row["proto"], row["e_type"], row["port"]) == (vector, proto, kind, -1)


def test_echo_replies_are_left_to_reflection():
    assert judged(flood(**ICMP, icmp=0)) == []
    assert judged(flood(**ICMP | {"proto": 58}, icmp=129 * 256)) == []
