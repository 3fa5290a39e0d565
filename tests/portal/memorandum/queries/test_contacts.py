from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.members.actions.invitations import invite
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Batch, Line, Signature
from hsoc.portal.memorandum.queries import contacts
from hsoc.portal.memorandum.queries.contacts import Standing
from hsoc.portal.memorandum.rules.newcomers import Work

pytestmark = pytest.mark.django_db


def test_where_each_contact_stands(text, django_assert_num_queries):
    keeper = acting(Role.COORDINATOR, HOUSE, username="keeper")
    batch = Batch.objects.create(name="r", digest="", text=text, made=NOW)
    owner = organisation(7)
    inside = person(Role.COLLEAGUE, 7, username="inside")
    lines = []
    for place, mail in enumerate(("", inside.email, "new@a.example", "asked@a.example")):
        signature = Signature.objects.create(text=text, organisation=owner, signer="x", mail=mail, handed=NOW)
        proposal = {"work": "statutory" if mail else ""}
        lines.append(
            Line.objects.create(batch=batch, place=place, sheet="", row=place, outcome="ready", proposal=proposal, signature=signature)
        )
    assert contacts.role_for(owner) is Role.MANAGER
    invite(actor=keeper, organisation=7, email="asked@a.example", role=Role.MANAGER, now=NOW)
    assert contacts.role_for(owner) is Role.COLLEAGUE
    with django_assert_num_queries(2):
        found = contacts.standings(lines, now=NOW)
    assert list(found.values()) == [Standing.NOBODY, Standing.INSIDE, Standing.OFFERED, Standing.WAITING]
    assert contacts.standings(lines[3:], now=NOW + timedelta(days=15)) == {lines[3].pk: Standing.LAPSED}
    assert [contacts.work_of(line) for line in lines[:2]] == [None, Work.STATUTORY]
    lines[1].choices = {"work": "representative"}
    assert contacts.work_of(lines[1]) is Work.REPRESENTATIVE
