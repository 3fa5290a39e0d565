"""The one gate to indicators and sightings: what an actor may see of them. Every page, export and machine door asks here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hsoc.portal.indicators.models import BlockApproval, Clock, Indicator, Sighting, TrustedSource
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.records import address
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

SHARED: Final = (Audience.COMMUNITY.value, Audience.PUBLIC.value)
BLOCKING: Final = tuple(one.value for one in PAP if one.allows_blocking)
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
        same |= Q(low__lte=low, high__gte=high) & ~Q(low="")
    return newest(actor).filter(same)


def sightings_about(actor: Actor, kind: Kind, value: str) -> QuerySet[Sighting]:
    """The sightings of exactly that value."""
    return sightings_visible_to(actor).filter(kind=kind.value, value=value)


def blockable(actor: Actor, *, now: datetime) -> QuerySet[Indicator]:
    """The newest indicators, visible to the actor, that hold now and may be blocked upon one by one; a disputed value is none of them.

    Whether enough organisations stand behind a value is counted over the answer (feeds), by `trusted` and `approved`.
    """
    disputed = Sighting.objects.filter(
        kind=OuterRef("kind"), value=OuterRef("value"), verdict=Verdict.FALSE_POSITIVE.value, added__gt=OuterRef("added")
    )
    found = valid_at(newest(actor), now).filter(to_block=True, pap__in=BLOCKING)
    return found.filter(~Exists(disputed))


def trusted(now: datetime) -> frozenset[int]:
    """Numbers of the organisations that need no second one."""
    return frozenset(_standing(TrustedSource.objects.all(), now).values_list("organisation__number", flat=True))


def approved(now: datetime) -> frozenset[tuple[str, str]]:
    """(kind, value) that a coordinator approved for blocking."""
    return frozenset(_standing(BlockApproval.objects.all(), now).values_list("kind", "value"))


def _standing(found: QuerySet, now: datetime) -> QuerySet:  # type: ignore[type-arg]
    return found.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now, ended__isnull=True)


def version() -> tuple[int, ...]:
    """Numbers that change with everything that may change an answer of this gate; the first is the newest `added`."""
    clock = Clock.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    words = [
        (found.count(), found.filter(ended__isnull=False).count()) for found in (BlockApproval.objects.all(), TrustedSource.objects.all())
    ]
    return (clock, *(number for pair in words for number in pair))


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
