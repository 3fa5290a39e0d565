from __future__ import annotations

import pytest
from tests.factories.members import HOUSE

from hsoc.portal.aid.models import Answer, Call
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_help_is_called_for_and_given_in_the_browser(browser, django_assert_max_num_queries):
    needy, helper = browser(Role.MANAGER, 1), browser(Role.ANALYST, 2)
    helper.post("/portal/aid/offers/", {"kind": "laptops", "text": "=Twelve", "amount": "12"})
    needy.post("/portal/aid/calls/new/", {"kind": "laptops", "text": "<i>please</i>", "amount": "10"})
    one = Call.objects.get()
    path = f"/portal/aid/calls/{one.pk}/"
    page = needy.get(path)
    assert [match.text for match in page.context["matches"]] == ["=Twelve"]
    assert "&lt;i&gt;please" in page.content.decode()
    assert helper.get(path).context["may_answer"]
    helper.post(path, {"text": "At three", "amount": "12"})
    assert not helper.get(path).context["may_answer"]  # one answer of an organisation stands
    assert "At three" not in browser(Role.ANALYST, 3).get(path).content.decode()
    needy.post(f"{path}answers/{Answer.objects.get().pk}/accept/")
    needy.post(f"{path}close/", {"thanks": "Thank you, neighbours"})
    with django_assert_max_num_queries(30):
        page = helper.get("/portal/aid/")
    assert "Thank you, neighbours" in page.content.decode()
    told = b"".join(helper.get("/portal/aid/", {"format": "csv"}).streaming_content).decode()
    assert "'=Twelve" in told


def test_what_is_not_ones_own_is_refused_or_not_there(browser):
    stranger = browser(Role.MANAGER, 2)
    browser(Role.MANAGER, 1).post("/portal/aid/offers/", {"kind": "room", "text": "Gym", "amount": "1"})
    assert stranger.post("/portal/aid/offers/1/withdraw/").status_code in {403, 404}
    assert stranger.get("/portal/aid/calls/999/").status_code == 404
    assert stranger.post("/portal/aid/calls/999/close/").status_code == 404
    assert browser(Role.AUDITOR, HOUSE).get("/portal/aid/").status_code == 403
    assert browser(Role.COLLEAGUE, 3).get("/portal/aid/calls/new/").status_code == 403
