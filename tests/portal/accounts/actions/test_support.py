"""A member is asked, lets somebody look on for some hours, reads what was looked at, ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions import support
from hsoc.portal.accounts.models import Support
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import looks_into
from hsoc.portal.members.rules import Action, Object, Refused, Role, may

pytestmark = pytest.mark.django_db


def asked(who, *, reason="They cannot find the rule"):
    return support.ask_support(actor=who, organisation=1, role=Role.ANALYST, reason=reason, now=NOW)


def test_the_manager_decides_and_the_member_reads_every_page():
    manager, coordinator = acting(Role.MANAGER, 1), acting(Role.COORDINATOR, HOUSE)
    one = asked(coordinator)
    assert list(queries.waiting(manager, now=NOW)) == [one]
    assert queries.standing(coordinator, one.pk, now=NOW) is None
    support.answer_support(actor=manager, support=one.pk, hours=4, now=NOW)
    open_one = queries.standing(coordinator, one.pk, now=NOW + timedelta(hours=3))
    seen = queries.looking_on(coordinator, open_one)
    assert (seen.organisation, seen.organisations, seen.via) == (1, frozenset({1}), f"support:{one.pk}")
    assert may(seen, Action.VIEW, Object.EVENT, 1)
    assert not may(seen, Action.VIEW, Object.EVENT, 2)  # what a coordinator may elsewhere is left outside
    support.note_look(actor=seen, support=open_one, path="/portal/events/", now=NOW)
    [look] = looks_into(manager, 1, most=5)
    assert (look.what, look.why) == ("page:/portal/events/", "They cannot find the rule")
    assert queries.standing(coordinator, one.pk, now=NOW + timedelta(hours=4)) is None  # it ran out
    support.end_support(actor=manager, support=one.pk, now=NOW)
    assert queries.standing(coordinator, one.pk, now=NOW) is None


@pytest.mark.parametrize(("role", "number"), [(Role.ANALYST, 1), (Role.MANAGER, 2), (Role.AUDITOR, HOUSE)])
def test_only_operators_and_coordinators_ask(role, number):
    with pytest.raises(Refused):
        asked(acting(role, number))


def test_only_a_manager_of_that_organisation_answers_and_nobody_else_hears_of_it():
    organisation(1)
    one = asked(acting(Role.OPERATOR, HOUSE))
    for role, number in ((Role.MANAGER, 2), (Role.COORDINATOR, HOUSE), (Role.ANALYST, 1)):
        with pytest.raises(Support.DoesNotExist):
            support.answer_support(actor=acting(role, number), support=one.pk, hours=1, now=NOW)
    assert list(queries.visible_to(acting(Role.AUDITOR, HOUSE))) == [one]


def test_bad_questions_and_late_answers_are_said():
    coordinator, manager = acting(Role.COORDINATOR, HOUSE), acting(Role.MANAGER, 1)
    with translation.override("en"), pytest.raises(Unacceptable, match="why"):
        asked(coordinator, reason="  ")
    one = asked(coordinator)
    with pytest.raises(Unacceptable):
        asked(coordinator)
    with pytest.raises(Unacceptable):
        support.answer_support(actor=manager, support=one.pk, hours=999, now=NOW)
    with pytest.raises(Unacceptable):
        support.answer_support(actor=manager, support=one.pk, hours=1, now=NOW + timedelta(days=8))
    support.answer_support(actor=manager, support=one.pk, hours=0, now=NOW)
    assert queries.standing(coordinator, one.pk, now=NOW) is None
