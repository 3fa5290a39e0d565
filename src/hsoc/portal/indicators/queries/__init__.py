"""The one gate to indicators and sightings: what an actor may see of them. Every page, export and machine door asks here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.journal.days import day_bounds
from hsoc.portal.charts.need import Level, Need
from hsoc.portal.indicators.models import BlockApproval, Clock, Indicator, Sighting, TrustedSource
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers, require
from hsoc.records import address
from hsoc.records.indicator import Kind, Verdict, canonical, guessed
from hsoc.records.tlp import PAP, TLP

MOST_COUNTED: Final = 100  # values that wait for a word; beyond, pages say more than that
SHARED: Final = (Audience.COMMUNITY.value, Audience.PUBLIC.value)
BLOCKING: Final = tuple(one.value for one in PAP if one.allows_blocking)
LISTED: Final = tuple(kind.value for kind in Kind if kind not in {Kind.MAIL, Kind.ASN})  # kinds for which there are block lists
MICRO: Final = 1000  # `added` is in microseconds
_Row = TypeVar("_Row", Indicator, Sighting)
ASKED_AT_ONCE: Final = 500  # values of one condition; SQLite takes some thousand parameters


def _seen_by(actor: Actor) -> Q:
    """The condition of the gate, for both tables."""
    allowed = numbers(actor, Action.VIEW, Object.INDICATOR)
    public = Q(audience=Audience.PUBLIC.value, tlp=TLP.CLEAR.value)
    if allowed is None:
        return Q(audience__in=SHARED) | Q(organisation__number__in=actor.organisations) | public
    if not allowed:
        return public
    return Q(audience__in=SHARED) | Q(organisation__number__in=allowed)


def visible_to(actor: Actor) -> QuerySet[Indicator]:
    """Every version of the indicators that the actor may see; NOBODY sees what is public. RED and OWN never leave their organisation."""
    return Indicator.objects.select_related("organisation").filter(_seen_by(actor))


def newest(actor: Actor) -> QuerySet[Indicator]:
    """The newest version of each indicator that the actor may see."""
    return visible_to(actor).filter(latest=True)


def sightings_visible_to(actor: Actor) -> QuerySet[Sighting]:
    """The sightings that the actor may see."""
    return Sighting.objects.select_related("organisation").filter(_seen_by(actor))


def valid_at(found: QuerySet[Indicator], now: datetime) -> QuerySet[Indicator]:
    """Those that hold at an instant."""
    return found.filter(Q(until__isnull=True) | Q(until__gt=now), first__lte=now, revoked=False)


def about(actor: Actor, kind: Kind, value: str) -> QuerySet[Indicator]:
    """The newest indicators of a value; of an address or prefix also those of prefixes that cover it. value is canonical."""
    same = Q(kind=kind.value, value=value)
    if kind in {Kind.IP, Kind.NET}:
        low, high = bounds(kind, value)
        # said once more within: SQLite asks each side of an OR by itself whether an index of the newest fits
        same |= Q(latest=True, low__lte=low, high__gte=high) & ~Q(low="")
    # `+ 0`: else SQLite walks all of the newest in this order, as if many of them would fit
    return newest(actor).filter(same).order_by((F("added") + 0).desc())


def filtered(
    found: QuerySet[Indicator],
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    kind: str = "",
    tlp: str = "",
    pap: str = "",
    who: str = "",
    state: str = "",
    to_block: bool = False,
    owner: int = 0,
    reach: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Indicator]:
    """A list narrowed as a reader asks. who: `mine`, `others`; state: `valid`, `expired`, `revoked`, `kept`; '' = whatever.

    owner: number of the organisation that shared it; reach: `given` to others or `own`; since, until: Prague days, when it came.
    """
    if text:
        found = found.filter(_like(text))
    exact = {name: value for name, value in (("kind", kind), ("tlp", tlp), ("pap", pap)) if value}
    found = found.filter(**exact)
    if owner:
        found = found.filter(organisation__number=owner)
    if reach:
        found = found.filter(audience__in=SHARED) if reach == "given" else found.exclude(audience__in=SHARED)
    found = came(found, since, until)
    mine = Q(organisation__number__in=actor.organisations)
    if who:
        found = found.filter(mine if who == "mine" else ~mine)
    if to_block:
        found = found.filter(to_block=True)
    if state == "valid":
        return valid_at(found, now)
    if state == "expired":
        return found.filter(revoked=False, until__lte=now)
    return found.filter(revoked=state == "revoked") if state in {"revoked", "kept"} else found


def came(found: QuerySet[_Row], since: date | None, until: date | None) -> QuerySet[_Row]:
    """Those that were shared, or changed last, on these Prague days, both inclusive; None does not restrict."""
    if since:
        found = found.filter(added__gte=day_bounds(since.isoformat())[0] * MICRO)
    return found.filter(added__lt=day_bounds(until.isoformat())[1] * MICRO) if until else found


def _like(text: str) -> Q:
    """What a reader means: an address finds the prefixes around it, a prefix also what lies inside; else a part of a value or title."""
    wanted = text.strip()
    like = Q(value__icontains=wanted) | Q(title__icontains=wanted)
    try:
        kind, value = (Kind.NET, canonical(Kind.NET, wanted)) if "/" in wanted and "://" not in wanted else guessed(wanted)
    except ValueError:
        return like
    if kind not in {Kind.IP, Kind.NET}:
        return like | Q(kind=kind.value, value=value)
    low, high = bounds(kind, value)
    return ~Q(low="") & (Q(low__lte=low, high__gte=high) | Q(low__gte=low, high__lte=high)) | like


def page(actor: Actor, found: QuerySet[Indicator], *, sort: str, after: int | None, size: int) -> tuple[list[Indicator], int | None]:
    """(rows of one page, the place after which the next one begins or None). sort: `new`, `old`, `value`; after: `added` of the last row.

    Raises ValueError for a place that the actor does not see.
    """
    if sort == "value":
        found = found.order_by("value", "added")
        if after is not None:
            last = visible_to(actor).filter(added=after).values_list("value", flat=True).first()
            if last is None:
                raise ValueError("no such place in the list")
            found = found.filter(Q(value__gt=last) | Q(value=last, added__gt=after))
    else:
        found = found.order_by("added" if sort == "old" else "-added")
        if after is not None:
            found = found.filter(added__gt=after) if sort == "old" else found.filter(added__lt=after)
    rows = list(found[: size + 1])
    return rows[:size], rows[size - 1].added if len(rows) > size else None


def one(actor: Actor, number: int) -> Indicator | None:
    """The newest version of the indicator of which a row has that key; None where the actor may not see the newest."""
    found = visible_to(actor).filter(pk=number).first()
    if found is None or found.latest:
        return found
    return newest(actor).filter(uuid=found.uuid, organisation=found.organisation_id).first()


def versions(actor: Actor, found: Indicator, *, most: int = 50) -> list[Indicator]:
    """All versions of an indicator, newest first; of others' only those that the actor was meant to see."""
    return list(visible_to(actor).select_related("author").filter(uuid=found.uuid, organisation=found.organisation_id)[:most])


def known(actor: Actor, values: Iterable[tuple[Kind, str]]) -> frozenset[tuple[str, str]]:
    """Which of these values somebody shared already, as the actor may see; a few hundred at most."""
    wanted = {(kind.value, value) for kind, value in values}
    found = newest(actor).filter(value__in=[value for _, value in wanted][:ASKED_AT_ONCE], revoked=False)
    return frozenset(found.order_by().values_list("kind", "value")) & wanted


def sightings_about(actor: Actor, kind: Kind, value: str) -> QuerySet[Sighting]:
    """The sightings of exactly that value."""
    return sightings_visible_to(actor).filter(kind=kind.value, value=value)


def blockable(actor: Actor, *, now: datetime) -> QuerySet[Indicator]:
    """The newest indicators, visible to the actor, that hold now and may be blocked upon one by one; a disputed value is none of them.

    What an organisation keeps to itself disputes a value for that organisation alone (`quietly_disputed` tells coordinators). Whether
    enough organisations stand behind a value is counted over the answer (feeds), by `trusted` and `approved`.
    """
    return undisputed_or_not(actor, now=now).filter(~Exists(disputes().filter(heard_by(actor))))


def undisputed_or_not(actor: Actor, *, now: datetime) -> QuerySet[Indicator]:
    """The same, disputed ones among them; for those who leave these out by themselves."""
    return valid_at(newest(actor), now).filter(to_block=True, pap__in=BLOCKING)


def heard_by(actor: Actor) -> Q:
    """Which sightings dispute a value for an actor; for a condition on sightings."""
    return Q(audience__in=SHARED) | Q(organisation__number__in=actor.organisations)


def disputes() -> QuerySet[Sighting]:
    """False positives told of a value after an indicator of it was shared; for a condition on indicators."""
    return Sighting.objects.filter(
        kind=OuterRef("kind"), value=OuterRef("value"), verdict=Verdict.FALSE_POSITIVE.value, added__gt=OuterRef("added")
    )


def disputes_alone(actor: Actor) -> tuple[int, ...]:
    """Numbers of the actor's organisations that keep a false positive to themselves: their lists are their own."""
    own = Sighting.objects.filter(
        audience=Audience.OWN.value, verdict=Verdict.FALSE_POSITIVE.value, organisation__number__in=actor.organisations
    )
    return tuple(sorted(set(own.order_by().values_list("organisation__number", flat=True))))


def quietly_disputed(actor: Actor, *, now: datetime) -> QuerySet[Indicator]:
    """Shared indicators that may be blocked upon though an organisation calls the value a false positive, to itself. Raises Refused.

    Which organisation is not told, and nothing at all of what it labelled RED.
    """
    require(actor, Action.APPROVE, Object.INDICATOR)
    quiet = Q(audience=Audience.OWN.value) & ~Q(tlp=TLP.RED.value)
    about = Sighting.objects.filter(quiet).order_by().values("value")
    found = undisputed_or_not(actor, now=now).filter(audience__in=SHARED).filter(Exists(disputes().filter(quiet)))
    # said once more by the value alone: few are disputed so, and their values are looked up instead of asking of every indicator
    return found.filter(kind__in=[one.value for one in Kind], value__in=about).order_by((F("added") + 0).desc())


def trusted(now: datetime) -> frozenset[int]:
    """Numbers of the organisations that need no second one."""
    standing = _standing(TrustedSource.objects.all(), now).values_list("organisation__number", flat=True)
    found: frozenset[int] = members.once("indicators.trusted", lambda: frozenset(standing))
    return found


def approved(now: datetime) -> frozenset[tuple[str, str]]:
    """(kind, value) that a coordinator approved for blocking."""
    standing = _standing(BlockApproval.objects.all(), now).values_list("kind", "value")
    found: frozenset[tuple[str, str]] = members.once("indicators.approved", lambda: frozenset(standing))
    return found


def _standing(found: QuerySet, now: datetime) -> QuerySet:  # type: ignore[type-arg]
    return found.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now, ended__isnull=True)


def waiting(actor: Actor, *, now: datetime) -> QuerySet[Indicator]:
    """Indicators, newest first, that could be blocked upon if a second organisation or a coordinator stood behind them. Raises Refused."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    ready = blockable(actor, now=now).filter(audience__in=SHARED)
    second = ready.filter(kind=OuterRef("kind"), value=OuterRef("value")).exclude(organisation=OuterRef("organisation"))
    stood = _standing(BlockApproval.objects.filter(kind=OuterRef("kind"), value=OuterRef("value")), now)
    own = _standing(TrustedSource.objects.all(), now).values("organisation")
    return ready.filter(kind__in=LISTED).exclude(organisation__in=own).filter(~Exists(stood), ~Exists(second)).order_by("-added")


def approvals(actor: Actor, *, now: datetime) -> QuerySet[BlockApproval]:
    """Words of coordinators that stand. Raises Refused."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    return _standing(BlockApproval.objects.select_related("by").order_by("-since"), now)


def trusted_sources(actor: Actor, *, now: datetime) -> QuerySet[TrustedSource]:
    """Sources that need no second one. Raises Refused."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    return _standing(TrustedSource.objects.select_related("by", "organisation").order_by("organisation__name"), now)


def brought(organisation: int, via: str) -> QuerySet[Indicator]:
    """The newest versions, not revoked, that came that way into an organisation's name; for actions."""
    return Indicator.objects.select_related("organisation").filter(organisation__number=organisation, via=via, latest=True, revoked=False)


def version() -> tuple[int, ...]:
    """Numbers that change with everything that may change an answer of this gate; the first is the newest `added`."""
    clock = Clock.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    words = [
        found.aggregate(all=Count("pk"), over=Count("pk", filter=Q(ended__isnull=False)))
        for found in (BlockApproval.objects.all(), TrustedSource.objects.all())
    ]
    return (clock, *(number for pair in words for number in pair.values()))


def held(organisation: int, uuids: Iterable[str]) -> dict[str, Indicator]:
    """UUID → the newest version that an organisation already has; for actions."""
    wanted = list(uuids)
    found: dict[str, Indicator] = {}
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = wanted[start : start + ASKED_AT_ONCE]
        rows = Indicator.objects.filter(organisation__number=organisation, latest=True, uuid__in=part)
        found |= {str(one.uuid): one for one in rows}
    return found


def bounds(kind: Kind, value: str) -> tuple[str, str]:
    """First and last address of an address or prefix as 32 hex digits of the v4-mapped space; ('', '') for other kinds."""
    if kind not in {Kind.IP, Kind.NET}:
        return "", ""
    net = address.network(value if "/" in value else f"{value}/{128 if ':' in value else 32}")
    offset = address.V4_MAPPED if net.version == 4 else 0
    return f"{int(net.network_address) | offset:032x}", f"{int(net.broadcast_address) | offset:032x}"


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Values that only one organisation stands behind wait for a coordinator's word before anybody blocks them."""
    if not may(actor, Action.APPROVE, Object.INDICATOR):
        return ()
    count = waiting(actor, now=now)[: MOST_COUNTED + 1].count()  # beyond, the number is of no use and costs a look at each indicator
    if not count:
        return ()
    if count > MOST_COUNTED:
        what = gettext("More than %(n)d values wait for your word on blocking") % {"n": MOST_COUNTED}
    else:
        what = ngettext("%(n)d value waits for your word on blocking", "%(n)d values wait for your word on blocking", count) % {"n": count}
    step = gettext("Approve or leave")
    return (Need(level=Level.WEEK, label=gettext("Decision"), what=what, href=reverse("indicator_approvals"), step=step),)
