"""Horizontal scan at its thresholds."""

from __future__ import annotations

import msgspec
import pytest
from tests.factories.flows import back, mixed, some, sweep

from hsoc.perimeter.detect.horizontal_scan import DETECTOR, Settings, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.taxonomy import Trust


def judged(table, settings=DETECTOR.settings):
    judge = Judge()
    return judge.judge(judge.learn(lambda flows: detect(flows, settings)), flows=table).to_pylist()


@pytest.mark.parametrize(("targets", "found"), [(24, 0), (25, 1)])
def test_tcp_scan_fires_at_its_number_of_targets(targets, found):
    assert len(judged(sweep(targets))) == found


def test_repeated_probes_of_few_hosts_are_no_scan():
    assert judged(mixed(*(sweep(20, at=n) for n in range(10)))) == []


def test_udp_targets_that_answer_are_not_counted():
    asks = sweep(100, proto=17, dport=161, tcp_flags=0, bytes=70)
    assert judged(mixed(asks, back(some(asks, 0.9)))) == []
    assert len(judged(mixed(asks, back(some(asks, 0.2))))) == 1


def test_threshold_can_be_changed():
    assert len(judged(sweep(30), Settings(min_targets=40))) == 0
    assert DETECTOR.least(Settings(min_targets=40, min_pinged=60)).amount == 40


def test_plausible_needs_its_own_number_of_targets():
    settings = msgspec.structs.replace(DETECTOR.settings, min_targets=10)
    assert [row["trust"] for row in judged(sweep(20), settings)] == [Trust.SPOOFABLE]
    assert [row["trust"] for row in judged(sweep(25), settings)] == [Trust.PLAUSIBLE]


def test_members_are_counted_and_named_when_there_is_one():
    one, other = sweep(30, member=3), sweep(30, member=4, at=9000, dst_lo=range(30))
    assert [(r["member"], r["members"]) for r in judged(one)] == [(3, 1)]
    assert [(r["member"], r["members"]) for r in judged(mixed(one, other))] == [(0, 2)]
