from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.members import NOW, organisation, person
from tests.factories.seals import signed_pdf

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.memorandum.actions import signing
from hsoc.portal.memorandum.models import Representative
from hsoc.portal.memorandum.rules.course import Capacity, State
from hsoc.portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_signature_needs_two_people(people, sign):
    manager, one, two = people
    handed = sign(one, 1, content=signed_pdf())
    assert (handed.state, handed.seals[0]["digest_holds"], len(handed.digest)) == (State.HANDED, True, 64)
    with pytest.raises(Refused):
        signing.decide(actor=one, signature=handed.pk, confirm=True, answer="", now=NOW)
    with pytest.raises(Refused):
        signing.decide(actor=manager, signature=handed.pk, confirm=True, answer="", now=NOW)
    with pytest.raises(Unacceptable, match=r"proč"):
        signing.decide(actor=two, signature=handed.pk, confirm=False, answer=" ", now=NOW)
    signing.decide(actor=two, signature=handed.pk, confirm=True, answer="", now=NOW)
    assert Organisation.objects.get(number=1).signed == date(2026, 10, 1)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"memorandum.handed_in", "memorandum.decided"}
    with pytest.raises(Unacceptable, match=r"už|rozhodnuto"):
        signing.decide(actor=two, signature=handed.pk, confirm=True, answer="", now=NOW)


def test_what_cannot_be_handed_in(people, sign):
    manager = people[0]
    organisation(2)
    with pytest.raises(Refused):
        sign(manager, 2)
    for wrong in (
        {"capacity": Capacity.MANDATE}, {"signed_on": NOW.date() + timedelta(1)}, {"signer": " "}, {"content": b"MZ"}, {"name": "a.docx"},
    ):  # fmt: skip
        with pytest.raises(Unacceptable):
            sign(manager, 1, **wrong)
    sign(manager, 1)
    with pytest.raises(Unacceptable, match=r"už|rozhodnuto"):
        sign(manager, 1)


def test_withdrawing_ends_it_and_the_representatives(people, signed):
    manager = people[0]
    one = signed(1)
    signing.name_representative(actor=manager, organisation=1, person=manager.user, rank=1, now=NOW)
    signing.withdraw(actor=manager, signature=one.pk, on=NOW.date(), reason="we merge with another hospital", now=NOW)
    assert Organisation.objects.get(number=1).signed is None
    assert not Representative.objects.exists()
    with pytest.raises(Unacceptable):
        signing.withdraw(actor=manager, signature=one.pk, on=NOW.date(), reason="we merge with another hospital", now=NOW)


def test_a_name_is_shown_only_by_its_own_side(people, signed):
    one = signed(2)
    with pytest.raises(Refused):
        signing.show_name(actor=people[0], signature=one.pk, public=True, now=NOW)
    signing.show_name(actor=people[1], signature=one.pk, public=True, now=NOW)
    one.refresh_from_db()
    assert one.name_public


def test_representatives_are_colleagues_of_a_signatory(people, signed):
    manager = people[0]
    with pytest.raises(Unacceptable):
        signing.name_representative(actor=manager, organisation=1, person=manager.user, rank=1, now=NOW)
    signed(1)
    stranger = person(Role.ANALYST, 2)
    with pytest.raises(Unacceptable):
        signing.name_representative(actor=manager, organisation=1, person=stranger.pk, rank=1, now=NOW)
    colleague = person(Role.COLLEAGUE, 1)
    signing.name_representative(actor=manager, organisation=1, person=colleague.pk, rank=1, now=NOW)
    made = signing.name_representative(actor=manager, organisation=1, person=colleague.pk, rank=2, now=NOW)
    assert Representative.objects.get() == made
    signing.drop_representative(actor=manager, representative=made.pk, now=NOW)
    assert not Representative.objects.exists()
