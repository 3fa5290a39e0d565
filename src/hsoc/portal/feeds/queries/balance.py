"""What an organisation gave to the others in a period and what it got back, each figure through the gate of the room that has it.

Never: who the others are. Whoever gave or met something is a band or no one here, as everywhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db.models import Count, Exists, Max, OuterRef, Q

from hsoc.journal.days import day_bounds
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.offers import Line
from hsoc.portal.advisories import queries as advisories
from hsoc.portal.events import queries as events
from hsoc.portal.events.queries import given
from hsoc.portal.feeds.models import Fetch
from hsoc.portal.feeds.queries import consumers
from hsoc.portal.feeds.rules.balance import Period
from hsoc.portal.hunts import queries as hunts
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.rules import Audience, band
from hsoc.portal.members.models import Kind as Who
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers
from hsoc.portal.reports import queries as reports


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """Indicators and sightings that were given. kinds: kind → how many; kept: shared with nobody; back: taken back since."""

    kinds: tuple[tuple[str, int], ...]
    public: int
    kept: int
    back: int
    sightings: tuple[tuple[str, int], ...]

    @property
    def indicators(self) -> int:
        """All that were given."""
        return sum(count for _, count in self.kinds)

    @property
    def seen(self) -> int:
        """All sightings."""
        return sum(count for _, count in self.sightings)


class Met(msgspec.Struct, frozen=True):
    """Notices of hunts, and how many values of others they are about; None where only the organisation's own people may know."""

    notices: int
    values: int


class Fetched(msgspec.Struct, frozen=True):
    """Machines of the organisation that fetch lists, how many states they took, and when last."""

    machines: int
    states: int
    last: datetime | None


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of the page. lines: None where the journal did not answer; sees_events: whether the actor may know of them at all."""

    organisation: int
    reach: str  # band of the other organisations that may see what is shared with the community
    sees_events: bool
    rules: int
    lines: tuple[Line, ...] | None
    stopped: int
    house: frozenset[int]
    shared: Shared | None
    bands: tuple[tuple[str, int], ...]
    reports: tuple[tuple[int, int], ...]
    advisories: int | None
    met: Met | None
    takes_part: bool
    fetched: Fetched | None


def balance(actor: Actor, organisation: Organisation, period: Period, *, now: datetime) -> Balance:
    """What the actor may know of it."""
    number = organisation.number
    allowed = numbers(actor, Action.VIEW, Object.EVENT)
    sees = allowed is None or number in allowed
    lines, stopped = _events(actor, number, period, now) if sees else ((), 0)
    standing = given.standing(number)
    every = dict(Organisation.objects.filter(left__isnull=True).values_list("number", "kind"))
    house = frozenset(one for one, kind in every.items() if kind == Who.OPERATOR)
    choice = hunts.choice_of(number)
    return Balance(
        organisation=number, reach=band(len(set(every) - {number} - house)), sees_events=sees,
        rules=len(standing.rules) if standing else 0, lines=lines, stopped=stopped, house=house,
        shared=_shared(actor, number, period) if may(actor, Action.VIEW, Object.INDICATOR) else None, bands=_bands(actor, number, period),
        reports=_reports(actor, number, period), advisories=_advisories(actor, number, period),
        met=_met(actor, number, period), takes_part=bool(choice and choice.takes), fetched=_fetched(actor, number, period),
    )  # fmt: skip


def _between(period: Period) -> tuple[datetime, datetime]:
    """Its first instant and the first one after it."""
    begin, end = day_bounds(period.first.isoformat())[0], day_bounds(period.last.isoformat())[1]
    return datetime.fromtimestamp(begin / 1000, UTC), datetime.fromtimestamp(end / 1000, UTC)


def _events(actor: Actor, number: int, period: Period, now: datetime) -> tuple[tuple[Line, ...] | None, int]:
    try:
        lines = events.given_by_day(actor, number, period.drawn, now=round(now.timestamp() * 1000))
        return lines, events.stopped_by_others(actor, number, period.named)
    except TooSlow:
        return None, 0


def _shared(actor: Actor, number: int, period: Period) -> Shared:
    mine = indicators.came(indicators.newest(actor).filter(organisation__number=number), period.first, period.last)
    out = Q(audience__in=indicators.SHARED)
    rows = mine.order_by().values("kind", "revoked").annotate(
        given=Count("pk", filter=out), public=Count("pk", filter=Q(audience=Audience.PUBLIC.value)), own=Count("pk", filter=~out)
    )  # fmt: skip
    kinds: Counter[str] = Counter()
    public = kept = back = 0
    for row in rows:
        if row["revoked"]:
            back += row["given"]
            continue
        kinds[row["kind"]] += row["given"]
        public += row["public"]
        kept += row["own"]
    told = indicators.came(indicators.sightings_visible_to(actor).filter(organisation__number=number), period.first, period.last)
    seen = told.filter(out).order_by().values_list("verdict").annotate(n=Count("pk")).order_by("-n", "verdict")
    return Shared(
        kinds=tuple(sorted(((kind, count) for kind, count in kinds.items() if count), key=lambda one: (-one[1], one[0]))),
        public=public, kept=kept, back=back, sightings=tuple(seen),
    )  # fmt: skip


def _bands(actor: Actor, number: int, period: Period) -> tuple[tuple[str, int], ...]:
    """What sharers were told of values that they shared in the period: band → values."""
    first, end = _between(period)
    told = hunts.shared_by(actor).filter(organisation__number=number, hunt__asked__gte=first, hunt__asked__lt=end)
    return tuple(told.order_by().values_list("band").annotate(n=Count("pk")).order_by("band"))


def _reports(actor: Actor, number: int, period: Period) -> tuple[tuple[int, int], ...]:
    first, end = _between(period)
    rows = reports.visible_to(actor).filter(organisation__number=number, shadow=False, created__gte=first, created__lt=end)
    found = Counter(rows.order_by().values_list("severity", flat=True))
    return tuple(sorted(found.items(), reverse=True))


def _advisories(actor: Actor, number: int, period: Period) -> int | None:
    """Warnings about weaknesses that others shared, or changed last, in the period."""
    if not may(actor, Action.VIEW, Object.ADVISORY):
        return None
    first, end = _between(period)
    others = advisories.newest(actor).exclude(organisation__number=number)
    changed = advisories.filtered(others, actor=actor, now=end, who="others", since=first, until=end)
    return advisories.once(actor, changed).order_by().count()


def _met(actor: Actor, number: int, period: Period) -> Met | None:
    if number not in actor.organisations or not may(actor, Action.VIEW, Object.FLOW, number):
        return None
    mine = hunts.noted(hunts.visible_to(actor).filter(organisation__number=number), period.first, period.last)
    others = (
        indicators.newest(actor).exclude(organisation__number=number).filter(kind=OuterRef("hunt__kind"), value=OuterRef("hunt__value"))
    )
    found = mine.order_by().aggregate(notices=Count("pk"), values=Count("hunt", distinct=True, filter=Q(Exists(others))))
    return Met(found["notices"], found["values"])


def _fetched(actor: Actor, number: int, period: Period) -> Fetched | None:
    allowed = numbers(actor, Action.VIEW, Object.TOKEN)
    if allowed is not None and number not in allowed:
        return None
    mine = consumers.visible_to(actor).filter(organisation__number=number)
    first, end = _between(period)
    took = Fetch.objects.filter(consumer__in=mine).order_by()
    found: dict[str, Any] = took.aggregate(states=Count("pk", filter=Q(at__gte=first, at__lt=end)), last=Max("again"))
    return Fetched(mine.filter(revoked__isnull=True).count(), found["states"], found["last"])
