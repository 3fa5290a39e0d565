from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import NOW, acting
from tests.factories.registers import csv

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.invitations import accept
from hsoc.portal.members.models import Function, Invitation, Membership, Organisation, User
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.memorandum.actions import imports, invitations
from hsoc.portal.memorandum.models import Representative, Signature
from hsoc.portal.memorandum.share.tables import rows_of

pytestmark = pytest.mark.django_db
ROWS = (
    (1, "MUDr. Jana Vymyšlená", "Ministerstvo pohádek", "1. 3. 2026", "vymyslena@pohadky.example"),
    (2, "Ing. Petr Smyšlený", "Ministerstvo pohádek", "2. 3. 2026", "sekretariat@pohadky.example"),
    (3, "Eva Pohádková", "Nemocnice Polní", "2. 3. 2026", ""),
)


@pytest.fixture
def taken(people, text):
    """(keeper, batch that was applied, its lines)"""
    keeper, content = people[1], csv(ROWS)
    batch = imports.read_in(actor=keeper, rows=rows_of(content, "r.csv"), content=content, name="r.csv", now=NOW)
    lines = list(batch.lines.all())
    with pytest.raises(Unacceptable):
        imports.decide(actor=keeper, line=lines[2].pk, take=True, choices={}, now=NOW)
    with pytest.raises(Unacceptable):
        imports.decide(actor=keeper, line=lines[2].pk, take=True, choices={"kind": "operator"}, now=NOW)
    imports.decide(actor=keeper, line=lines[2].pk, take=True, choices={"kind": "town"}, now=NOW)
    imports.take_ready(actor=keeper, batch=batch.pk, now=NOW)
    imports.apply(actor=keeper, batch=batch.pk, now=NOW)
    return keeper, batch, list(batch.lines.all())


def come(invitation, username):
    return accept(invitation=invitation.pk, username=username, name="Někdo Nový", password="dlouhé heslo bez slabin 7", now=NOW)


def test_contacts_are_invited_one_by_one_and_come_as_what_they_are(taken, django_capture_on_commit_callbacks):
    keeper, _batch, lines = taken
    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert (kinds["Ministerstvo pohádek"], kinds["Nemocnice Polní"]) == ("authority", "town")
    assert not User.objects.filter(email__endswith="pohadky.example").exists()  # taking in makes no account and no invitation
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        first = invitations.invite_contact(actor=keeper, line=lines[0].pk, now=NOW)
    assert (first.role, first.work, first.name) == ("manager", ["statutory"], "MUDr. Jana Vymyšlená")
    assert [one.to for one in mail.outbox] == [["vymyslena@pohadky.example"]]
    assert invitations.invite_contact(actor=keeper, line=lines[0].pk, now=NOW) == first  # twice changes nothing
    assert Invitation.objects.get().times == 1
    assert invitations.invite_contact(actor=keeper, line=lines[0].pk, now=NOW + timedelta(days=20)).times == 2  # it had lapsed
    second = invitations.invite_contact(actor=keeper, line=lines[1].pk, now=NOW)
    assert (second.role, second.work, second.name) == ("colleague", [], "")
    statutory, speaker = come(first, "prvni"), come(second, "druhy")
    assert Function.objects.get(user=statutory).kind == "statutory"
    assert Signature.objects.get(signer="MUDr. Jana Vymyšlená").person == statutory
    assert Membership.objects.get(user=speaker).role == Role.COLLEAGUE
    assert Representative.objects.get().person == speaker
    with pytest.raises(Unacceptable):
        invitations.invite_contact(actor=keeper, line=lines[0].pk, now=NOW)


def test_who_may_invite_and_whom(taken, people):
    keeper, batch, lines = taken
    with pytest.raises(Refused):
        invitations.invite_contact(actor=people[0], line=lines[0].pk, now=NOW)
    with pytest.raises(Refused):
        invitations.invite_contact(actor=acting(Role.ANALYST, 7), line=lines[0].pk, now=NOW)
    with pytest.raises(Unacceptable):
        invitations.invite_contact(actor=keeper, line=lines[2].pk, now=NOW)  # no mail
    held = invitations.invite_contact(actor=keeper, line=lines[0].pk, now=NOW)
    imports.undo(actor=keeper, batch=batch.pk, now=NOW)
    assert Invitation.objects.get(pk=held.pk).revoked == NOW
