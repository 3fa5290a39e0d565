from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, person

from hsoc.portal.aid.models import Answer, Offer
from hsoc.portal.members.rules import Role
from hsoc.portal.project.demo_aid import OFFERS, settle


@pytest.mark.django_db
def test_the_board_is_filled_once():
    settle(now=NOW)
    assert not Offer.objects.exists()  # nobody is there
    person(Role.COORDINATOR, HOUSE, username="koordinator")
    person(Role.ANALYST, 1, username="analytik")
    person(Role.MANAGER, 2, username="manazer")
    settle(now=NOW)
    settle(now=NOW)
    assert (Offer.objects.count(), Answer.objects.count()) == (len(OFFERS), 1)
