"""RFC 9457 problem objects: how an error reads on machine paths. Never: pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse
from django.http.response import HttpResponseBase

MACHINE_PATHS = (
    "/api/",
    "/warden3/",
    "/taxii2/",
    "/misp/",
    "/n6/",
    "/feeds/",
    "/csaf/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/",
)
KEPT_HEADERS = ("Allow", "WWW-Authenticate", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def problem(status: int, title: str, detail: str = "", **members: Any) -> HttpResponse:
    """One problem: `title` names the kind, `detail` this case, further members go in as they are."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    return HttpResponse(msgspec.json.encode(body | members), status=status, content_type="application/problem+json")


def problem_of(response: HttpResponseBase) -> HttpResponse:
    """The problem that says what an answer without one said by its status."""
    made = problem(response.status_code, HTTPStatus(response.status_code).phrase)
    for name in KEPT_HEADERS:
        if name in response.headers:
            made.headers[name] = response.headers[name]
    return made
