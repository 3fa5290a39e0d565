"""Vertical scan at its thresholds."""

from __future__ import annotations

import pytest
from tests.factories.flows import back, ephemeral, mixed, ports, some

from hsoc.perimeter.detect.vertical_scan import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge


def judged(table):
    judge = Judge()
    return judge.judge(judge.learn(lambda flows: detect(flows, DETECTOR.settings)), flows=table).to_pylist()


@pytest.mark.parametrize(("count", "found"), [(14, 0), (15, 1)])
def test_tcp_scan_fires_at_its_number_of_ports(count, found):
    assert [(r["ports"], r["e_lowest_port"], r["e_highest_port"]) for r in judged(ports(count))] == [(15, 1, 15)] * found


def test_udp_ports_that_answer_are_not_counted():
    asks = ports(100, proto=17, tcp_flags=0)
    assert judged(mixed(asks, back(some(asks, 0.95)))) == []


def test_long_datagrams_are_answers_not_probes():
    assert judged(ports(100, proto=17, tcp_flags=0, bytes=500)) == []


def test_server_closing_wordless_sessions_is_not_the_scanner():
    # a balancer that opens and closes: seen from the server, many ports of one host
    assert judged(ports(60, sport=8080, dport=ephemeral(60), tcp_flags=0x13, packets=3, bytes=132)) == []
