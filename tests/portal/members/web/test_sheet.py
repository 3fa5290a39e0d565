from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.models import Function, User
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import links, sheet
from hsoc.portal.members.web.steps import moment

pytestmark = pytest.mark.django_db


def test_a_sheet_is_printed_by_those_who_may_and_its_code_tells_strangers_only_whether_it_is_current(browser, visitor: Client) -> None:
    held = Function.objects.create(user=person(username="anna"), organisation=organisation(1), kind=Work.DUTY, since=NOW)
    assert browser(Role.ANALYST, 2).get(reverse("sheet", args=[1])).status_code == 404
    assert browser(person(Role.MANAGER, 1)).get(reverse("sheet_all")).status_code == 403
    page = browser(Role.COORDINATOR, HOUSE).get(reverse("sheet_all"))
    assert held.user.email in page.content.decode()
    assert unquote(page.context["qr"]).startswith("data:image/svg+xml")
    rows = sheet.lines([held])
    token = links.sealed(links.SHEET, {"n": 0, "d": sheet.digest(rows), "t": round(moment().timestamp())})
    told = visitor.get(reverse("sheet_check", args=[token]))
    assert told.context["current"]
    assert not re.search("anna|Hospital", told.content.decode(), re.IGNORECASE)
    User.objects.filter(pk=held.user_id).update(phone="+420601000111")
    assert not visitor.get(reverse("sheet_check", args=[token])).context["current"]
    assert visitor.get(reverse("sheet_check", args=["x"])).status_code == 410
