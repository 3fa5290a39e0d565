from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, person

from hsoc.portal.accounts.models import Support
from hsoc.portal.members.queries import actor_of, looks_into
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_asked_granted_looked_on_and_left(browser):
    manager = person(Role.MANAGER, 1)
    helper, boss = browser(Role.COORDINATOR, HOUSE), browser(manager)
    helper.post("/portal/support/", {"organisation": "1", "role": "manager", "reason": "The rule does not hold"})
    one = Support.objects.get()
    assert "The rule does not hold" in boss.get("/portal/support/").content.decode()
    boss.post(f"/portal/support/{one.pk}/answer/", {"hours": "1"})
    helper.post(f"/portal/support/{one.pk}/enter/")
    page = helper.get("/portal/")
    assert page.context["actor"].organisation == 1
    assert b"support/leave/" in page.content
    assert helper.post("/portal/acting/", {"organisation": "1"}).status_code == 403  # looking is not acting
    assert [look.what for look in looks_into(actor_of(manager), 1, most=9)] == ["page:/portal/"]
    boss.post(f"/portal/support/{one.pk}/end/")
    assert helper.get("/portal/").context["actor"].organisation == HOUSE


def test_leaving_gives_ones_own_pages_back(browser):
    helper, boss = browser(Role.COORDINATOR, HOUSE), browser(Role.MANAGER, 1)
    helper.post("/portal/support/", {"organisation": "1", "role": "analyst", "reason": "Help"})
    one = Support.objects.get()
    assert helper.post(f"/portal/support/{one.pk}/enter/").status_code == 404  # not granted yet
    boss.post(f"/portal/support/{one.pk}/answer/", {"hours": "1"})
    helper.post(f"/portal/support/{one.pk}/enter/")
    helper.post("/portal/support/leave/")
    assert helper.get("/portal/").context["actor"].organisation == HOUSE


def test_a_stranger_cannot_answer(browser):
    helper, stranger = browser(Role.COORDINATOR, HOUSE), browser(Role.MANAGER, 2)
    browser(Role.MANAGER, 1)
    helper.post("/portal/support/", {"organisation": "1", "role": "analyst", "reason": "Help"})
    assert stranger.post(f"/portal/support/{Support.objects.get().pk}/answer/", {"hours": "1"}).status_code == 404
