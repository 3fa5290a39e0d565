"""The walk over first contacts: bounds, order, and whose story it is not."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories import flows as scenes
from tests.factories.flows import FULL, INSIDE, mixed, ports

from hsoc.perimeter.detect.failed_contacts import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


def sweep(count, *, every=5000, **given):
    return scenes.sweep(count, every=every, **given)


@pytest.mark.parametrize(("every", "found"), [(900, 0), (910, 1)])
def test_what_is_over_in_a_moment_is_left_to_the_other_scans(every, found):
    assert len(judged(sweep(12, every=every))) == found


def good(count, *, at=0.0, **given):
    return sweep(count, at=at, dst_lo=INSIDE + 300 + np.arange(count), tcp_flags=FULL, packets=9, bytes=900, **given)


@pytest.mark.parametrize(("hosts", "found"), [(3, 0), (4, 1), (24, 1), (25, 0)])
def test_four_failures_in_a_row_decide_until_horizontal_scan_takes_over(hosts, found):
    assert [(r["targets"], r["e_walk"]) for r in judged(sweep(hosts))] == [(hosts, hosts)] * found


@pytest.mark.parametrize(("successes", "found"), [(3, 1), (4, 0)])
def test_whichever_bound_is_met_first_decides(successes, found):
    assert len(judged(mixed(good(successes), sweep(12, at=30_000)))) == found


def test_only_the_first_contact_with_a_host_counts():
    again = sweep(12, dst_lo=INSIDE + np.arange(12) % 3)
    assert judged(again) == []
    assert judged(mixed(sweep(3), sweep(3, at=20_000), good(1, at=30_000), sweep(3, at=40_000))) == []


def test_the_walk_takes_successes_into_account():
    n = np.arange(20)
    one_by_one = sweep(20, tcp_flags=np.where(n % 2, FULL, 2), packets=np.where(n % 2, 9, 1))
    assert judged(one_by_one) == []


def test_many_ports_of_few_hosts_and_sampled_flows_are_not_asked():
    walk = mixed(*(ports(60, dst_lo=INSIDE + host) for host in range(6)))
    assert judged(walk) == []
    assert judged(sweep(12, sampling=1000)) == []


def test_a_file_sharer_asks_each_peer_another_question():
    assert judged(sweep(20, dport=10_000 + np.arange(20))) == []
