"""Own scans: how wide, how deep, and what the web of a NAT looks like."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import INSIDE, OUTSIDE, own_sweep

from hsoc.perimeter.detect.own_scan import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("hosts", "found"), [(49, 0), (50, 1)])
def test_own_scan_fires_at_its_hosts_on_one_port(hosts, found):
    assert [(r["targets"], r["member"]) for r in judged(own_sweep().slice(0, hosts))] == [(hosts, 7)] * found


@pytest.mark.parametrize(("hosts", "found"), [(199, 0), (200, 1)])
def test_dead_web_sites_count_less(hosts, found):
    assert len(judged(own_sweep(dport=443).slice(0, hosts))) == found


@pytest.mark.parametrize(("doors", "found"), [(49, 0), (50, 1)])
def test_own_scan_fires_at_its_ports_of_one_host(doors, found):
    assert len(judged(own_sweep(dst_lo=OUTSIDE, dport=1 + np.arange(200)).slice(0, doors))) == found


def test_a_file_sharer_is_none():
    assert judged(own_sweep(dport=10_000 + np.arange(200))) == []


def test_between_members_the_story_is_of_both():
    [row] = judged(own_sweep(dst_lo=INSIDE + 4096 + np.arange(200), direction=3, member=9))
    assert (row["member"], row["members"], row["e_at_members"]) == (0, 2, 200)


def test_what_pretends_to_be_ours_from_outside_is_not_ours():
    assert judged(own_sweep(direction=3, role=1, bogon=4)) == []
