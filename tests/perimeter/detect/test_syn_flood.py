"""SYN flood at its thresholds, and what is a scan."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import FAR, FULL, flood, mixed, ports, with_columns

from hsoc.perimeter.detect.syn_flood import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_syn_flood_fires_at_its_floor(packets, found):
    assert [(r["vector"], r["packets"], r["sources"], r["port"]) for r in judged(flood(packets))] == [("syn", 1000, 1000, 443)] * found


def test_a_flood_at_random_ports_names_none():
    [row] = judged(flood(dport=1 + np.arange(4000) % 4000))
    assert (row["port"], row["ports"]) == (-1, 4000)


def test_a_scan_of_all_ports_is_no_flood_however_long():
    assert judged(ports(5000, every=5)) == []
    assert judged(ports(5000, every=5, packets=3)) == []
    assert len(judged(ports(5000, every=5, packets=5))) == 1


def test_ten_packets_have_to_be_seen_in_sampled_telemetry():
    assert judged(flood(9, every=500, sampling=1000)) == []
    assert len(judged(flood(10, every=500, sampling=1000))) == 1


def test_sampled_syns_are_weighed_against_the_rest():
    syns = flood(60, every=200, sampling=1000)
    rest = with_columns(flood(200, every=60, src_lo=FAR + 9), tcp_flags=FULL, sampling=1000)
    assert judged(mixed(syns, rest)) == []
    assert len(judged(mixed(syns, rest.slice(0, 40)))) == 1
