"""Why one value is, or is not, on a block list: the same questions as of the lists, asked of one. Never: what a list holds (lists)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from ipaddress import ip_network

import msgspec
from django.db.models import Q

from hsoc.portal.feeds.queries.lists import WIDEST, excluded
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.rules import Audience, carried
from hsoc.portal.members.rules import Actor
from hsoc.records.indicator import Verdict
from hsoc.records.tlp import PAP


class Why(StrEnum):
    """The first reason against it, or what carries it."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    AHEAD = "ahead"
    KIND = "kind"
    OWN = "own"
    CONTEXT = "context"
    PAP = "pap"
    DISPUTED = "disputed"
    WIDE = "wide"
    EXCLUDED = "excluded"
    WARNED = "warned"
    ALONE = "alone"
    PARTLY = "partly"
    SEVERAL = "several"
    TRUSTED = "trusted"
    APPROVED = "approved"


class Standing(msgspec.Struct, frozen=True):
    """listed: whether lists carry the value; public: the public ones too; voices: organisations that stand behind it."""

    why: Why
    listed: bool = False
    public: bool = False
    voices: int = 0


def standing(actor: Actor, row: Indicator, *, now: datetime) -> Standing:
    """Of the newest version of an indicator that the actor may see."""
    if against := _against(row, now):
        return Standing(against)
    same = Q(low=row.low, high=row.high) & ~Q(low="") if row.low else Q(kind=row.kind, value=row.value)  # an address is also its /32
    behind = indicators.blockable(actor, now=now).filter(same, audience__in=indicators.SHARED)
    rows = set(behind.order_by().values_list("organisation__number", "audience"))
    voices = {number for number, _ in rows}
    if row.organisation.number not in voices:
        return Standing(Why.DISPUTED)
    wide, cut, whole = _room(row, now)
    if wide:
        return Standing(Why.WIDE, voices=len(voices))
    if whole:
        return Standing(Why.EXCLUDED, voices=len(voices))
    sure = indicators.trusted(now)
    trusted, approved = bool(sure & voices), (row.kind, row.value) in indicators.approved(now)
    if not approved and warned.listed(row.kind, row.value):
        return Standing(Why.WARNED, voices=len(voices))
    if not carried(organisations=len(voices), trusted=trusted, approved=approved):
        return Standing(Why.ALONE, voices=len(voices))
    why = Why.TRUSTED if trusted else Why.APPROVED if approved and len(voices) < 2 else Why.SEVERAL
    public = {number for number, audience in rows if audience == Audience.PUBLIC.value}
    openly = carried(organisations=len(public), trusted=bool(sure & public), approved=approved and bool(public))
    return Standing(Why.PARTLY if cut else why, listed=True, public=openly, voices=len(voices))


def _against(row: Indicator, now: datetime) -> Why | None:
    checks = (
        (row.revoked, Why.REVOKED),
        (row.until is not None and row.until <= now, Why.EXPIRED),
        (row.first > now, Why.AHEAD),
        (row.kind not in indicators.LISTED, Why.KIND),
        (row.audience == Audience.OWN.value, Why.OWN),
        (not row.to_block, Why.CONTEXT),
        (not PAP(row.pap).allows_blocking, Why.PAP),
    )
    return next((why for holds, why in checks if holds), None)


def _room(row: Indicator, now: datetime) -> tuple[bool, bool, bool]:
    """(too wide, partly cut out, wholly cut out) of an address or prefix by what nobody may block."""
    if not row.low:
        return False, False, False
    net = ip_network(row.value)
    if net.prefixlen < WIDEST[net.version]:
        return True, False, False
    first, last = int(net.network_address), int(net.broadcast_address)
    met = sorted((low, high) for low, high in excluded(now)[net.version] if low <= last and high >= first)
    at = first
    for low, high in met:
        if low > at:
            break
        at = max(at, high + 1)
    return False, bool(met), at > last


def disputes(actor: Actor, row: Indicator) -> int:
    """How many visible sightings call the value a false positive since this version."""
    seen = indicators.sightings_visible_to(actor).filter(kind=row.kind, value=row.value, verdict=Verdict.FALSE_POSITIVE.value)
    return seen.filter(added__gt=row.added).count()
