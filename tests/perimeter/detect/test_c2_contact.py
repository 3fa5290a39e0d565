"""Calls to listed controllers: one is enough, but we have to begin."""

from __future__ import annotations

import pytest
from tests.factories.flows import calls

from hsoc.perimeter.detect.c2_contact import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


def test_one_call_is_enough_even_unanswered():
    assert [r["e_calls"] for r in judged(calls().slice(0, 1))] == [1]
    assert [(r["e_calls"], r["e_conversations"]) for r in judged(calls(tcp_flags=2))] == [(4, 0)]


@pytest.mark.parametrize(
    "given",
    [
        {"bogon": 0},
        {"direction": 1},
        {"sport": 443, "dport": 50_000},
        {"tcp_flags": 0x14},
        {"proto": 17, "sport": 53, "dport": 50_000},
        {"proto": 1, "icmp": 0},
    ],
)
def test_an_answer_to_a_listed_host_is_no_call(given):
    assert judged(calls(**given)) == []
