"""Own floods: how much, and how little comes back."""

from __future__ import annotations

import pytest
from tests.factories.flows import back, mixed, own_stream

from hsoc.perimeter.detect.own_flood import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("flows", "found"), [(99, 0), (100, 1)])
def test_own_flood_fires_at_its_floor(flows, found):
    assert [(r["vector"], r["packets"]) for r in judged(own_stream().slice(0, flows))] == [("udp", 10_000)] * found


@pytest.mark.parametrize(("answers", "found"), [(19, 1), (20, 0)])
def test_a_report_for_a_thousand_packets_makes_it_a_conversation(answers, found):
    out = own_stream()
    assert len(judged(mixed(out, back(out, packets=1, direction=1).slice(0, answers)))) == found


@pytest.mark.parametrize(("given", "found"), [({"dport": 514}, 0), ({"dport": 4500}, 0), ({"sport": 1194}, 0), ({"direction": 1}, 0)])
def test_collectors_tunnels_and_strangers_are_left_out(given, found):
    assert len(judged(own_stream(**given))) == found
