from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import NOW

from hsoc.portal.charts.need import Level
from hsoc.portal.services.actions import requests
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
    assert needs(provider, NOW) == ()
    requests.do_step(actor=member, request=one.pk, code="step-1", note="", now=NOW)
    assert needs(member, NOW) == ()
