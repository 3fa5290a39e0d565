"""Block scan at its thresholds, and whose story it is not."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import INSIDE, block, flows

from hsoc.perimeter.detect.block_scan import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.taxonomy import Trust

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


def doors(hosts, ports):
    n = np.arange(hosts * ports)
    same = {"src_lo": INSIDE + 999, "proto": 6, "sport": 41_000, "tcp_flags": 2, "direction": 1, "ingress_if": 4}
    return flows(len(n), every=20, dst_lo=INSIDE + n % hosts, dport=100 + n // hosts, **same)


@pytest.mark.parametrize(
    ("hosts", "ports", "found"), [(7, 7, 0), (10, 5, 1), (4, 14, 0), (24, 3, 1), (24, 2, 0), (25, 14, 1), (24, 15, 1), (200, 200, 1)]
)
def test_block_scan_fires_between_the_other_scans_and_where_they_are_many(hosts, ports, found):
    assert [(r["targets"], r["ports"], r["e_pairs"]) for r in judged(doors(hosts, ports))] == [(hosts, ports, hosts * ports)] * found


@pytest.mark.parametrize(("hosts", "ports"), [(200, 2), (2, 200)])
def test_one_or_two_sweeps_and_walks_are_left_to_others(hosts, ports):
    assert judged(doors(hosts, ports)) == []


def test_each_peer_its_own_port_is_no_scan():
    n = np.arange(300)
    assert judged(flows(300, src_lo=1, dst_lo=INSIDE + n % 200, proto=6, sport=40_000, dport=10_000 + n, tcp_flags=2)) == []


def test_medicaldoors_are_counted_and_few_hosts_do_not_make_a_source_plausible():
    [row] = judged(block(dport=np.where(np.arange(240) // 20 == 0, 104, 200 + np.arange(240) // 20)))
    assert (row["e_medical"], row["trust"]) == (20, Trust.SPOOFABLE)
