from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import NOW, acting

from hsoc.portal.charts.need import Level
from hsoc.portal.members.rules import Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.services.actions import requests
from hsoc.portal.services.actions.catalogue import publish_rules
from hsoc.portal.services.queries.needs import needs
from hsoc.portal.services.rules.course import OVERDUE_DAYS, Deed

pytestmark = pytest.mark.django_db


def test_each_side_is_told_what_is_its_own(sides, backups):
    member, provider = sides
    one = requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    assert needs(member, NOW) == ()
    [waits] = needs(provider, NOW)
    assert waits.level is Level.WEEK
    assert needs(provider, NOW + timedelta(days=OVERDUE_DAYS + 1))[0].level is Level.TODAY
    requests.make_move(actor=provider, request=one.pk, deed=Deed.APPROVE, reason="", now=NOW)
    with translation.override("en"):
        [step] = needs(member, NOW)
    assert step.what == "Backups: Contract"
    assert needs(acting(Role.ANALYST, 1), NOW) == ()  # cannot do it
    assert needs(provider, NOW) == ()
    requests.do_step(actor=member, request=one.pk, code="step-1", note="", now=NOW)
    assert needs(member, NOW) == ()
    with translation.override("en"):
        [ours] = needs(provider, NOW)
    assert (ours.what, ours.href) == ("1 way into a service waits for our step", f"/portal/services/requests/{one.pk}/")
    assert ours.level is Level.WEEK
    assert needs(provider, NOW + timedelta(days=OVERDUE_DAYS + 1))[0].level is Level.TODAY


def test_who_uses_a_service_is_asked_to_accept_its_new_rules(sides, backups):
    member, provider = sides
    one = requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    one.state = "in-use"
    one.save()
    Notice.objects.all().delete()
    rules = publish_rules(actor=provider, service=backups, text_cs="a", text_en="b", now=NOW)
    [told] = Notice.objects.all()
    assert (told.user_id, told.path) == (member.user, f"/portal/services/of/{backups.code}/rules/")
    with translation.override("en"):
        assert [one.what for one in needs(member, NOW)] == ["Backups: rules, version 1"]
    requests.accept_rules(actor=member, service=backups, rules=rules.pk, organisation=1, now=NOW)
    assert needs(member, NOW) == ()
