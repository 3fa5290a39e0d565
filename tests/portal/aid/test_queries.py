from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting

from hsoc.portal.aid import actions, queries
from hsoc.portal.aid.rules import Kind
from hsoc.portal.charts.need import Level
from hsoc.portal.members.rules import NOBODY, Role

pytestmark = pytest.mark.django_db


def test_nothing_is_public_and_auditors_look_elsewhere():
    owner = acting(Role.MANAGER, 1)
    actions.offer(actor=owner, kind=Kind.ROOM, text="Gym", amount=1, now=NOW)
    actions.call(actor=owner, kind=Kind.PEOPLE, text="x", amount=1, urgent=False, now=NOW)
    for who in (NOBODY, acting(Role.AUDITOR, HOUSE)):
        assert not queries.visible_to(who)
        assert not queries.offers_visible_to(who, now=NOW)
    assert queries.visible_to(acting(Role.COLLEAGUE, 2)).count() == 1


def test_offers_are_narrowed():
    owner = acting(Role.MANAGER, 1)
    actions.offer(actor=owner, kind=Kind.ROOM, text="Gym with a line, Řepiště", amount=1, now=NOW)
    every = queries.offers_visible_to(owner, now=NOW)
    assert queries.narrowed(every, kind="room", region="", text="gym").count() == 1
    assert queries.narrowed(every, kind="", region="", text="repiste hospital").count() == 1  # as people type it
    assert not queries.narrowed(every, kind="people", region="", text="")
    assert not queries.narrowed(every, kind="", region="Nowhere", text="")


def test_who_can_help_and_who_was_offered_help_are_told():
    needy, other = acting(Role.MANAGER, 1), acting(Role.ANALYST, 2)
    one = actions.call(actor=needy, kind=Kind.PEOPLE, text="x", amount=2, urgent=True, now=NOW)
    assert [need.level for need in queries.needs(other, NOW)] == [Level.NOW]
    assert queries.needs(needy, NOW) == ()
    actions.answer(actor=other, number=one.pk, text="y", amount=1, now=NOW)
    assert [need.level for need in queries.needs(needy, NOW)] == [Level.TODAY]
