"""Backscatter: how many of ours, and what we had asked for."""

from __future__ import annotations

import pytest
from tests.factories.flows import back, mixed, scattered, some

from hsoc.perimeter.detect.backscatter import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("hosts", "found"), [(24, 0), (25, 1)])
def test_backscatter_fires_at_its_hosts(hosts, found):
    assert [(r["targets"], r["vector"]) for r in judged(scattered().slice(0, hosts))] == [(hosts, "syn-ack")] * found


def test_answers_to_our_own_questions_are_none():
    answers = scattered()
    asked = back(answers, after=-5, tcp_flags=2)
    assert judged(mixed(answers, asked)) == []
    assert judged(mixed(answers, some(asked, 0.2))) == []
    assert len(judged(mixed(answers, some(asked, 0.02)))) == 1


@pytest.mark.parametrize("flags", [0x14, 0x04, 0x1B, 0x02])
def test_resets_and_whole_connections_tell_nothing(flags):
    assert judged(scattered(tcp_flags=flags)) == []
