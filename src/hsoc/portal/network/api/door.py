"""Door 2: GET policy, PUT status, for the operator's own engines only (contracts.md). Here: who knocks, ETag, bounds. Never: content.

An engine shows its certificate, which a trusted proxy has verified, or on this very machine its secret. It is a Warden client of the
network's operator that may write and is no test.
"""

from __future__ import annotations

import ipaddress
import time
from base64 import b64decode
from datetime import UTC, datetime
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hsoc.journal import engines
from hsoc.portal.events.api.certificate import hostnames
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client
from hsoc.portal.members.models import Kind
from hsoc.portal.network.queries.policy import document
from hsoc.records.engine_status import LARGEST, Unusable, decoded

CREDENTIALS: Final = 300  # characters of an Authorization header that are looked at
FORWARDED: Final = ("X-Forwarded-For", "X-Real-IP", "Forwarded")  # a request with one of these came from elsewhere


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return HttpResponse(body, status=status, content_type="application/problem+json")


def _is_here(request: HttpRequest) -> bool:
    """Whether the caller is on this machine, not merely its proxy."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _credentials(request: HttpRequest) -> tuple[str, str]:
    """Name and secret of HTTP Basic; empty where none is given."""
    kind, _space, given = request.headers.get("Authorization", "")[:CREDENTIALS].partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _colon, secret = b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return ("", "") if "\0" in name else (name, secret)


def _engine(request: HttpRequest) -> WardenClient | None:
    name, secret = _credentials(request)
    shown = hostnames(request)
    if not shown and not _is_here(request):
        return None
    found = client(name=name, secret=secret, hostnames=shown)
    if found is None or found.organisation.kind != Kind.OPERATOR or not found.write or found.test:
        return None
    return found


def _unknown() -> HttpResponse:
    return _problem(403, "Not allowed", "an engine of the operator shows its certificate here, or on this machine its name and secret")


@csrf_exempt
@require_http_methods(["GET", "HEAD"])
def policy(request: HttpRequest) -> HttpResponse:
    """The policy with its ETag; 304 where the engine has it."""
    if _engine(request) is None:
        return _unknown()
    body, version = document(now=datetime.now(UTC))
    etag = f'"{version}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    answer = HttpResponseNotModified() if etag in known or "*" in known else HttpResponse(body, content_type="application/json")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@csrf_exempt
@require_http_methods(["PUT"])
def status(request: HttpRequest) -> HttpResponse:
    """Takes the status of an engine: 204, or 413 and 422 with the reason."""
    engine = _engine(request)
    if engine is None:
        return _unknown()
    try:
        said = int(request.META.get("CONTENT_LENGTH") or 0)
        body = request.read(LARGEST + 1) if said <= LARGEST else b""
    except (ValueError, UnreadablePostError, OSError):
        return _problem(400, "Unreadable", "the body ended early or its length is no number")
    if said > LARGEST or len(body) > LARGEST:
        return _problem(413, "Too large", f"a status has at most {LARGEST} bytes")
    try:
        told = decoded(body)
    except Unusable as error:
        return _problem(422, "No status of an engine", str(error))
    engines.keep(settings.DATA / "engines", name=engine.name, status=told, body=body, now=time.time_ns() // 1_000_000)
    return HttpResponse(status=204)
