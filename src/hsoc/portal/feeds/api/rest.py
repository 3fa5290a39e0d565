"""The own REST of indicators: list, one, add, take back, sightings, export. Belongs here: arguments and answers. Never: who sees what."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import StrictBool

from hsoc.portal.feeds.actions.shares import hand_in
from hsoc.portal.feeds.queries import lines
from hsoc.portal.feeds.queries.search import Wanted, search
from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators import share
from hsoc.portal.indicators.actions import revoke as take_back
from hsoc.portal.indicators.actions import sight
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.api import CSV, WHOLE, Instant, bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.records import indicator as records
from hsoc.records.tlp import PAP, TLP

MOST_GIVEN: Final = 1000  # indicators of one request
MOST_PAGE: Final = 1000  # indicators of one page
MOST_SIGHTINGS: Final = 1000  # of one answer, newest first
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9900, 1, 2, tzinfo=UTC)
YEARS: Final = "^(197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2})-"  # the same for a JSON schema, which knows no least time

router = Router(tags=["indicators"], auth=bearer)
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Moment = Annotated[Instant, Field(ge=EARLIEST, le=LATEST, json_schema_extra={"pattern": YEARS})]
Position = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]


class Asked(Schema):
    """The filters; what is left out does not restrict."""

    kind: records.Kind | None = None
    value: Annotated[str, Field(max_length=4096, description="An address also finds the prefixes around it.")] | None = None
    tlp: TLP | None = None
    pap: PAP | None = None
    category: Word | None = None
    label: Word | None = None
    producer: Word | None = None
    to_block: bool | None = None
    revoked: bool | None = None
    valid: Annotated[bool, Field(description="Only those that hold now.")] = False
    own: Annotated[bool, Field(description="Only those of the token's organisation.")] = False
    since: Annotated[Moment, Field(description="Changed at or after.")] | None = None
    descending: Annotated[bool, Field(description="Newest first; else in the order in which they came.")] = False

    def wanted(self, after: str | None = None) -> Wanted:
        """As the search understands it."""
        given = {name: value for name, value in self.dict().items() if value is not None}
        return Wanted(after=int(after or 0), **given)


class One(Schema):
    """An indicator. position: what to go on after, as text; own: the token's organisation shared it."""

    id: uuid.UUID
    position: str
    own: bool
    kind: records.Kind
    value: str
    tlp: TLP
    pap: PAP
    audience: Audience
    first: datetime
    until: datetime | None
    created: datetime
    modified: datetime
    confidence: int | None
    category: list[str]
    labels: list[str]
    title: str
    description: str
    producer: str
    reference: str
    to_block: bool
    revoked: bool


class Page(Schema):
    """One page; `next` is the `after` of the following one, null on the last."""

    indicators: list[One]
    next: str | None


class Given(Schema):
    """An indicator to share. Without an id the same value is always the same indicator; without a label it stays with its organisation."""

    id: uuid.UUID | None = None
    kind: records.Kind
    value: Annotated[str, Field(min_length=1, max_length=4096)]
    tlp: TLP = TLP.AMBER_STRICT
    pap: PAP = PAP.RED
    first: Moment | None = None
    until: Moment | None = None
    confidence: Annotated[int, Field(ge=0, le=100), WHOLE] | None = None
    category: Annotated[list[Word], Field(default_factory=list, max_length=records.MOST_WORDS)]
    labels: Annotated[list[Word], Field(default_factory=list, max_length=records.MOST_WORDS)]
    title: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    description: Text = ""
    producer: Word = ""
    reference: Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")] = ""
    to_block: StrictBool = False


class Several(Schema):
    """What to share, and with whom where it is not what is usual for the label; never wider than the label allows."""

    indicators: Annotated[list[Given], Field(min_length=1, max_length=MOST_GIVEN)]
    audience: Audience | None = None


class Left(Schema):
    """One that was not taken: its place in the list, and why."""

    index: int
    reason: str


class Outcome(Schema):
    """What became of them; `same` were there already."""

    added: int
    changed: int
    same: int
    refused: list[Left]
    ids: list[uuid.UUID]


class Reason(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class Seen(Schema):
    """Somebody met the value, or says that it is none."""

    verdict: records.Verdict = records.Verdict.SEEN
    count: Annotated[int, Field(ge=1, le=2**53), WHOLE] = 1
    first: Moment | None = None
    last: Moment | None = None


class Sighting(Seen):
    """A sighting that is kept."""

    id: uuid.UUID
    first: datetime
    last: datetime
    tlp: TLP
    producer: str


class Sightings(Schema):
    """The newest sightings that the token may see."""

    sightings: list[Sighting]


class Noted(Schema):
    """How many sightings were new."""

    noted: int


def _now() -> datetime:
    return datetime.now(UTC)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.INDICATOR)
    return actor


def _found(actor: Actor, wanted: Wanted) -> Any:
    try:
        return search(actor, wanted, now=_now())
    except ValueError as error:
        raise HttpError(422, f"value: {error}") from error


@router.get("/indicators", summary="Indicators, by position", response={200: Page})
def indicators(
    request: HttpRequest, asked: Query[Asked], after: Position | None = None, size: Annotated[int, Field(ge=1, le=MOST_PAGE)] = 100
) -> HttpResponse:
    """One page of the newest versions. Whoever keeps `next` of the last page gets later what came meanwhile, and nothing twice."""
    actor = _reader(request)
    rows = lines.page(_found(actor, asked.wanted(after)), actor.organisations, limit=size + 1)
    following = f'"{rows[size - 1][0]}"' if len(rows) > size else "null"
    body = f'{{"indicators":[{",".join(line for _, line in rows[:size])}],"next":{following}}}'
    return HttpResponse(body, content_type="application/json")


@router.get("/indicators/export.{ending}", summary="All indicators as one document", response={200: list[One]}, openapi_extra=CSV)
def export(request: HttpRequest, ending: Literal["csv", "json"], asked: Query[Asked]) -> HttpResponseBase:
    """As they are read, a million in a few seconds. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    actor = actor_of(request)
    require(actor, Action.EXPORT, Object.INDICATOR)
    csv = ending == "csv"
    content = lines.whole(_found(actor, asked.wanted()), actor.organisations, csv=csv)
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8" if csv else "application/json")
    answer["Content-Disposition"] = f'attachment; filename="hsoc-indicators.{ending}"'
    return answer


def _one(actor: Actor, identity: uuid.UUID) -> Indicator:
    """The newest version; of several organisations' with one id, one's own first."""
    found = sorted(
        gate.newest(actor).filter(uuid=identity), key=lambda row: (row.organisation.number not in actor.organisations, row.added)
    )
    if not found:
        raise Http404
    return found[0]


@router.get("/indicators/{identity}", summary="One indicator", response={200: One})
def indicator(request: HttpRequest, identity: uuid.UUID) -> HttpResponse:
    """Its newest version."""
    actor = _reader(request)
    row = _one(actor, identity)
    (_, line), *_ = lines.page(gate.newest(actor).filter(pk=row.pk), actor.organisations, limit=1)
    return HttpResponse(line, content_type="application/json")


@router.post("/indicators", summary="Share indicators", response={200: Outcome})
def add(request: HttpRequest, given: Several) -> dict[str, Any]:
    """In the name of the token's organisation. The same again changes nothing."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CREATE, Object.INDICATOR, actor.organisation)
    items, places, refused = [], [], []
    for place, one in enumerate(given.indicators):
        try:
            items.append(_record(actor, one, now))
            places.append(place)
        except ValueError as error:
            refused.append({"index": place, "reason": str(error)})
    made = hand_in(actor=actor, organisation=actor.organisation, items=items, via="rest", now=now, audience=given.audience)
    refused += [{"index": places[place], "reason": reason} for place, reason in made.refused]
    ids = [one.id for one in items]
    return {"added": made.added, "changed": made.changed, "same": made.same, "refused": refused, "ids": ids}


def _record(actor: Actor, one: Given, now: datetime) -> records.Indicator:
    value = records.canonical(one.kind, one.value)
    own = str(one.id) if one.id else records.named(f"rest {actor.organisation}", f"{one.kind} {value}")
    before = gate.held(actor.organisation, [own]).get(own)
    first = _ms(one.first or (before.first if before else now))
    until = None if one.until is None else _ms(one.until)
    if until is not None and until <= first:
        raise ValueError("until: it ends before it begins")
    return records.Indicator(
        id=own, kind=one.kind, value=value, first=first, until=until, tlp=one.tlp, pap=one.pap, confidence=one.confidence,
        category=tuple(one.category), labels=tuple(one.labels), title=records.plain(one.title, most=300),
        description=records.plain(one.description), producer=records.plain(one.producer, most=200),
        reference=records.plain(one.reference, most=4096), to_block=one.to_block, created=_ms(before.created) if before else _ms(now),
    )  # fmt: skip


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@router.post("/indicators/{identity}/revoke", summary="Take an indicator back", response={200: One})
def revoke(request: HttpRequest, identity: uuid.UUID, why: Reason) -> HttpResponse:
    """One's own, with a reason: every door and list drops it at the next look."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.INDICATOR, actor.organisation)
    if not may(actor, Action.VIEW, Object.INDICATOR) or not gate.held(actor.organisation, [str(identity)]):
        raise Http404
    try:
        made = take_back(actor=actor, organisation=actor.organisation, identity=str(identity), reason=why.reason, now=_now())
    except Unacceptable as error:
        raise HttpError(422, str(error)) from error
    (_, line), *_ = lines.page(gate.newest(actor).filter(pk=made.pk), actor.organisations, limit=1)
    return HttpResponse(line, content_type="application/json")


@router.get("/indicators/{identity}/sightings", summary="Who met its value", response={200: Sightings})
def sightings(request: HttpRequest, identity: uuid.UUID) -> dict[str, Any]:
    """Sightings of exactly that value; no organisation is named outside the sighting's own words."""
    actor = _reader(request)
    row = _one(actor, identity)
    rows = gate.sightings_about(actor, records.Kind(row.kind), row.value).order_by("-added")[:MOST_SIGHTINGS]
    return {"sightings": [_told(one) for one in share.sightings(rows)]}


def _told(one: records.Sighting) -> dict[str, Any]:
    about = {"id": one.id, "verdict": one.verdict, "count": one.count, "tlp": one.tlp, "producer": one.producer}
    return about | {name: datetime.fromtimestamp(getattr(one, name) / 1000, UTC) for name in ("first", "last")}


@router.post("/indicators/{identity}/sightings", summary="Say that you met its value", response={200: Noted})
def add_sighting(request: HttpRequest, identity: uuid.UUID, seen: Seen) -> dict[str, int]:
    """With the indicator's own label. `false-positive` takes the value off the block lists."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CREATE, Object.INDICATOR, actor.organisation)
    row = _one(actor, identity)
    last = _ms(seen.last or now)
    first = min(_ms(seen.first) if seen.first else last, last)
    one = records.Sighting(
        id=str(uuid.uuid4()), kind=records.Kind(row.kind), value=row.value, first=first, last=last, count=seen.count, verdict=seen.verdict,
        indicator=str(row.uuid), tlp=TLP(row.tlp),
    )  # fmt: skip
    return {"noted": sight(actor=actor, organisation=actor.organisation, items=[one], via="rest", now=now)}
