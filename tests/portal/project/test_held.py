"""What all rooms hold of one person: shown to him, and stopped when he is erased; and who is connected by a service."""

from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.accounts.actions.devices import note_login
from hsoc.portal.accounts.models import Device
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.queries.personal import handed_over, personal_data
from hsoc.portal.members.rules import Role
from hsoc.portal.members.signals import person_erased, proof_wanted
from hsoc.portal.network.queries.policy import document
from hsoc.portal.notices.models import Notice
from hsoc.portal.services.actions import requests
from hsoc.portal.services.actions.catalogue import put_service
from hsoc.portal.services.models import Done
from hsoc.portal.services.queries.catalogue import steps_of
from hsoc.portal.services.rules.course import Deed
from hsoc.portal.services.rules.steps import CUT_OVER

pytestmark = pytest.mark.django_db


def test_the_copy_holds_what_every_room_knows_and_the_erased_are_out():
    user = person(Role.MANAGER, 1)
    who = actor_of(user)
    note_login(actor=who, secret="", agent="Firefox Linux", address=None, now=NOW)
    fields = {"purpose": "p", "audience": "a", "entry": "open", "tlp": "TLP:GREEN", "founded": NOW}
    group = Group.objects.create(code="tech", name="hSOC-Tech", **fields)
    GroupMembership.objects.create(group=group, user=user, organisation=organisation(1), part="leader", state="in", asked=NOW, since=NOW)
    sections = dict(personal_data(who))
    told = [row for rows in sections.values() for row in rows]
    assert any(row.get("browser") == "Firefox, Linux" for row in told)
    assert any(row.get("group__name") == "hSOC-Tech" for row in told)
    assert any("hSOC-Tech" in line for line in handed_over(user.pk, 1))
    person_erased.send(sender=None, person=user.pk, now=NOW)
    assert not Device.objects.exists()


@pytest.mark.parametrize("gateway", ["", "http://127.0.0.1:9/sms"])  # none, and one that does not answer
def test_where_no_code_can_be_sent_a_coordinator_is_asked_to_call(settings, gateway):
    settings.SMS_URL = gateway
    who, coordinator = person(Role.ANALYST, 1, username="anna"), acting(Role.COORDINATOR, HOUSE)
    who.phone = "+420700000000"
    assert not any(answer for _, answer in proof_wanted.send(sender=None, person=who, value=who.phone, code="123456", now=NOW))
    told = Notice.objects.get(kind="phone.call")
    assert (told.user_id, told.path) == (coordinator.user, "/portal/members/1/")
    assert who.phone not in f"{told.values}"  # a notice may leave as a mail


def test_who_walked_the_way_into_the_network_is_connected_until_it_ends():
    organisation(HOUSE, kind=Kind.OPERATOR)
    member, operator = acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)
    fields = {"name_cs": "V", "name_en": "V", "summary_cs": "s", "summary_en": "s", "state": "offered", "process": "vrf", "steps": ""}
    vrf = put_service(actor=operator, code="vrf", owner=HOUSE, now=NOW, **fields)
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    requests.make_move(actor=operator, request=one.pk, deed=Deed.APPROVE, reason="", now=NOW)
    Done.objects.bulk_create(Done(request=one, code=step.code, moment=NOW) for step in steps_of(vrf))
    requests.make_move(actor=operator, request=one.pk, deed=Deed.START, reason="", now=NOW)
    assert Organisation.objects.get(number=1).connected
    requests.make_move(actor=member, request=one.pk, deed=Deed.END, reason="we move", now=NOW)
    assert not Organisation.objects.get(number=1).connected


def test_the_organisation_is_connected_from_the_cut_over_until_that_is_taken_back():
    organisation(HOUSE, kind=Kind.OPERATOR)
    member, operator = acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)
    fields = {"name_cs": "V", "name_en": "V", "summary_cs": "s", "summary_en": "s", "state": "offered", "process": "vrf", "steps": ""}
    vrf = put_service(actor=operator, code="vrf", owner=HOUSE, now=NOW, **fields)

    def connected():
        return Organisation.objects.get(number=1).connected

    def cut_over():
        requests.do_step(actor=operator, request=one.pk, code=CUT_OVER, note="", now=NOW)

    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    requests.make_move(actor=operator, request=one.pk, deed=Deed.APPROVE, reason="", now=NOW)
    Done.objects.bulk_create(Done(request=one, code=code, moment=NOW) for code in ("window", "points", "roa"))
    assert not connected()
    cut_over()
    assert connected()  # the engines are told of it: their policy names the members that are connected
    assert b'"number":1' in document(now=NOW)[0]
    requests.undo_step(actor=operator, request=one.pk, code=CUT_OVER, reason="SIP failed.", now=NOW)
    assert not connected()
    cut_over()
    requests.make_move(actor=member, request=one.pk, deed=Deed.WITHDRAW, reason="we stay", now=NOW)
    assert not connected()


def test_who_withdraws_before_the_cut_over_stays_what_he_was():
    organisation(HOUSE, kind=Kind.OPERATOR)
    member, operator = acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)
    fields = {"name_cs": "V", "name_en": "V", "summary_cs": "s", "summary_en": "s", "state": "offered", "process": "vrf", "steps": ""}
    vrf = put_service(actor=operator, code="vrf", owner=HOUSE, now=NOW, **fields)
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    Organisation.objects.filter(number=1).update(connected=True)
    requests.make_move(actor=member, request=one.pk, deed=Deed.WITHDRAW, reason="", now=NOW)
    assert Organisation.objects.get(number=1).connected
