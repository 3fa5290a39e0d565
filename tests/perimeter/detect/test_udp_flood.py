"""UDP flood at its floor, and what is a conversation, a scan or a reflection."""

from __future__ import annotations

import pytest
from tests.factories.flows import FAR, OUTSIDE, back, ephemeral, flood, mixed, some

from hsoc.perimeter.detect.udp_flood import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


UDP = {"proto": 17, "tcp_flags": 0, "bytes": 500}


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_udp_flood_fires_at_its_floor(packets, found):
    assert [(r["vector"], r["sources"], r["port"]) for r in judged(flood(packets, **UDP))] == [("udp", 1000, 443)] * found


def test_conversations_are_no_flood():
    calls = flood(4000, **UDP, src_lo=OUTSIDE + ephemeral(4000) % 200)
    assert judged(mixed(calls, back(calls))) == []
    assert len(judged(mixed(calls, some(back(calls, src_lo=OUTSIDE + 250), 0.5)))) == 1


def test_few_source_ports_of_many_hosts_are_reflection_and_of_one_host_are_not():
    assert judged(flood(**UDP, sport=30_120)) == []
    assert len(judged(flood(**UDP, sport=30_120, src_lo=FAR + 3))) == 1


def test_a_scan_with_short_datagrams_is_no_flood():
    assert judged(flood(**UDP | {"bytes": 60}, src_lo=FAR + 3, dport=1 + ephemeral(4000))) == []


@pytest.mark.parametrize("port", [514, 2055, 33_440])
def test_collectors_and_traceroute_are_left_out(port):
    assert judged(flood(**UDP, dport=port)) == []
