from __future__ import annotations

import pytest

from hsoc.portal.members.rules import Object, Role


@pytest.mark.django_db
def test_the_table_is_open_to_everybody_inside(browser):
    page = browser(Role.COLLEAGUE, 1).get("/portal/rights/")
    assert len(page.context["rows"]) == len(Object)
    assert [column["mine"] for column in page.context["columns"]].count(True) == 1
