"""`/feeds/atom/{events,indicators}.xml`: what is TLP:CLEAR, for any reader of feeds (RFC 4287). Here: HTTP and the XML. Never: a label.

No token and no cookie changes what stands there: it is for everybody and holds nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hsoc.journal.event_filter import Filter
from hsoc.portal.events import queries as events
from hsoc.portal.feeds.api.who import allowed, caller, told
from hsoc.portal.feeds.queries.search import public
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.members.rules import NOBODY
from hsoc.records import moment
from hsoc.records.indicator import plain
from hsoc.records.tlp import TLP

MOST: Final = 100  # entries, newest first
DAYS: Final = timedelta(days=30)  # how far back events are looked for
NEVER: Final = "1970-01-01T00:00:00Z"


class Entry(msgspec.Struct, frozen=True):
    """One entry; updated as RFC 3339 writes it."""

    id: str
    title: str
    updated: str
    link: str
    text: str


@require_safe
def feed(request: HttpRequest, what: str) -> HttpResponse:
    """The newest hundred."""
    if what not in SOURCES:
        raise Http404
    verdict = allowed(caller(request, None))
    if not verdict.passes:
        return told(HttpResponse(status=429), verdict, burst=BURST)
    found = list(SOURCES[what](request))
    content = "".join(_document(request.build_absolute_uri(request.path), what, found)).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type="application/atom+xml; charset=utf-8", headers={"ETag": tag, "X-TLP": TLP.CLEAR.value})
    return told(get_conditional_response(request, etag=tag, response=answer) or answer, verdict, burst=BURST)


def _document(own: str, what: str, found: Iterable[Entry]) -> Iterator[str]:
    entries = list(found)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    yield f'<id>{escape(own)}</id><title>hSOC: {what} TLP:CLEAR</title><link rel="self" href={quoteattr(own)}/>'
    yield f"<updated>{max((one.updated for one in entries), default=NEVER)}</updated><author><name>hSOC</name></author>"
    for one in entries:
        yield f"<entry><id>{escape(one.id)}</id><title>{escape(plain(one.title))}</title><updated>{one.updated}</updated>"
        yield f'<link href={quoteattr(one.link)}/><content type="text">{escape(plain(one.text))}</content></entry>'
    yield "</feed>\n"


def _events(request: HttpRequest) -> Iterator[Entry]:
    since = (datetime.now(UTC) - DAYS).date().isoformat()
    for one in events.clear_events(Filter(first_day=since, tlp=TLP.CLEAR.value), size=MOST):
        link = request.build_absolute_uri("/")
        title = f"{one.category} {one.source}".strip()
        text = f"{title}, {moment.written(one.first)} to {moment.written(one.last)}, {one.flows} flows, {one.packets} packets"
        yield Entry(f"urn:hsoc:event:{hashlib.sha256(one.id.encode()).hexdigest()[:32]}", title, moment.written(one.last), link, text)


def _indicators(request: HttpRequest) -> Iterator[Entry]:
    rows = indicators.valid_at(public(indicators.newest(NOBODY)), datetime.now(UTC)).order_by("-added")[:MOST]
    for one in rows:
        link = one.reference if one.reference.startswith(("http://", "https://")) else request.build_absolute_uri("/")
        changed = moment.written(round(one.modified.timestamp() * 1000))
        yield Entry(f"urn:uuid:{one.uuid}", f"{one.kind} {one.value}", changed, link, one.description or one.title or one.value)


SOURCES: Final[dict[str, Callable[[HttpRequest], Iterator[Entry]]]] = {"events": _events, "indicators": _indicators}
