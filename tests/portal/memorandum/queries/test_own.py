from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW

from hsoc.portal.memorandum.actions import ballots
from hsoc.portal.memorandum.queries import own


@pytest.mark.parametrize("secret", [True, False])
def test_an_open_vote_is_found_and_a_secret_one_never(people, signed, secret):
    signed(1)
    later = NOW + timedelta(hours=1)
    fields = {"title": "Plán", "text": "", "options": ["Pro", "Proti"], "quorum": 50, "opens": NOW, "closes": NOW + timedelta(days=7)}
    made = ballots.announce(actor=people[1], now=NOW, secret=secret, **fields)
    ballots.vote(actor=people[0], ballot=made.pk, organisation=1, option=1, now=later)
    assert [row["option"] for row in own.voted(people[0].user)] == ([] if secret else [1])
    assert own.signed(people[0].user) == []
