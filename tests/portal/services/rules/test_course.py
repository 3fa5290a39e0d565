from __future__ import annotations

import itertools
from datetime import date

import pytest

from hsoc.portal.services.rules.course import BOARD, MOVES, OPEN, Deed, Side, State, deeds, move, review_due

# the way once more, by hand: state → deed → (state, who)
WAY = {
    "asked": {"approve": ("onboarding", "p"), "refuse": ("refused", "p"), "withdraw": ("withdrawn", "m")},
    "onboarding": {"withdraw": ("withdrawn", "m"), "start": ("in-use", "p")},
    "in-use": {"review": ("review", "mp"), "end": ("ended", "mp")},
    "review": {"keep": ("in-use", "p"), "end": ("ended", "mp")},
}


@pytest.mark.parametrize(("state", "deed"), list(itertools.product(State, Deed)), ids=str)
def test_every_move_is_the_one_written_here(state, deed):
    told = WAY.get(state.value, {}).get(deed.value)
    found = move(state, deed)
    assert (found and (found.to.value, {side.value[0] for side in found.sides})) == (told and (told[0], set(told[1])))


def test_nothing_leads_out_of_an_end():
    assert {state for state, _ in MOVES} == OPEN == set(BOARD)


def test_each_side_is_offered_only_its_own():
    assert deeds(State.ASKED, frozenset({Side.MEMBER})) == (Deed.WITHDRAW,)
    assert deeds(State.ASKED, frozenset({Side.PROVIDER})) == (Deed.APPROVE, Deed.REFUSE)
    assert deeds(State.ENDED, frozenset(Side)) == ()
    assert deeds(State.IN_USE, frozenset()) == ()


def test_a_review_is_due_after_a_year():
    assert review_due(date(2026, 10, 5)) == date(2027, 10, 5)
