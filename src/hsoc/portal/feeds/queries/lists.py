"""What a block list holds now. Belongs here: from indicators that may be blocked upon to entries. Never: their spelling (rules.papers).

A value needs two organisations, a trusted source or a coordinator's word; what belongs to a member or a partner, the nets that nobody may
block, and addresses that mean nothing in the Internet are cut out of it, whoever shared it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from hsoc.journal.engines import never_block
from hsoc.portal.feeds.rules.backing import Keys, among, backed, hexed, is_four, keys, tails
from hsoc.portal.feeds.rules.papers import WHATS, Entry, Listing
from hsoc.portal.feeds.rules.ranges import Range, prefixes4, prefixes6, ranges4, without4, without6
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.queries.masses import masses
from hsoc.portal.indicators.rules import INDEPENDENT, Audience
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import NOBODY, Actor
from hsoc.portal.network.queries.wishes import spared_nets
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

PAPS: Final = {"clear": ("PAP:CLEAR",), "green": ("PAP:CLEAR", "PAP:GREEN")}
STEP_S: Final = 30  # seconds after which a list is made anew though nobody changed anything: values run out
WIDEST: Final = {4: 16, 6: 32}  # bits; a wider prefix is nobody's to block on a partner's word
MOST_KEPT: Final = 32  # lists held in memory
# special-use addresses (RFC 6890), less the ranges for documentation and benchmarks, which the demo lives in
MEANINGLESS: Final = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
    "::/3", "fc00::/7", "fe80::/10", "ff00::/8",
)  # fmt: skip
_NARROWNESS: Final = {label.value: label.narrowness for label in TLP}
_LABELS: Final = [label.value for label in TLP]

_made: dict[tuple[Any, ...], Listing] = {}
_making = threading.Lock()


def listing(actor: Actor, *, audience: Audience, pap: str, what: str, now: datetime) -> Listing:
    """The list as it is now. audience PUBLIC is the same for everybody; COMMUNITY needs an actor who sees what the community shares."""
    return _kept(actor, audience, pap, what, now, state(now))


def listings(actor: Actor, *, audience: Audience, pap: str, now: datetime) -> dict[str, Listing]:
    """What → list, of all that there are for an audience and a PAP."""
    known = state(now)
    return {what: _kept(actor, audience, pap, what, now, known) for what in WHATS}


def _kept(actor: Actor, audience: Audience, pap: str, what: str, now: datetime, known: tuple[Any, ...]) -> Listing:
    asker = NOBODY if audience == Audience.PUBLIC else actor
    apart = indicators.disputes_alone(asker)  # an organisation that holds a value for a false positive, to itself, has its own list
    key = (audience, pap, what, apart, *known, int(now.timestamp()) // STEP_S)
    with _making:  # whoever comes second takes what the first one made
        found = _made.get(key)
        if found is None:
            found = _list(asker, audience, pap, what, now, version=known[0])
            if len(_made) >= MOST_KEPT:
                _made.pop(next(iter(_made)))
            _made[key] = found
    return found


def state(now: datetime) -> tuple[Any, ...]:
    """What changes whenever a list could: shares, words of coordinators, members' prefixes, nets that are spared or never blocked."""
    return (*indicators.version(), hash(members.all_prefixes()), hash(_spared(now)), hash(_never()), *warned.version())


def _never() -> tuple[str, ...]:
    """What the engines' own policy says nothing may block."""
    return never_block(Path(settings.DATA) / "engines")


def _spared(now: datetime) -> tuple[str, ...]:
    return tuple(spared_nets(None, now=now).order_by("prefix").values_list("prefix", flat=True))


def _list(asker: Actor, audience: Audience, pap: str, what: str, now: datetime, *, version: int) -> Listing:
    whom = [Audience.PUBLIC.value] if audience == Audience.PUBLIC else list(indicators.SHARED)
    entries, label, left = (_addresses if what == "ip" else _values)(asker, whom, pap, what, now)
    tlp, made = _LABELS[label], int(now.timestamp() * 1000)
    return Listing(audience=audience.value, pap=pap, what=what, tlp=tlp, made=made, version=version, entries=entries, left=dict(left))


Found = tuple[tuple[Entry, ...], int, Counter[str]]  # entries, narrowness of the list's label, reason → how many were left out


def _addresses(asker: Actor, whom: list[str], pap: str, what: str, now: datetime) -> Found:
    every = masses(asker, now=now, audiences=whom, paps=PAPS[pap], tlps=_LABELS)
    sure, stood = indicators.trusted(now), _approved(now, what)
    known = backed(
        np.concatenate([keys([]), *(one.bounds for one in every)]),
        *(
            np.repeat(np.array(column, kind), [len(one.bounds) for one in every])
            for column, kind in (
                ([one.organisation for one in every], np.int64),
                ([_NARROWNESS[one.tlp] for one in every], np.int64),
                ([one.organisation in sure for one in every], np.bool_),
            )
        ),
    )
    approved = among(known.bounds, stood)
    enough = (known.voices >= INDEPENDENT) | known.trusted | approved
    known, approved = known.those(enough), approved[enough]
    free = warned.unwarned_ranges(hexed(known.bounds[:, 0]), hexed(known.bounds[:, 1])) | approved
    left = Counter({"on a warning list": int((~free).sum())})
    kept = known.those(free)
    entries = tuple(_prefixes(kept.bounds, now, left))
    return entries, int(kept.label.max(initial=0)), left


def _approved(now: datetime, what: str) -> Keys:
    kinds = [one.value for one in WHATS[what]]
    return keys([indicators.bounds(Kind(kind), value) for kind, value in indicators.approved(now) if kind in kinds])


def _values(asker: Actor, whom: list[str], pap: str, what: str, now: datetime) -> Found:
    found = indicators.blockable(asker, now=now).filter(audience__in=whom, pap__in=PAPS[pap], kind__in=[one.value for one in WHATS[what]])
    carried = _carried(found.order_by(), now)
    stood = indicators.approved(now)
    free = warned.unwarned((kind, value, "", "") for kind, value, _, _ in carried)
    rows = [row for row, alone in zip(carried, free, strict=True) if alone or row[:2] in stood]
    left = Counter({"on a warning list": len(carried) - len(rows)} if len(carried) > len(rows) else {})
    entries = tuple(Entry(value, _ms(until), _LABELS[label]) for _, value, until, label in sorted(rows, key=lambda row: row[1]))
    return entries, max((label for *_, label in rows), default=0), left


def _carried(found: QuerySet[Indicator], now: datetime) -> list[tuple[str, str, datetime | None, int]]:
    """(kind, value, until, narrowness of the label) of the values with enough behind them."""
    narrowness = Case(*(When(tlp=label, then=Value(number)) for label, number in _NARROWNESS.items()), output_field=IntegerField())
    trusted = indicators.trusted(now)
    grouped = found.values("kind", "value").annotate(
        voices=Count("organisation", distinct=True),
        trusted=Count("pk", filter=Q(organisation__number__in=trusted)),
        latest_until=Max("until"),
        forever=Count("pk", filter=Q(until__isnull=True)),
        label=Max(narrowness),
    )
    approved = indicators.approved(now)
    by_itself = Q(voices__gte=INDEPENDENT) | Q(trusted__gt=0)
    names = ("kind", "value", "latest_until", "forever", "label")
    rows = list(grouped.filter(by_itself).values_list(*names))
    if approved:
        known = {(kind, value) for kind, value, *_ in rows}
        wanted = [value for kind, value in approved - known]
        for start in range(0, len(wanted), indicators.ASKED_AT_ONCE):
            part = grouped.filter(value__in=wanted[start : start + indicators.ASKED_AT_ONCE]).values_list(*names)
            rows += [row for row in part if (row[0], row[1]) in approved and (row[0], row[1]) not in known]
    return [(kind, value, None if forever else until, label) for kind, value, until, forever, label in rows]


def _ms(until: datetime | None) -> int | None:
    return None if until is None else int(until.timestamp() * 1000)


def _prefixes(bounds: Keys, now: datetime, left: Counter[str]) -> Iterable[Entry]:
    """The addresses joined and cut around what is excluded. One prefix may stand for several values, so it says no end of its own."""
    is4 = is_four(bounds)
    gone = excluded(now)
    v4 = tails(bounds[is4])
    wide = v4[:, 1] - v4[:, 0] >= 1 << 32 - WIDEST[4]
    six = [(int(low, 16), int(high, 16)) for low, high in zip(hexed(bounds[~is4, 0]), hexed(bounds[~is4, 1]), strict=True)]
    narrow = [pair for pair in six if pair[1] - pair[0] < 1 << 128 - WIDEST[6]]
    kept4, kept6 = without4(v4[~wide], ranges4(gone[4])), without6(narrow, gone[6])
    left["too wide"] = int(wide.sum()) + len(six) - len(narrow)
    left["addresses of members, spared or special"] = int(_size(without4(v4[~wide], ranges4([]))) - _size(kept4))
    for reason in [reason for reason, count in left.items() if not count]:
        del left[reason]
    return (Entry(value) for value in (*prefixes4(kept4), *prefixes6(kept6)))


def _size(ranges: Any) -> Any:
    return (ranges[:, 1] - ranges[:, 0] + 1).sum()


def excluded(now: datetime) -> dict[int, list[Range]]:
    """First and last addresses that no list ever holds, by version: members', spared, never to be blocked, and without meaning outside."""
    found: dict[int, list[Range]] = {4: [], 6: []}
    for prefix in (*(prefix for _, prefix in members.all_prefixes()), *_spared(now), *_never(), *MEANINGLESS):
        try:
            net = ip_network(prefix, strict=False)
        except ValueError:
            continue  # an engine's word, not ours
        found[net.version].append((int(net.network_address), int(net.broadcast_address)))
    return found
