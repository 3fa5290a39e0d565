"""Under which headers the addresses of the house answer. Who gets in: tests/contracts/test_authority.py."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.members import HOUSE, organisation

from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PUBLIC = [
    "/", "/cs/", "/en/", "/healthz", "/readyz", "/metrics", "/robots.txt", "/.well-known/security.txt",
    "/sitemap.xml", "/cs/atom.xml", "/en/search/", "/cs/join/sent/",
    "/account/login/", "/account/password/reset/", "/account/signup/", "/account/logout/", "/account/2fa/authenticate/",
    "/api/v1/openapi.json", "/api/v1/me", "/warden3/getInfo", "/nothing/", "/feeds/nothing",
]  # fmt: skip

# who gets in where stands in tests/contracts/authority/table.txt, for every address of the house
PAGES = (
    "/portal/", "/portal/members/", "/portal/members/1/", "/portal/tokens/", "/portal/approvals/", "/portal/audit/",
    "/portal/audit/export/", "/portal/sessions/", "/portal/rights/", "/portal/support/", "/portal/entity/", "/portal/hunts/",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_address_bears_the_strict_policy(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_files_bear_the_strict_policy(visitor: Client) -> None:
    answer = visitor.get("/static/hsoc/hsoc.css")
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_bears_the_strict_policy_and_keeps_it(browser: Browser, path: str) -> None:
    organisation(1)
    answer = browser(Role.OPERATOR, HOUSE).get(path)
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP
    if not answer.streaming:
        assert inline(answer.content.decode()) == []


@pytest.mark.parametrize("path", ["/cs/", "/en/", "/nothing/", "/account/login/", "/account/password/reset/", "/account/signup/"])
def test_public_pages_keep_the_policy(visitor: Client, path: str) -> None:
    assert inline(visitor.get(path).content.decode()) == []


@pytest.mark.parametrize("path", ["/account/2fa/", "/account/2fa/webauthn/", "/account/password/change/", "/account/logout/"])
def test_pages_of_the_account_keep_the_policy(browser: Browser, path: str) -> None:
    answer = browser(Role.ANALYST, 1).get(path, follow=True)
    assert answer.status_code == 200
    assert inline(answer.content.decode()) == []


def inline(page: str) -> list[str]:
    """What a strict policy would block: styles, handlers and scripts inside the page (blocks of data are allowed)."""
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag and 'type="application/json"' not in tag]
    return scripts + re.findall(r"<style\b|<[a-z][^>]*\sstyle=|<[a-z][^>]*\son[a-z]+=|javascript:", page)


def test_the_search_for_inline_things_finds_planted_ones() -> None:
    planted = '<p style="x"><a onclick="y"></a><script>z</script><style>a</style><script src="b"></script>'
    assert len(inline(planted)) == 4
