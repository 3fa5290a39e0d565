from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.members import HOUSE

from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db

ALL = {
    "network", "perimeter", "events", "organisations", "people", "tokens", "approvals", "audit", "rules", "wishes", "reports", "indicators",
    "clients", "advisories", "sharing", "groups", "services", "aid", "meetings", "memorandum",
}  # fmt: skip
MENUS = {
    (Role.OPERATOR, HOUSE): ALL | {"flows", "joining", "pages"},
    (Role.COORDINATOR, HOUSE): ALL | {"joining", "pages"},
    (Role.AUDITOR, HOUSE): ALL - {"events", "reports", "indicators", "advisories", "aid"},
    (Role.MANAGER, 1): ALL,
    (Role.ANALYST, 1): ALL - {"audit"} | {"flows"},
}


@pytest.mark.parametrize("who", MENUS, ids=str)
def test_the_menu_shows_what_the_role_may_open(browser: Callable[..., Client], who: tuple[Role, int]) -> None:
    page = browser(*who).get("/portal/tokens/")
    assert page.context["menu"] == MENUS[who]
    assert page.context["actor"].username == f"{who[0]}-{who[1]}"
    assert page.context["here"] == "/portal/tokens/"


def test_what_shows_all_members_is_not_called_mine(browser: Callable[..., Client]) -> None:
    page = browser(Role.OPERATOR, HOUSE).get("/portal/tokens/")
    assert page.context["everyones"] >= {"flows", "rules", "perimeter"}
    assert "rules" not in browser(Role.MANAGER, 1).get("/portal/tokens/").context["everyones"]


def test_a_visitor_has_no_menu(visitor: Client) -> None:
    assert visitor.get("/cs/").context["menu"] == frozenset()
