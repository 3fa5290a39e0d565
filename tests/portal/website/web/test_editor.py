from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.factories import members, website

from hsoc.portal.members.rules import Role
from hsoc.portal.website.queries import pages

pytestmark = pytest.mark.django_db


def entered(role: Role, number: int = members.HOUSE) -> Client:
    client = Client()
    client.force_login(members.person(role, number))
    return client


def test_only_those_with_the_right_come_in_and_by_our_own_door(visitor: Client):
    assert visitor.get("/portal/web/").headers["Location"] == "/account/login/?next=/portal/web/"
    assert entered(Role.ANALYST, 1).get("/portal/web/").status_code == 403
    assert entered(Role.AUDITOR).get("/portal/web/").status_code == 403
    inside = entered(Role.COORDINATOR).get("/portal/web/")
    assert (inside.status_code, inside.headers["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert "'unsafe-inline'" in inside.headers["Content-Security-Policy"]
    assert "https:" not in inside.headers["Content-Security-Policy"]


def test_without_a_second_factor_there_is_no_way_in():
    client = Client()
    client.force_login(members.person(Role.COORDINATOR, members.HOUSE, second_factor=False))
    assert client.get("/portal/web/").headers["Location"] == "/account/2fa/totp/activate/"


@pytest.mark.parametrize("path", ["login/", "logout/", "password_reset/", "password_reset/done/", "users/", "groups/", "account/"])
def test_what_is_decided_elsewhere_is_closed(path: str):
    assert entered(Role.COORDINATOR).get(f"/portal/web/{path}").status_code == 404


def test_a_draft_waits_for_a_coordinator_and_is_public_only_then(visitor: Client):
    website.settled()
    page = pages.by_key("cs", "what")
    writer, publisher = entered(Role.OPERATOR), entered(Role.COORDINATOR)
    form = writer.get(f"/portal/web/pages/{page.pk}/edit/").context["form"]
    body = {name: value for name, value in form.initial.items() if isinstance(value, str)}
    sent = body | {"title": "Nový název", "slug": page.slug, "lead": page.lead, "body-count": "0"}
    sent |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-submit": "1"}
    answer = writer.post(f"/portal/web/pages/{page.pk}/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    page.refresh_from_db()
    waiting = page.current_workflow_task_state
    assert (page.title, page.draft_title, waiting is not None) == ("Co je hSOC", "Nový název", True)
    assert "Nový název" not in visitor.get("/cs/co-je-hsoc/").content.decode()
    writer.post(f"/portal/web/pages/{page.pk}/edit/", sent | {"action-publish": "1"})
    assert "Nový název" not in visitor.get("/cs/co-je-hsoc/").content.decode()
    publisher.post(f"/portal/web/pages/workflow/action/{page.pk}/approve/{waiting.pk}/", {"comment": ""})
    assert "Nový název" in visitor.get("/cs/co-je-hsoc/").content.decode()


def test_a_draft_is_seen_in_a_frame_of_the_editor_under_the_policy_of_the_public_page():
    website.settled()
    page = pages.by_key("cs", "what")
    writer = entered(Role.OPERATOR)
    form = writer.get(f"/portal/web/pages/{page.pk}/edit/").context["form"]
    body = {name: value for name, value in form.initial.items() if isinstance(value, str)}
    sent = body | {"title": "Nový název", "slug": page.slug, "lead": page.lead, "body-count": "0"}
    sent |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    address = f"/portal/web/pages/{page.pk}/edit/preview/"
    assert writer.post(address, sent).json()["is_valid"]
    seen = writer.get(f"{address}?in_preview_panel=true")
    assert "Nový název" in seen.content.decode()
    policy = seen.headers["Content-Security-Policy"]
    assert ("frame-ancestors 'self'" in policy, "'unsafe-inline'" in policy) == (True, False)
    assert seen.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_address_of_a_czech_page_is_written_without_diacritics():
    website.settled()
    news = pages.by_key("cs", "news")
    shown = entered(Role.OPERATOR).get(f"/portal/web/pages/add/website/news/{news.pk}/").content.decode()
    typed = re.search(r'<input[^>]*id="id_slug"[^>]*>', shown)
    assert typed is not None
    assert "allow-unicode" not in typed[0]  # the script that writes it from the title leaves letters of ASCII
