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
BY_SECRET = ("/portal/groups/answer/x/", "/portal/notices/off/1/")
EVENTS = {str(one.name) for one in events.urlpatterns}
# tests/portal/{events,network,reports,indicators,feeds} say who sees them
OTHERS = (
    EVENTS
