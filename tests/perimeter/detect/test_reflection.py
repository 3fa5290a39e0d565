"""Reflection at its thresholds, and what is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import OUTSIDE, back, ephemeral, mixed, reflected, some, with_columns

from hsoc.perimeter.detect.reflection import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge


def judged(table):
    judge = Judge()
    return judge.judge(judge.learn(lambda flows: detect(flows, DETECTOR.settings)), flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_reflection_fires_at_its_floor(packets, found):
    assert len(judged(reflected(packets))) == found


@pytest.mark.parametrize(("sources", "found"), [(9, 0), (10, 1)])
def test_reflection_needs_many_sources(sources, found):
    assert len(judged(reflected(2000, src_lo=OUTSIDE + np.arange(2000) % sources))) == found


def test_few_kinds_have_to_hold_most_of_the_bytes():
    spread = with_columns(reflected(3000), sport=1024 + np.arange(3000) % 500)
    assert len(judged(mixed(reflected(3000), some(spread, 0.6)))) == 1
    assert judged(mixed(some(reflected(3000), 0.5), spread)) == []


def test_answers_to_own_requests_are_asked_for():
    answers = reflected(3000)
    assert judged(mixed(answers, some(back(answers, after=-5, bytes=70), 0.2))) == []
    assert len(judged(mixed(answers, some(back(answers, after=-5, bytes=70), 0.05)))) == 1


def test_three_vectors_together_are_found_and_named_by_the_heaviest():
    parts = [reflected(800, sport=port, dport=ephemeral(800)) for port in (123, 11211, 389)]
    [row] = judged(mixed(*parts, reflected(500, sport=11211)))
    assert (row["vector"], row["port"], row["packets"], row["e_kinds"]) == ("memcached", 11211, 2900, 3)


def test_later_fragments_alone_are_called_so():
    [row] = judged(reflected(fragment=2, sport=0, dport=0))
    assert (row["vector"], row["port"], row["e_fragment_share"]) == ("fragments", -1, 100)
