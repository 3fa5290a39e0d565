from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW

from hsoc.portal.memorandum.actions import ballots
from hsoc.portal.memorandum.queries.needs import needs

pytestmark = pytest.mark.django_db


def test_votes_signatures_and_counting(people, signed, sign):
    signed(1)
    handed = sign(people[0], 1, signer="Ing. Petr Smyšlený")
    end = NOW + timedelta(days=1)
    ballots.announce(actor=people[1], title="Plán", text="", options=["a", "b"], secret=True, quorum=0, opens=NOW, closes=end, now=NOW)
    assert [one.what for one in needs(people[0], NOW)] == ["Plán"]
    (line,) = needs(people[1], NOW)
    assert line.since == handed.handed
    assert [one.what for one in needs(people[2], end)][1:] == ["Plán"]
