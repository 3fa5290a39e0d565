from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.leaving import ask_erasure, cancel_erasure, erase_due, leave, note_export
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken, Erasure, Function, Membership, User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, SYSTEM, Refused, Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.signals import person_left

pytestmark = pytest.mark.django_db


def test_the_last_manager_leaves_by_handing_over_what_was_listed() -> None:
    manager, mate = person(Role.MANAGER, 1), person(Role.ANALYST, 1)
    Function.objects.create(user=manager, organisation=organisation(1), kind=Work.DUTY, rank=2, since=NOW, confirmed=NOW)
    create_token(actor=actor_of(manager), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    told = {"actor": actor_of(manager), "organisation": 1, "now": NOW}
    assert queries.handed_over(manager.pk, 1) == ["Role: manager", "Function: duty contact"]
    with pytest.raises(Unacceptable, match="last manager"):
        leave(**told)
    with pytest.raises(Unacceptable, match="colleague"):
        leave(heir="stranger", **told)
    heard = []
    person_left.connect(listener := lambda heir, **_: heard.append(heir))
    try:
        leave(heir=mate.username, **told)
    finally:
        person_left.disconnect(listener)
    assert set(Membership.objects.values_list("user__username", "role")) == {(mate.username, "analyst"), (mate.username, "manager")}
    held = Function.objects.get()
    assert (held.user, held.rank, held.confirmed) == (mate, 2, None)  # the word is the heir's own to give
    assert ApiToken.objects.get().revoked == NOW
    assert heard == [mate.pk]


def test_one_of_two_managers_leaves_at_once() -> None:
    one = person(Role.MANAGER, 1)
    person(Role.MANAGER, 1, username="second")
    assert leave(actor=actor_of(one), organisation=1, now=NOW) == 0
    with pytest.raises(Unacceptable, match="no role"):
        leave(actor=actor_of(one), organisation=1, now=NOW)


def test_who_asked_is_forgotten_after_the_cool_off_and_not_before() -> None:
    who = person(Role.ANALYST, 1, username="anna")
    note_export(actor=actor_of(who), now=NOW)
    ask_erasure(actor=actor_of(who), now=NOW)
    cancel_erasure(actor=actor_of(who), now=NOW)
    assert not Erasure.objects.exists()
    ask_erasure(actor=actor_of(who), now=NOW)
    assert erase_due(actor=SYSTEM, now=NOW + timedelta(days=13)) == 0
    assert erase_due(actor=SYSTEM, now=NOW + timedelta(days=14)) == 1
    gone = User.objects.get(pk=who.pk)
    assert (gone.username, gone.name, gone.is_active, str(gone)) == (f"erased-{who.pk}", "", False, f"erased-{who.pk}")
    assert not Membership.objects.filter(user=gone).exists()
    assert actor_of(gone) == NOBODY


def test_the_last_manager_is_not_forgotten_before_the_hand_over() -> None:
    who = person(Role.MANAGER, 1)
    with pytest.raises(Unacceptable, match="last manager"):
        ask_erasure(actor=actor_of(who), now=NOW)
    with pytest.raises(Refused):
        note_export(actor=NOBODY, now=NOW)
