"""The own REST of the threats: list, one event, one day, CSV. Belongs here: arguments and answers. Never: who sees what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from hsoc.journal.event_filter import Filter, Sort
from hsoc.journal.event_list import MOST_PAGE, EventRow
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events import queries, share
from hsoc.portal.events.actions import Unfit, look_into
from hsoc.portal.events.rules.cells import lines
from hsoc.portal.members.api import CSV, Day, bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Actor

MOST_EXPORTED: Final = 100_000  # rows of one CSV; about a day of the network
COLUMNS: Final = tuple(name for name in EventRow.__struct_fields__ if name not in {"serial", "whole"})

router = Router(tags=["events"], auth=bearer)
Word = Annotated[str, Field(max_length=64)]
Address = Annotated[str, Field(max_length=60)]
Cursor = Annotated[str, Field(max_length=300, pattern=r"^[A-Za-z0-9_-]+$")]


class Asked(Schema):
    """The filters; what is left out does not restrict."""

    day: Day | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    hour: Annotated[int, Field(ge=0, le=24)] | None = None
    text: Annotated[str, Field(max_length=200)] | None = None
    address: Address | None = None
    source: Address | None = None
    target: Address | None = None
    category: Annotated[list[Word], Field(default_factory=list, max_length=50)]
    detector: Annotated[list[Word], Field(default_factory=list, max_length=50)]
    vector: Word | None = None
    severity: Annotated[int, Field(ge=1, le=5)] | None = None
    member: Annotated[int, Field(ge=0, le=4095)] | None = None
    disposition: Annotated[list[Word], Field(default_factory=list, max_length=3)]
    action: Annotated[list[Word], Field(default_factory=list, max_length=10)]
    why: Word | None = None
    state: Word | None = None
    port: Annotated[int, Field(ge=-1, le=65535)] | None = None
    proto: Annotated[int, Field(ge=-1, le=255)] | None = None
    attention: bool = False
    sort: Sort = "detected"
    descending: bool = True

    def wanted(self) -> Filter:
        """As the journal understands it."""
        given = {name: value for name, value in self.dict().items() if name not in {"day", "first_day", "last_day"}}
        for name in ("category", "detector", "disposition", "action"):
            given[name] = tuple(given[name])
        first, last = (self.day or self.first_day), (self.day or self.last_day)
        return Filter(first_day=first.isoformat() if first else None, last_day=last.isoformat() if last else None, **given)


def _json(body: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def _page(actor: Actor, wanted: Filter, after: str | None, size: int) -> queries.Page:
    try:
        return queries.events(actor, wanted, after=after, size=size)
    except ValueError as error:
        raise HttpError(422, str(error)) from error
    except TooSlow as error:
        raise HttpError(503, "the question takes too long; narrow it, for example to a day") from error


@router.get("/events", summary="Threats, newest first", response={200: dict[str, Any]})
def events(request: HttpRequest, asked: Query[Asked], after: Cursor | None = None, size: int = 100) -> HttpResponse:
    """One page; `next` is the `after` of the following one, null on the last."""
    page = _page(actor_of(request), asked.wanted(), after, max(1, min(size, MOST_PAGE)))
    return _json({"events": page.rows, "next": page.following})


@router.get("/events.csv", summary="Threats as CSV", response={200: None}, openapi_extra=CSV)
def events_csv(request: HttpRequest, asked: Query[Asked]) -> HttpResponseBase:
    """At most 100,000 rows, as they are read. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    actor, wanted = actor_of(request), asked.wanted()
    first = _page(actor, wanted, None, MOST_PAGE)  # a bad filter is refused before the answer begins
    rows = ([getattr(row, name) for name in COLUMNS] for row in _exported(actor, wanted, first))
    answer = StreamingHttpResponse(lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hsoc-events.csv"'
    return answer


def _exported(actor: Actor, wanted: Filter, page: queries.Page) -> Iterator[EventRow]:
    told = 0
    while True:
        yield from page.rows[: MOST_EXPORTED - told]
        told += len(page.rows)
        if page.following is None or told >= MOST_EXPORTED:
            return
        page = queries.events(actor, wanted, after=page.following, size=MOST_PAGE)


@router.get("/events/{id}", summary="One threat", response={200: dict[str, Any]})
def event(
    request: HttpRequest,
    id: str,  # noqa: A002  (IDEA's word)
    day: Day | None = None,
    reason: Annotated[str, Field(max_length=500)] | None = None,
) -> HttpResponse:
    """The newest revision, its history and the IDEA0 document for this reader.

    Whoever looks into the original of a member that is not his own gives a `reason`; the look is recorded and the member sees it.
    """
    actor = actor_of(request)
    found = queries.event(actor, id, day.isoformat() if day else None)
    if found is None:
        raise Http404
    document: dict[str, Any] | None = share.document(found)
    member = found.row.member
    if share.needs_reason(found.row, actor.organisations):
        document = share.anonymised(found.row)
        if reason is not None:
            try:
                look_into(actor=actor, member=member, reason=reason, object=f"event:{found.row.id}", now=datetime.now(UTC))
            except Unfit as error:
                raise HttpError(422, str(error)) from error
            document = share.document(found)
    lists = {"sources": found.source_list, "targets": found.target_list}
    return _json({"event": found.row, **lists, "history": found.history, "idea": document})


@router.get("/days/{day}", summary="The figures of a day", response={200: dict[str, Any], 304: None})
def one_day(request: HttpRequest, day: Day, member: Annotated[int, Field(ge=1, le=4095)] | None = None) -> HttpResponse:
    """DayView as JSON. Poll it with If-None-Match: 304 while no figure has changed."""
    try:
        view = queries.day_view(actor_of(request), day.isoformat(), member, now=round(datetime.now(UTC).timestamp() * 1000))
    except TooSlow as error:
        raise HttpError(503, "the journal does not answer in time") from error
    tag = f'"{hashlib.sha256(view.version.encode()).hexdigest()[:32]}"'
    shown = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    answer = HttpResponse(status=304) if tag in shown else _json(view)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization"
    return answer
