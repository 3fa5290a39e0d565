"""`/feeds/block/<audience>/<pap>/<what>.<format>`: block lists for machines. Belongs here: HTTP. Never: what stands in them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from hsoc.portal.callers import lane_of
from hsoc.portal.feeds.actions.consumers import note_fetch
from hsoc.portal.feeds.api.who import allowed, secret, told
from hsoc.portal.feeds.models import Consumer
from hsoc.portal.feeds.queries.consumers import actor_of_consumer, calling
from hsoc.portal.feeds.queries.lists import PAPS, listing
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.feeds.rules.papers import FORMATS, Listing
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import NOBODY

AUDIENCES: Final = {Audience.PUBLIC.value: Audience.PUBLIC, Audience.COMMUNITY.value: Audience.COMMUNITY}

_written: dict[tuple[object, ...], tuple[bytes, str, str, int]] = {}
MOST_WRITTEN: Final = 64  # texts held in memory


@require_safe
def block_list(request: HttpRequest, audience: str, pap: str, what: str, ending: str) -> HttpResponseBase:
    """One list; 401 without a consumer's token where it is not public, 404 for what does not exist, 429 for too often."""
    if audience not in AUDIENCES or pap not in PAPS or ending not in FORMATS or what not in FORMATS[ending][1]:
        return HttpResponse(status=404)
    shown = secret(request)
    consumer = calling(shown) if shown else None
    if consumer is None and (shown or audience != Audience.PUBLIC.value):
        answer = HttpResponse(status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="hSOC lists", charset="UTF-8"'
        return answer
    verdict = allowed(f"consumer:{consumer.pk}" if consumer else lane_of(request))
    if not verdict.passes:
        return told(HttpResponse(status=429), verdict, burst=BURST)
    now = datetime.now(UTC)
    made = listing(actor_of_consumer(consumer) if consumer else NOBODY, audience=AUDIENCES[audience], pap=pap, what=what, now=now)
    return told(_answer(request, consumer, made, ending, now), verdict, burst=BURST)


def _answer(request: HttpRequest, consumer: Consumer | None, made: Listing, ending: str, now: datetime) -> HttpResponse:
    content, media, etag, since = _text(made, ending)
    headers = {
        "Content-Type": media,
        "ETag": f'"{etag}"',
        "Last-Modified": http_date(since),
        "Cache-Control": "no-cache" if made.audience == Audience.PUBLIC.value else "private, no-cache",
        "X-TLP": made.tlp,
    }
    response = HttpResponse(content, headers=headers)
    if consumer is not None:
        note_fetch(consumer=consumer, path=request.path, version=made.version, etag=etag, now=now)
    return get_conditional_response(request, etag=f'"{etag}"', last_modified=since, response=response) or response


def _text(made: Listing, ending: str) -> tuple[bytes, str, str, int]:
    """(content, media type, etag, seconds since 1970 when this content was first written). The tag is of the entries, not of the hour."""
    key = (made.audience, made.pap, made.what, ending)
    etag = hashlib.sha256(b"\0".join(f"{one.value} {one.until}".encode() for one in made.entries) + made.tlp.encode()).hexdigest()[:32]
    known = _written.get(key)
    if known is not None and known[2] == etag:
        return known
    content, media = FORMATS[ending][0](made)
    fresh = content, media, etag, made.made // 1000
    if len(_written) >= MOST_WRITTEN:
        _written.clear()
    _written[key] = fresh
    return fresh
