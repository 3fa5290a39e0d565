from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.functions import ask_duty, confirm_duty, give_function, take_function
from hsoc.portal.members.models import Function
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def test_a_manager_says_who_does_what_and_saying_it_again_changes_the_order_only() -> None:
    manager, who = acting(Role.MANAGER, 1), person(username="anna")
    told = {"actor": manager, "organisation": 1, "username": "anna", "kind": Work.DUTY, "now": NOW}
    give_function(confirmed=True, **told)
    give_function(rank=2, title="noční služba", **told)
    give_function(rank=2, title="noční služba", **told)
    held = Function.objects.get()
    assert (held.user, held.rank, held.title, held.confirmed) == (who, 2, "noční služba", NOW)
    assert list(Entry.objects.values_list("action", flat=True)) == ["function.given", "function.changed"]
    take_function(actor=manager, function=held.pk, now=NOW)
    assert not Function.objects.exists()


def test_a_function_needs_a_seat_and_a_right() -> None:
    manager = acting(Role.MANAGER, 1)
    person(username="far", number=2)
    organisation(2)
    with pytest.raises(Unacceptable, match="no role"):
        give_function(actor=manager, organisation=1, username="far", kind=Work.IT, now=NOW)
    with pytest.raises(Unacceptable, match="Nobody"):
        give_function(actor=manager, organisation=1, username="none", kind=Work.IT, now=NOW)
    with pytest.raises(Refused):
        give_function(actor=manager, organisation=2, username="far", kind=Work.IT, now=NOW)


def test_a_duty_contact_is_asked_by_mail_and_confirms_for_himself_only(django_capture_on_commit_callbacks) -> None:
    who = person(username="anna")
    held = give_function(actor=SYSTEM, organisation=1, username="anna", kind=Work.DUTY, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        ask_duty(actor=acting(Role.COORDINATOR, HOUSE), function=held.pk, now=NOW)
    assert [letter.to for letter in mail.outbox] == [[who.email]]
    assert "/door/duty/" in mail.outbox[0].body
    with pytest.raises(Unacceptable, match="within the last day"):
        ask_duty(actor=acting(Role.MANAGER, 1, username="eager"), function=held.pk, now=NOW + timedelta(hours=23))
    with pytest.raises(Refused):
        confirm_duty(actor=acting(Role.MANAGER, 1), function=held.pk, now=NOW)
    later = NOW + timedelta(days=1)
    assert confirm_duty(actor=actor_of(who), function=held.pk, now=later).confirmed == later
