"""The Warden 3 door: its four methods, exactly as the protocol's clients expect them (cesnet.md 1.1 to 1.4). Never: storage.

Order: method (404) → who (403) → rights (403) → arguments → body (408) → decoding (400) → each event: schema (460), Node (422), Test
(422), size (413). What is wrong is reported, what is right in the same call is kept. The answer is given after the events are durable.
Query strings of this path bear secrets: nothing here logs them, and no access log may.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from hsoc.portal.events.api.apart import apart
from hsoc.portal.events.api.certificate import hostnames
from hsoc.portal.events.api.promise import promised
from hsoc.portal.events.api.warden_fetch import debug, fetched
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client as client_of
from hsoc.portal.events.rules.door import SEND_LIMIT, Failure, Refusal, Several, answered, merged
from hsoc.portal.events.rules.fetch import GET_LIMIT

VERSION: Final = "3.0-beta2"
DESCRIPTION: Final = "hSOC"
MOST_BODY: Final = 64 * 1024 * 1024  # bytes of one call: 500 events of 130 kB; the reference has no bound
MOST_COMMAS: Final = 2_000_000  # commas in a body, a cheap bound of its items before they are made (80 bytes each)

log = logging.getLogger("hsoc.events.warden")


def _arguments(request: HttpRequest) -> dict[str, list[str]]:
    return parse_qs(request.META.get("QUERY_STRING", ""), keep_blank_values=False, max_num_fields=1000)


def _client(request: HttpRequest, arguments: dict[str, list[str]]) -> WardenClient:
    name, secret = (arguments.get(key, [""])[0] for key in ("client", "secret"))
    try:
        found = client_of(name=name, secret=secret, hostnames=hostnames(request))
    except ValueError:  # a NUL in a name: no database has such a client
        found = None
    if found is None:
        raise Refusal(403, "I'm watching. Authenticate.")
    return found


def _body(request: HttpRequest) -> bytes:
    try:
        said = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        said = 0
    if said > MOST_BODY:
        raise Refusal(413, f"Request too long (>{MOST_BODY} B)")
    try:
        body = request.read(MOST_BODY + 1)
    except (UnreadablePostError, OSError) as error:
        raise Refusal(408, "Request body could not be read.") from error
    if len(body) < said:
        raise Refusal(408, "Request body could not be read.")
    if len(body) > MOST_BODY or (len(body) > MOST_COMMAS and body.count(b",") > MOST_COMMAS):
        raise Refusal(413, f"Request too long (>{MOST_BODY} B)")
    return body


def _send_events(request: HttpRequest, client: WardenClient, arguments: dict[str, list[str]]) -> dict[str, Any]:  # noqa: ARG001
    items, plain = apart(_body(request), name=client.name, test=client.test)
    saved, failures = promised(client, items, plain=plain)
    if failures:
        raise Several(failures)
    return {"saved": saved}


def _get_info(request: HttpRequest, client: WardenClient, arguments: dict[str, list[str]]) -> dict[str, Any]:  # noqa: ARG001  (one shape for all)
    return {"version": VERSION, "send_events_limit": SEND_LIMIT, "get_events_limit": GET_LIMIT, "description": DESCRIPTION}


Method = Callable[[HttpRequest, WardenClient, dict[str, list[str]]], dict[str, Any]]
METHODS: Final[dict[str, tuple[Method, Callable[[WardenClient], bool]]]] = {
    "getInfo": (_get_info, lambda client: client.read),
    "sendEvents": (_send_events, lambda client: client.write or client.test),
    "getEvents": (fetched, lambda client: client.read),
    "getDebug": (debug, lambda client: client.debug),
}


def _called(request: HttpRequest, method: str) -> dict[str, Any]:
    found = METHODS.get(method)
    if found is None or request.method not in {"GET", "POST"}:
        raise Refusal(404, "You've fallen off the cliff.")
    call, allowed = found
    try:
        arguments = _arguments(request)
    except ValueError as error:
        raise Refusal(403, "I'm watching. Authenticate.") from error
    client = _client(request, arguments)
    if not allowed(client):
        raise Refusal(403, "I'm watching. Not authorized.", client=client.name)
    return call(request, client, arguments)


@csrf_exempt
def door(request: HttpRequest, method: str = "") -> HttpResponse:
    """Any path under /warden3/."""
    try:
        return _response(_called(request, method))
    except Refusal as refusal:
        failures = [refusal.failure]
    except Several as several:
        failures = several.failures
    except Exception:  # the protocol wants its own error object whatever happens; the reason goes to the log, without the query
        log.exception("%s failed", method if method in METHODS else "unknown method")
        failures = [Failure(code=500, message="Server error.")]
    status, reason = answered(failures)
    body = {"method": method, "req_id": secrets.randbits(32), "errors": merged(failures)}
    return _response(body, status=status, reason=reason)


def _response(body: dict[str, Any], *, status: int = 200, reason: str = "OK") -> HttpResponse:
    content = msgspec.json.encode(body)
    headers = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Cache-Control": "no-store"}
    return HttpResponse(content, status=status, reason=reason, headers=headers)
