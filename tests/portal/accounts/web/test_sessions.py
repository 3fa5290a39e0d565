from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from tests.factories.members import PASSWORD, person

from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_sessions_and_devices_are_shown_and_ended():
    person(Role.COLLEAGUE, 1)
    here, there = Client(), Client()
    for one in (here, there):
        one.post("/account/login/", {"login": "colleague-1", "password": PASSWORD}, headers={"User-Agent": "Firefox Windows"})
    page = here.get("/portal/sessions/")
    assert [row["this"] for row in page.context["sessions"]].count(True) == 1
    assert (len(page.context["sessions"]), len(page.context["devices"])) == (2, 2)
    here.post("/portal/sessions/end/")
    assert there.get("/portal/").status_code == 302
    assert UserSession.objects.count() == 1
    here.post(f"/portal/sessions/devices/{page.context['devices'][0].pk}/forget/")
    assert len(here.get("/portal/sessions/").context["devices"]) == 1
