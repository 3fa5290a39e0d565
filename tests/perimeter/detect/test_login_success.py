"""A longer session after attempts: how many before, and in which order."""

from __future__ import annotations

import pytest
from tests.factories.flows import INSIDE, login, mixed

from hsoc.perimeter.detect.login_success import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.taxonomy import Trust

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


def session(at, **given):
    return login(1, at=at, **{"dst_lo": INSIDE + 20, "packets": 400, "bytes": 60_000, "sport": 33_000} | given)


@pytest.mark.parametrize(("before", "found"), [(9, 0), (10, 1)])
def test_login_success_asks_for_attempts_before(before, found):
    table = mixed(login(before, dst_lo=INSIDE + 20), session(40_000))
    assert [(r["e_attempts_before"], r["trust"]) for r in judged(table)] == [(before, Trust.PLAUSIBLE)] * found


def test_a_session_before_the_attempts_is_none_of_theirs():
    assert judged(mixed(session(-1000), login(30, dst_lo=INSIDE + 20))) == []


@pytest.mark.parametrize(
    "given", [{"dst_lo": INSIDE + 21}, {"dport": 3389}, {"packets": 28, "bytes": 4900}, {"packets": 400, "bytes": 4000}]
)
def test_it_has_to_be_the_same_door_and_more_than_an_attempt(given):
    assert judged(mixed(login(15, dst_lo=INSIDE + 20), session(40_000, **given))) == []
