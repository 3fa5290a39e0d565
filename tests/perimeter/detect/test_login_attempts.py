"""Login attempts: how many, how alike, and when a source is proven."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.flows import login, mixed

from hsoc.perimeter.detect.login_attempts import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.taxonomy import Trust

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


@pytest.mark.parametrize(("count", "found"), [(9, 0), (10, 1)])
def test_login_attempts_fire_at_their_number(count, found):
    assert [(r["vector"], r["port"], r["e_attempts"]) for r in judged(login(count))] == [("ssh", 22, count)] * found


@pytest.mark.parametrize(("count", "found"), [(59, 0), (60, 1)])
def test_mail_needs_more(count, found):
    assert len(judged(login(count, dport=143, packets=12, bytes=1200))) == found


def test_sessions_that_differ_are_no_guessing():
    assert judged(login(40, packets=np.where(np.arange(40) % 8, 12, 30), dport=21, bytes=1500)) != []
    assert judged(login(40, packets=np.where(np.arange(40) % 8, 6, 30), dport=21, bytes=1500)) == []


def test_most_of_what_the_source_does_there_has_to_be_attempts():
    work = login(30, at=100, packets=900, bytes=300_000)
    assert len(judged(mixed(login(45), work))) == 1
    assert judged(mixed(login(44), work)) == []


def test_a_source_is_proven_by_answers_alone():
    assert [r["trust"] for r in judged(login())] == [Trust.PROVEN]
    assert [r["trust"] for r in judged(login(answered=False))] == [Trust.PLAUSIBLE]
    other = {"sport": 31_000 + np.arange(11), "answered": False, "at": 1}
    assert [r["trust"] for r in judged(mixed(login(10), login(11, **other)))] == [Trust.PLAUSIBLE]
    assert [r["trust"] for r in judged(mixed(login(11), login(11, **other)))] == [Trust.PROVEN]
