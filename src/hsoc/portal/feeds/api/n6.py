"""n6's REST under /n6/: reports of events as JSON, as lines, as CSV. Belongs here: HTTP. Never: n6's words (exchange.n6), who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hsoc.exchange.n6 import encode
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.rules.cells import lines
from hsoc.portal.feeds.api.who import actor_of_request, allowed, caller, told
from hsoc.portal.feeds.queries.passing import by_time
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.feeds.rules.n6 import USUAL_MS, Bad, Query, fits, query
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.records import moment

REPORTS: Final = {("report", "inside"), ("report", "threats"), ("search", "events")}
MEDIA: Final = {"json": "application/json", "sjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
COLUMNS: Final = (
    "time", "id", "source", "restriction", "confidence", "category", "name", "address", "proto", "sport", "dport", "dip", "fqdn",
    "until", "count", "modified",
)  # fmt: skip


@require_safe
def report(request: HttpRequest, where: str, what: str, ending: str) -> HttpResponse:
    """Events newest first; 307 with a time added where `time.min` is missing, 401, 403, 404, 400 with a sentence."""
    if (where, what) not in REPORTS or ending not in MEDIA:
        return _failed(404, "there is no such report")
    actor = actor_of_request(request)
    verdict = allowed(caller(request, actor))
    if not verdict.passes:
        return told(_failed(429, "too often"), verdict, burst=BURST)
    return told(_answer(request, actor, what, ending), verdict, burst=BURST)


def _answer(request: HttpRequest, actor: Actor | None, what: str, ending: str) -> HttpResponse:
    if actor is None:
        answer = _failed(401, "send `Authorization: Bearer …` with a valid token")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if not may(actor, Action.VIEW, Object.EVENT):
        return _failed(403, "the token does not reach events")
    now = round(datetime.now(UTC).timestamp() * 1000)
    if "time.min" not in request.GET:
        arguments = [*((name, one) for name, texts in request.GET.lists() for one in texts), ("time.min", moment.written(now - USUAL_MS))]
        return HttpResponse(status=307, headers={"Location": f"{request.path}?{urlencode(arguments)}"})
    try:
        found = list(_found(actor, query(dict(request.GET.lists()), now=now), what, now))
    except Bad as error:
        return _failed(400, str(error))
    except TooSlow:
        return _failed(503, "the question takes too long; narrow the time")
    return HttpResponse(_written(found, ending), content_type=MEDIA[ending], headers={"Cache-Control": "no-store"})


def _found(actor: Actor, wanted: Query, what: str, now: int) -> Iterator[dict[str, Any]]:
    left, inside = wanted.limit, what == "inside"
    for parcel in by_time(actor, low=wanted.low, high=wanted.high, member=actor.organisation if inside else None):
        for event in msgspec.json.decode(encode(parcel, now=now, own=inside).content, type=list[dict[str, Any]]):
            if fits(event, wanted):
                yield event
                left -= 1
                if not left:
                    return


def _written(found: list[dict[str, Any]], ending: str) -> bytes:
    if ending == "json":
        return msgspec.json.encode(found)
    if ending == "sjson":
        return b"".join(msgspec.json.encode(one) + b"\n" for one in found)
    rows = ([_cell(one.get(name)) for name in COLUMNS] for one in found)
    return "".join(lines(COLUMNS, rows)).encode()


def _cell(value: Any) -> Any:
    return " ".join(str(one["ip"]) for one in value) if isinstance(value, list) else value


def _failed(status: int, detail: str) -> HttpResponse:
    return HttpResponse(msgspec.json.encode({"error": detail}), status=status, content_type="application/json")
