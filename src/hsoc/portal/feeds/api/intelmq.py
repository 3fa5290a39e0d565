"""IntelMQ's bots at our doors: they collect lines from a position on, and push single events. Belongs here: HTTP. Never: its words.

HTTPCollectorBot: `/feeds/intelmq/events.jsonl?after=<position>` with the token in a header; `X-Position` is what to go on after.
RestAPIOutputBot: `POST /api/v1/intelmq/events` with `auth_type: http_header` and `auth_token_name: X-API-Key`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import Router, Schema
from ninja.errors import HttpError

from hsoc.exchange.intelmq import decode, encode
from hsoc.journal import inbox
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.feeds.actions.intake import take_in
from hsoc.portal.feeds.api.who import allowed, caller, keyed, reader_of_request, told
from hsoc.portal.feeds.queries.passing import by_serial
from hsoc.portal.feeds.queries.search import Wanted, search
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.indicators.share import indicators as records_of
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.records.parcel import Parcel, Unreadable

USUAL: Final = 1000  # lines of an answer where the bot names no number
MOST: Final = 10_000  # lines of an answer
MOST_BODY: Final = 4 * 1024 * 1024  # bytes pushed at once
THINGS: Final = {"events": Object.EVENT, "indicators": Object.INDICATOR}

BODY: Final = {"oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}, "minItems": 1}]}

router = Router(tags=["intelmq"], auth=keyed)


@require_safe
def lines(request: HttpRequest, what: str) -> HttpResponse:
    """Lines after a position, as IntelMQ's collectors read them; AMBER+STRICT goes out as RED, the nearest word that it has."""
    actor = reader_of_request(request)
    verdict = allowed(caller(request, actor))
    if not verdict.passes:
        return told(HttpResponse(status=429), verdict, burst=BURST)
    return told(_answer(request, actor, what), verdict, burst=BURST)


def _answer(request: HttpRequest, actor: Actor | None, what: str) -> HttpResponse:
    if actor is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if what not in THINGS:
        return HttpResponse(status=404)
    if not may(actor, Action.VIEW, THINGS[what]):
        return HttpResponse(status=403)
    texts = request.GET.get("after", "0"), request.GET.get("limit", str(USUAL))
    if not all(one.isascii() and one.isdigit() and len(one) <= 18 for one in texts):
        return HttpResponse(status=400)
    after, most = int(texts[0]), max(1, min(int(texts[1]), MOST))
    now = datetime.now(UTC)
    try:
        parcel, last = by_serial(actor, after=after, most=most) if what == "events" else _indicators(actor, after, most, now)
    except TooSlow:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    made = encode(parcel, now=round(now.timestamp() * 1000))
    return HttpResponse(made.content, content_type=made.media, headers={"X-Position": str(last), "Cache-Control": "no-store"})


def _indicators(actor: Actor, after: int, most: int, now: datetime) -> tuple[Parcel, int]:
    rows = list(search(actor, Wanted(after=after), now=now)[:most])
    return Parcel(indicators=tuple(records_of(rows)), items=len(rows)), rows[-1].added if rows else after


class Taken(Schema):
    """What was taken in; rejects name the place and the reason."""

    events: int
    indicators: int
    rejected: int
    rejects: list[dict[str, Any]]


@router.post(
    "/intelmq/events",
    response={200: Taken},
    summary="Events from IntelMQ",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": BODY}},
        }
    },
)
def push(request: HttpRequest) -> dict[str, Any]:
    """One flat event per request, as IntelMQ's output bot sends it, or a list of them."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY or len(request.body) > MOST_BODY:
        raise HttpError(413, f"at most {MOST_BODY} bytes at once")
    actor, now = actor_of(request), datetime.now(UTC)
    try:
        parcel = decode(request.body, now=round(now.timestamp() * 1000))
    except Unreadable as error:
        raise HttpError(422, str(error)) from error
    if not (parcel.events or parcel.indicators):
        raise HttpError(422, "; ".join(f"{one.place}: {one.reason}" for one in parcel.rejects[:5]) or "no event")
    try:
        made = take_in(actor=actor, organisation=actor.organisation, parcel=parcel, via="intelmq", now=now)
    except (inbox.Full, OSError) as error:
        raise HttpError(503, "events cannot be kept now; send them again later") from error
    rejects = [msgspec.structs.asdict(one) for one in parcel.rejects]
    return {"events": made.events, "indicators": made.indicators + made.changed, "rejected": parcel.rejected, "rejects": rejects}
