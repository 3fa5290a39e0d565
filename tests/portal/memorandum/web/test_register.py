from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, person

from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_empty_pages_teach(browser):
    member, coordinator = browser(Role.COLLEAGUE, 1), browser(Role.COORDINATOR, HOUSE)
    assert "Zatím nevyšlo žádné znění" in member.get("/portal/memorandum/").content.decode()
    assert member.get("/portal/memorandum/publish/").status_code == 403
    assert member.get("/portal/memorandum/register/").context["rows"] == []
    fields = {"dated": "2026-10-01", "text_cs": "# Memorandum", "text_en": ""}
    assert coordinator.post("/portal/memorandum/publish/", fields).context["form"].errors["text_en"]
    assert coordinator.post("/portal/memorandum/publish/", fields | {"text_en": "# M"}).status_code == 302
    assert "<h3>" in member.get("/portal/memorandum/").content.decode()


def test_pages_are_cheap_at_some_size(browser, people, signed, django_assert_max_num_queries):
    for number in range(1, 9):
        signed(number, name_public=True)
    member = browser(person(Role.MANAGER, 1, username="m"))
    with django_assert_max_num_queries(30):
        page = member.get("/portal/memorandum/register/?word=HOSPITAL")
    assert len(page.context["rows"]) == 8
    assert member.get("/portal/memorandum/register/?word=none").context["found"] == 0
    with django_assert_max_num_queries(30):
        assert member.get("/portal/memorandum/").context["signed"]
