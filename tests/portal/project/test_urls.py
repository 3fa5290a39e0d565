"""Every address of the house: who gets in, under which headers. An address that nobody put into a table fails here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.advisories import urls as advisories
from hsoc.portal.aid import urls as aid
from hsoc.portal.events import urls as events
from hsoc.portal.feeds import urls as feeds
from hsoc.portal.groups import urls as groups
from hsoc.portal.indicators import urls as indicators
from hsoc.portal.lists import urls as lists
from hsoc.portal.meetings import urls as meetings
from hsoc.portal.members import urls as members
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum import urls as memorandum
from hsoc.portal.network import urls as network
from hsoc.portal.notices import urls as notices
from hsoc.portal.reports import urls as reports
from hsoc.portal.search import urls as search
from hsoc.portal.services import urls as services

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

# a value for every argument that an address of ours takes
ARGUMENTS = {
    "number": 1, "seat": 1, "token": 1, "approval": 1, "code": "add", "day": "2026-10-05", "kind": "csv", "identity": "x",
    "rule": 1, "question": 1, "answer": 1, "paper": 1, "pk": 1, "name": "flows", "entry": "0123456789abcdef",
    "format_": "csv", "audience": "public", "pap": "clear", "what": "ip", "ending": "txt", "consumer": 1, "key": "0123456789ab",
    "device": 1, "secret": "x", "stay": 1, "goal": 1, "version": 1,
    "function": 1, "invitation": 1, "overlap": 1, "absence": 1, "way": "email", "person": 1,
    "label": "hSOC-2026-11-27-M-0007",
}  # fmt: skip

# GET of every page of project, members and audit: operator, coordinator, auditor, manager of 1, analyst of 1, analyst of 2
WHO = ((Role.OPERATOR, HOUSE), (Role.COORDINATOR, HOUSE), (Role.AUDITOR, HOUSE), (Role.MANAGER, 1), (Role.ANALYST, 1), (Role.ANALYST, 2))
PAGES = {
    "portal":       (200, 200, 200, 200, 200, 200),
    "members":      (200, 200, 200, 200, 200, 200),
    "member":       (200, 200, 200, 200, 200, 404),
    "tokens":       (200, 200, 200, 200, 200, 200),
    "approvals":    (200, 200, 200, 200, 200, 200),
    "audit":        (200, 200, 200, 200, 403, 403),
    "audit_export": (200, 403, 200, 403, 403, 403),
    "sessions":     (200, 200, 200, 200, 200, 200),
    "rights":       (200, 200, 200, 200, 200, 200),
    "support":      (200, 200, 200, 200, 200, 200),
    "entity":       (200, 200, 200, 200, 200, 200),
    "hunts":        (200, 200, 403, 200, 200, 200),
}  # fmt: skip
# POST only: an empty form by hand, with the same people; 302 = let in (and told that the form is empty), 403 or 404 = not
DEEDS = {
    "member_profile":  (302, 302, 403, 302, 403, 404),
    "prefix_ask":      (302, 302, 302, 302, 302, 404),
    "person_add":      (302, 302, 302, 302, 302, 404),
    "seat_give":       (302, 302, 302, 302, 302, 404),
    "seat_take":       (302, 302, 403, 302, 403, 404),
    "token_revoke":    (404, 404, 404, 404, 404, 404),
    "approval_decide": (404, 404, 404, 404, 404, 404),
    "act_for":         (404, 404, 404, 404, 404, 404),
    "audit_verify":    (200, 200, 200, 404, 403, 403),
    "sessions_end":    (302, 302, 302, 302, 302, 302),
    "device_forget":   (302, 302, 302, 302, 302, 302),
    "support_answer":  (404, 404, 404, 404, 404, 404),
    "support_end":     (404, 404, 404, 404, 404, 404),
    "support_enter":   (404, 404, 404, 404, 404, 404),
    "support_leave":   (302, 302, 302, 302, 302, 302),
    "hunts_part":      (302, 403, 403, 302, 403, 403),
}  # fmt: skip
BY_SECRET = ("/portal/groups/answer/x/", "/portal/groups/sms-report/", "/portal/notices/off/1/", "/portal/mail/off/1/")
EVENTS = {str(one.name) for one in events.urlpatterns}
# tests/portal/{events,network,reports,indicators,feeds} say who sees them
OTHERS = (
    EVENTS
    | {
        str(one.name)
        for room in (network, indicators, advisories, services, aid, lists, meetings, groups, search, notices)
        for one in room.urlpatterns
    }
    | {str(one.name) for one in (*reports.PAGES, *feeds.PAGES)}
)
OTHERS |= {str(one.name) for one in memorandum.urlpatterns}  # tests/portal/memorandum/web says who sees them
OTHERS |= {str(one.name) for one in members.urlpatterns} - {*PAGES, *DEEDS}  # tests/portal/members/web says who sees them


# the portal's side of the public web, tests/portal/website/web says who sees them
WEB = {"plan", "plan_goal_new", "plan_goal", "plan_step_new", "plan_step", "plan_step_remove", "join_requests", "join_answer"}
OTHERS |= WEB


def portal_patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from portal_patterns(one.url_patterns, route)
        elif route.startswith("portal/web/") and one.name not in WEB:
            continue  # Wagtail's own, all behind one guard: tests/portal/website/web/test_editor.py
        elif route.startswith("portal/"):
            yield route, one


def address(pattern: URLPattern) -> str:
    asked = pattern.pattern.converters or pattern.pattern.regex.groupindex  # a path, or an expression
    words = dict(re.findall(r"\(\?P<(\w+)>([a-z_]+)\|", pattern.pattern.regex.pattern))  # the first of those an expression lists
    return reverse(pattern.name, kwargs={name: words.get(name, ARGUMENTS.get(name)) for name in asked})


def portal() -> dict[str, str]:
    return {str(pattern.name): address(pattern) for _, pattern in portal_patterns(get_resolver().url_patterns)}


def test_every_address_of_the_portal_stands_in_a_table() -> None:
    assert set(portal()) - OTHERS == {*PAGES, *DEEDS}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_the_login_from_everywhere(visitor: Client, method: str) -> None:
    answers = {path: getattr(visitor, method)(path) for path in portal().values()}
    seen = {path: (one.status_code, one.headers.get("Location", "").split("?")[0]) for path, one in answers.items()}
    # these addresses are opened by the secret in them, which this one is not
    assert {path: one for path, one in seen.items() if one != (302, "/account/login/")} == dict.fromkeys(BY_SECRET, (404, ""))


@pytest.mark.parametrize("who", WHO, ids=str)
def test_every_page_opens_to_whom_it_should(browser: Browser, who: tuple[Role, int]) -> None:
    organisation(1)
    client, paths = browser(*who), portal()
    seen = {name: client.get(paths[name]).status_code for name in PAGES}
    assert seen == {name: row[WHO.index(who)] for name, row in PAGES.items()}


@pytest.mark.parametrize("who", WHO, ids=str)
def test_every_deed_is_open_to_whom_it_should(browser: Browser, who: tuple[Role, int]) -> None:
    seat = person(Role.ANALYST, 1, username="somebody").memberships.get()
    client, paths = browser(*who), portal()
    paths["seat_take"] = reverse("seat_take", args=[1, seat.pk])
    seen = {name: client.post(paths[name]).status_code for name in DEEDS}
    assert seen == {name: row[WHO.index(who)] for name, row in DEEDS.items()}


def test_no_deed_is_done_by_looking(browser: Browser) -> None:
    organisation(1)
    client, paths = browser(Role.OPERATOR, HOUSE), portal()
    assert {name: client.get(paths[name]).status_code for name in DEEDS} == dict.fromkeys(DEEDS, 405)


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


@pytest.mark.parametrize("name", PAGES)
def test_every_page_bears_the_strict_policy_and_keeps_it(browser: Browser, name: str) -> None:
    organisation(1)
    answer = browser(Role.OPERATOR, HOUSE).get(portal()[name])
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
