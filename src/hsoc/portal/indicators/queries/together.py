"""What a value was also seen with, through the gate: a tie to what one may not see does not exist, nor is it counted. Never: words.

Each kind of tie costs the same whatever hangs on it: at most CEILING rows are read; beyond that it is told by organisation which fit
(rules.told_apart), looking at COUNTED keys at most. What ties (site, parcel) was written with each row. Warning lists come first: a value
or site on one ties nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from django.db.models import Q, QuerySet

from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries import SHARED, bounds, newest
from hsoc.portal.indicators.queries.suffixes import site
from hsoc.portal.indicators.queries.warned import Hit, hits
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.rules.together import CEILING, COUNTED, around, told_apart
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.records.indicator import Kind

HOWS: Final = ("same", "around", "inside", "site", "asn", "parcel")


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with a value in one way. term: the site, network or '' ; count: all there are, COUNTED + 1 = still more.

    common: too many to tell anything, so rows is empty; warned: the term stands on that list, so nobody looked further; left: rows that
    were left out because their own value stands on a list; more: rows of organisations that said it so often that they do not fit.
    """

    how: str
    term: str = ""
    rows: tuple[Indicator, ...] = ()
    count: int = 0
    common: bool = False
    warned: Hit | None = None
    left: int = 0
    more: int = 0


class Together(msgspec.Struct, frozen=True):
    """All ties that there are. warned: the value itself stands on a list, so it ties nothing."""

    ties: tuple[Tie, ...] = ()
    warned: Hit | None = None


def together(actor: Actor, kind: Kind, value: str, *, asn: str = "", without: frozenset[str] = frozenset(), row: int = 0) -> Together:
    """The ties of a canonical value. asn: number of its network, where known; without: ways that are shown elsewhere; row: not itself."""
    if not may(actor, Action.VIEW, Object.INDICATOR):
        return Together()
    term = site(kind, value) or (value if kind is Kind.IP else "")
    mine, its_site = _warned([(kind.value, value), (_kind_of(term).value, term)]) if term else (*_warned([(kind.value, value)]), None)
    if mine is not None:
        return Together(warned=mine)
    every = newest(actor).filter(revoked=False)
    others = every.exclude(kind=kind.value, value=value)
    ways = [one for one in _asked(every, others, kind, value, term, asn, row) if one[0] not in without]
    if its_site is not None:
        ways = [one for one in ways if one[0] != "site"]
    counted = [(how, named, *_first(rows, apart=how == "site")) for how, named, rows in ways]
    if "parcel" not in without:
        counted.append(("parcel", "", *_parcels(every, others, kind, value)))
    rows = _read(counted)
    ties = [_named(*one, rows) for one in counted if one[2]]
    listed = [Tie(how="site", term=term, warned=its_site)] if its_site is not None and "site" not in without else []
    return Together((*ties, *listed))


def _kind_of(term: str) -> Kind:
    return Kind.IP if ":" in term or term.replace(".", "").isdigit() else Kind.DOMAIN


def _warned(values: list[tuple[str, str]]) -> tuple[Hit | None, ...]:
    """The warning lists that hold them; the members' own networks are none here: what goes with one's own machine is what one asks for."""
    return tuple(hit if hit is not None and hit.list else None for hit in hits(values))


def _asked(
    every: QuerySet[Indicator], others: QuerySet[Indicator], kind: Kind, value: str, term: str, asn: str, row: int
) -> Iterator[tuple[str, str, QuerySet[Indicator]]]:
    yield "same", "", every.filter(kind=kind.value, value=value).exclude(pk=row)
    if kind in {Kind.IP, Kind.NET}:
        yield "around", "", others.filter(kind=Kind.NET.value, value__in=around(kind, value))
    if kind is Kind.NET:
        low, high = bounds(kind, value)
        yield "inside", "", others.filter(Q(latest=True, low__gte=low, low__lte=high) & ~Q(low="")).filter(high__lte=high)
    if term:
        on_it = Q(latest=True, site=term) & ~Q(site="")  # said whole: else SQLite takes no index of the newest that have a site
        whole = Q(kind=Kind.DOMAIN.value, value=term) | on_it
        yield "site", term, others.filter(whole if kind is not Kind.IP else on_it)
    if asn:
        yield "asn", f"AS{asn}", others.filter(kind=Kind.ASN.value, value=asn)


def _first(rows: QuerySet[Indicator], *, apart: bool = False, column: str = "pk") -> tuple[int, list[int]]:
    """(how many, keys of those that are told) of rows in no order; no keys where it is too common, and a count of at most COUNTED + 1.

    apart: shared ones and one's own by themselves, so that an index by audience ends at what may be seen.
    """
    parts = [rows.filter(audience__in=SHARED), rows.filter(audience=Audience.OWN.value)] if apart else [rows]
    for most in (CEILING + 1, COUNTED + 1):
        found: list[tuple[int, int]] = []
        for part in parts:
            found += part.order_by().values_list(column, "organisation_id")[: most - len(found)] if len(found) < most else []
        if len(found) <= CEILING:
            return len(found), [key for key, _ in found]
    fits = told_apart([who for _, who in found]) if len(found) <= COUNTED else None
    return len(found), [key for (key, _), told in zip(found, fits or [False] * len(found), strict=True) if told]


def _parcels(every: QuerySet[Indicator], others: QuerySet[Indicator], kind: Kind, value: str) -> tuple[int, list[int]]:
    """The same of what came in the parcels that bear the value; where those are too many, their number."""
    count, numbers = _first(every.filter(kind=kind.value, value=value, parcel__isnull=False), column="parcel")
    return _first(others.filter(parcel__in=numbers)) if numbers else (count, [])


def _read(counted: list[tuple[str, str, int, list[int]]]) -> dict[int, tuple[Indicator, bool]]:
    """The rows of all keys, that came through the gate, and whether their own value stands on a list."""
    keys = {key for *_, found in counted for key in found}
    rows = list(Indicator.objects.select_related("organisation").filter(pk__in=keys)) if keys else []
    warned = _warned([(row.kind, row.value) for row in rows])
    return {row.pk: (row, hit is not None) for row, hit in zip(rows, warned, strict=True)}


def _named(how: str, term: str, count: int, keys: list[int], rows: dict[int, tuple[Indicator, bool]]) -> Tie:
    if not keys:
        return Tie(how=how, term=term, count=count, common=True)
    mine = [rows[key] for key in keys if key in rows]
    kept = sorted((row for row, listed in mine if not listed), key=lambda row: -row.added)
    return Tie(how=how, term=term, rows=tuple(kept), count=count, left=len(mine) - len(kept), more=count - len(keys))
