from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, actor

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.memorandum.actions import ballots as actions
from hsoc.portal.memorandum.queries import ballots

pytestmark = pytest.mark.django_db


def test_votes_wait_for_whoever_may_cast_them(people, signed):
    signed(1)
    end = NOW + timedelta(days=1)
    made = actions.announce(actor=people[1], title="t", text="", options=["a", "b"], secret=True, quorum=0, opens=NOW, closes=end, now=NOW)
    assert list(ballots.waiting(people[0], now=NOW)) == [made]
    assert list(ballots.waiting(people[0], now=end)) == []
    assert list(ballots.waiting(people[1], now=NOW)) == []
    assert ballots.votes_for(actor(Role.MANAGER, 1, scopes=frozenset())) == 0
    assert list(ballots.due(now=end)) == [made]
    assert ballots.visible_to(NOBODY).count() == 0
    actions.vote(actor=people[0], ballot=made.pk, organisation=1, option=1, now=NOW)
    assert list(ballots.waiting(people[0], now=NOW)) == []
    assert ballots.count(made).counts == (0, 1)
