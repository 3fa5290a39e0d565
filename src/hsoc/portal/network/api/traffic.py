"""My traffic for machines: the same questions behind the same gate. Belongs here: arguments and answers. Never: who sees what.

A token needs the scope `flow:view` of its organisation, files `flow:export`. Whoever looks into a member that is not his own gives a
`reason`; the look is recorded, the member sees it, and for half an hour it need not be given again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic import Drop, Wanted, Way
from hsoc.journal.own_traffic_flows import MOST_PAGE, Sort
from hsoc.portal.events.actions import Unfit
from hsoc.portal.events.rules.cells import lines
from hsoc.portal.members.api import CSV, Instant, bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.network.actions.looks import look_into_flows
from hsoc.portal.network.queries import traffic as queries
from hsoc.portal.network.share import traffic_file

USUAL_MS: Final = 24 * 3_600_000  # ms before `until` where no `since` is given

router = Router(tags=["network"], auth=bearer)
Address = Annotated[str, Field(max_length=49)]
By = Literal["partner", "service", "proto", "own", "way", "drop", "asn", "country"]
Order = Literal["bytes", "packets", "flows", "last"]


class Asked(Schema):
    """Whose traffic, and filters; what is left out does not restrict. Times in ISO 8601 with a zone; asn 0, country ? = unknown."""

    member: Annotated[int, Field(ge=1, le=4095)] | None = None
    since: Instant | None = None
    until: Instant | None = None
    way: Way = ""
    proto: Annotated[int, Field(ge=-1, le=255)] = -1
    port: Annotated[int, Field(ge=-1, le=65535)] = -1
    partner: Address = ""
    own: Address = ""
    asn: Annotated[int, Field(ge=-1, lt=2**32)] = -1
    country: Annotated[str, Field(pattern=r"^([A-Za-z]{2}|\?)?$")] = ""
    dropped: Drop = ""
    reason: Annotated[str, Field(max_length=500)] | None = None

    def wanted(self, now: datetime) -> Wanted:
        """As the journal understands it."""
        until = round((self.until or now).timestamp() * 1000)
        since = round(self.since.timestamp() * 1000) if self.since else until - USUAL_MS
        given = {name: getattr(self, name) for name in ("way", "proto", "port", "partner", "own", "asn", "dropped")}
        return Wanted(since=since, until=until, country=self.country.upper(), **given)


def _traffic(request: HttpRequest, asked: Asked, *, export: bool = False) -> queries.Traffic:
    actor, now = actor_of(request), datetime.now(UTC)
    member = asked.member or actor.organisation
    try:
        if asked.reason is not None and not queries.is_own(actor, member):
            look_into_flows(actor=actor, member=member, reason=asked.reason, now=now)
        return queries.traffic(actor, member, asked.wanted(now), now=now, export=export)
    except (ValueError, Unfit) as error:
        raise HttpError(422, str(error)) from error
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error


TOO_SLOW: Final = "the question takes too long; ask about a shorter time or add a filter"


def _answered(traffic: queries.Traffic, **told: Any) -> HttpResponse:
    whole = {"member": traffic.own.member, "since": traffic.wanted.since, "until": traffic.wanted.until, **told}
    return HttpResponse(msgspec.json.encode(whole), content_type="application/json")


@router.get("/network/traffic", summary="A member's traffic: sums and time line", response={200: dict[str, Any]})
def summary(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Bytes and packets are scaled by sampling, flows counted as exported. Times in ms since 1970 UTC, rounded to hours beyond six."""
    traffic = _traffic(request, asked)
    try:
        return _answered(traffic, totals=traffic.totals(), line=traffic.time_line())
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error


@router.get("/network/traffic/by/{by}", summary="The largest partners, services, networks …", response={200: dict[str, Any]})
def largest(request: HttpRequest, by: By, asked: Query[Asked], sort: Order = "bytes", limit: int = 100) -> HttpResponse:
    """`count` says how many there are in all."""
    traffic, most = _traffic(request, asked), max(1, min(limit, 1000))
    try:
        if by in {"asn", "country"}:
            place: Any = by
            found = traffic.by_place(place, sort=sort, limit=most)
        else:
            thing: Any = by
            found = traffic.top(thing, sort=sort, limit=most)
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error
    return _answered(traffic, by=by, count=found.count, rows=found.rows)


@router.get("/network/traffic/open", summary="Own services seen answering the outside", response={200: dict[str, Any]})
def open_services(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """`partners` is null where they could not be counted in time."""
    traffic = _traffic(request, asked)
    try:
        return _answered(traffic, services=traffic.open_services())
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error


@router.get("/network/traffic/new", summary="Partners and services not seen in the seven days before", response={200: dict[str, Any]})
def new(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """`since` in each: from when there was something to compare with."""
    traffic = _traffic(request, asked)
    try:
        return _answered(traffic, partners=traffic.news("partner", limit=1000), services=traffic.news("service", limit=1000))
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error


@router.get("/network/traffic/flows", summary="Single flows as exported", response={200: dict[str, Any]})
def flows(request: HttpRequest, asked: Query[Asked], sort: Sort = "first", offset: int = 0, size: int = 100) -> HttpResponse:
    """One page; `next` is the `offset` of the following one, null on the last. Fix `until` while paging."""
    traffic = _traffic(request, asked)
    try:
        page = traffic.flows(sort=sort, offset=max(0, offset), size=max(1, min(size, MOST_PAGE)))
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error
    return _answered(traffic, flows=page.rows, next=page.following or None)


@router.get("/network/traffic/flows.csv", summary="Single flows as CSV", response={200: None}, openapi_extra=CSV)
def flows_csv(request: HttpRequest, asked: Query[Asked], sort: Sort = "first") -> HttpResponseBase:
    """At most 100,000 flows, for the member's own people. A cell that a spreadsheet would run begins with an apostrophe."""
    traffic = _traffic(request, asked, export=True)
    try:
        head, rows = traffic_file.plain(traffic_file.FLOWS, traffic.exported(sort=sort))
    except TooSlow as error:
        raise HttpError(503, TOO_SLOW) from error
    answer = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hsoc-flows.csv"'
    return answer
