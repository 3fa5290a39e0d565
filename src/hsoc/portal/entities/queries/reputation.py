"""The reputation of addresses, prefixes and networks, one number for the whole community. Never: the formula (journal), members' names.

What counts is what every member may see: events less those of members that opted out, RED ones and tests, and indicators up to AMBER that
were shared with the community and may be blocked upon. So the number is the same for everybody, and nobody learns from a difference.
Addresses of members have none.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from hsoc.journal import reputation, reputation_days
from hsoc.journal.days import DAY_MS, day_bounds, day_of
from hsoc.journal.reputation import DAYS, Floats, Level
from hsoc.journal.reputation_days import Keys, Reason
from hsoc.portal.entities.rules.vouched import Ranges, voices
from hsoc.portal.events import queries as events
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries.masses import masses
from hsoc.portal.indicators.rules import INDEPENDENT, band
from hsoc.portal.members.rules import Actor, Role, Seat
from hsoc.portal.network.queries.traffic import names
from hsoc.records.address import pair
from hsoc.records.address import text as written
from hsoc.records.indicator import Kind, canonical
from hsoc.records.tlp import TLP

SHOWN_DAYS: Final = 30  # of the course
LABEL: Final = TLP.AMBER  # of the answers: what counts bears no narrower one
STEP_S: Final = 60  # seconds that the list may be old
# sees what the community shares and nothing of any member's own
ANYBODY: Final = Actor(username="community", seats=(Seat(0, Role.ANALYST),))


PREFIX_BITS: Final = {4: 24, 6: 48}


class Subject(msgspec.Struct, frozen=True):
    """What is judged, and its text: `203.0.113.7`, `203.0.113.0/24`, `AS64500`. name: of a network, where one is known."""

    level: Level
    text: str
    name: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a subject stands at and why.

    indicators: (label, band of organisations), '' = fewer than three; days: newest first, quiet ones left out, with their scores; course:
    (day, reputation by events at its end), oldest first; around: prefix and network of an address with their reputation.
    """

    subject: Subject
    rep: float
    by_events: float
    by_indicators: float
    days: tuple[tuple[Reason, float], ...]
    indicators: tuple[tuple[str, str], ...]
    course: tuple[tuple[str, float], ...]
    around: tuple[tuple[Subject, float], ...]

    @property
    def listed(self) -> bool:
        """Whether it stands in the list of addresses."""
        return self.subject.level is Level.ADDRESS and self.rep > reputation.LISTED


class Table(msgspec.Struct, frozen=True):
    """Every address that anything is known of: keys in order and their reputation."""

    keys: Keys
    rep: Floats


def _root() -> Path:
    return Path(settings.JOURNAL)


def last_days(now: datetime, count: int) -> tuple[str, ...]:
    """Days, today first."""
    found = [day_of(int(now.timestamp() * 1000))]
    while len(found) < count:
        found.append(day_of(day_bounds(found[-1])[0] - DAY_MS // 2))
    return tuple(found)


def subject(text: str) -> Subject:
    """What a person typed: an address, a prefix of one of the two lengths that are judged, or AS and a number. Raises ValueError."""
    if text[:2].upper() == "AS":
        number = int(canonical(Kind.ASN, text))
        return Subject(Level.NETWORK, f"AS{number}", next((one.name for one in names().entries if one.asn == number), ""))
    if "/" not in text:
        return Subject(Level.ADDRESS, canonical(Kind.IP, text))
    net = ip_network(text)
    if net.prefixlen != PREFIX_BITS[net.version]:
        raise ValueError("a /24 of IPv4 or a /48 of IPv6 is expected")
    return Subject(Level.PREFIX, str(net))


def keys(addresses: Sequence[str]) -> Keys:
    """Keys of canonical addresses."""
    halves = np.array([pair(one) for one in addresses], np.int64).reshape(-1, 2)
    return reputation_days.packed(np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1]))


def _key(one: Subject) -> Keys:
    if one.level is Level.NETWORK:
        return reputation_days.packed(np.zeros(1, np.int64), np.array([int(one.text[2:])], np.int64))
    return keys([one.text.partition("/")[0]])


def is_ours(text: str) -> bool:
    """Whether a member holds it, or a part: then it has no reputation."""
    return bool(events.places().of(text))


# --- one -------------------------------------------------------------------------------------------------------------------------
def standing(one: Subject, *, now: datetime) -> Standing | None:
    """All about one subject; None where nothing is known, and for members' addresses."""
    if one.level is not Level.NETWORK and is_ours(one.text):
        return None
    days, key = last_days(now, SHOWN_DAYS + DAYS - 1), _key(one)
    course = _course(one.level, key, days)
    vouching = one.level is Level.ADDRESS
    labels = _labels(one.text, now) if vouching else ()
    if not course.any() and not labels:
        return None
    known = reputation_days.days(_root(), days[:DAYS], scope=events.shared_with_all())
    why = [one for one in reputation_days.reasons(days[:DAYS], known, key, one.level, names()) if one.events]
    scores = reputation.daily(np.array([day.events for day in why]), np.array([day.nodes for day in why]), one.level)
    by_indicators = reputation.vouched(_voices(key, now) if vouching else np.zeros(1, np.int64))
    return Standing(
        subject=one, rep=float(_joined(course[-1:], by_indicators)[0]), by_events=float(course[-1]), by_indicators=float(by_indicators[0]),
        days=tuple(zip(why, scores.tolist(), strict=True)), indicators=labels,
        course=tuple(zip(days[:SHOWN_DAYS][::-1], course[-SHOWN_DAYS:].tolist(), strict=True)),
        around=_around(one, key, now) if vouching else (),
    )  # fmt: skip


def _course(level: Level, key: Keys, days: tuple[str, ...]) -> Floats:
    """The reputation by events at the end of each of these days (today first), oldest first."""
    table = names() if level is Level.NETWORK else None
    of_days = reputation_days.counts(_root(), days, level, scope=events.shared_with_all(), networks=table)
    scores = reputation.daily(*reputation_days.looked_up(of_days, key), level)
    return reputation.course(scores[::-1])[:, 0]


def _around(one: Subject, key: Keys, now: datetime) -> tuple[tuple[Subject, float], ...]:
    hi, lo = reputation_days.unpacked(key)
    first = reputation_days.unpacked(reputation_days.keys_of(hi, lo, Level.PREFIX))
    start = written(int(first[0][0]), int(first[1][0]))
    found = [Subject(Level.PREFIX, f"{start}/{PREFIX_BITS[ip_address(one.text).version]}")]
    entry = names().entry(int(names().index(hi, lo)[0]))
    if entry and entry.asn:
        found.append(Subject(Level.NETWORK, f"AS{entry.asn}", entry.name))
    days = last_days(now, DAYS)
    return tuple((near, float(_course(near.level, _key(near), days)[-1])) for near in found if not is_ours(near.text))


def _joined(by_events: Floats, by_indicators: Floats) -> Floats:
    return reputation.total([(by_events, reputation.EVENTS_TRUST), (by_indicators, reputation.INDICATORS_TRUST)])


# --- indicators ------------------------------------------------------------------------------------------------------------------
_COUNTED: Final = tuple(one.value for one in TLP if one.narrowness <= LABEL.narrowness)


def _counting(now: datetime) -> QuerySet[Indicator]:
    found = indicators.blockable(ANYBODY, now=now)
    return found.filter(audience__in=indicators.SHARED, kind__in=(Kind.IP.value, Kind.NET.value), tlp__in=_COUNTED).order_by()


def _labels(address: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """(label, band of organisations) of the indicators that hold an address for bad."""
    low, high = indicators.bounds(Kind.IP, address)
    told: defaultdict[str, set[int]] = defaultdict(set)
    for label, number in _counting(now).filter(low__lte=low, high__gte=high).values_list("tlp", "organisation__number"):
        told[label].add(number)
    return tuple((label, band(len(who))) for label, who in sorted(told.items()))


_held: dict[str, Any] = {"at": None}
_holding = threading.Lock()


def _ranges(now: datetime) -> tuple[dict[int, Ranges], dict[int, int]]:
    """(the ranges of each organisation, what a trusted one counts as), remembered until an indicator changes or a minute has passed."""
    at = (str(settings.DATABASES["default"]["NAME"]), indicators.version(), int(now.timestamp()) // STEP_S)
    with _holding:
        if _held["at"] != at:
            by_organisation: defaultdict[int, list[Keys]] = defaultdict(list)
            for mass in masses(ANYBODY, now=now, audiences=indicators.SHARED, paps=indicators.BLOCKING, tlps=_COUNTED):
                by_organisation[mass.organisation].append(mass.bounds)
            ranges = {number: Ranges(np.concatenate(parts)) for number, parts in by_organisation.items()}
            _held.update(at=at, found=(ranges, dict.fromkeys(indicators.trusted(now), INDEPENDENT)))
        found: tuple[dict[int, Ranges], dict[int, int]] = _held["found"]
        return found


def _voices(asked: Keys, now: datetime) -> NDArray[np.int64]:
    return voices(asked, *_ranges(now))


# --- many ------------------------------------------------------------------------------------------------------------------------
def of_many(addresses: Sequence[str], *, now: datetime) -> list[float]:
    """The reputation of canonical addresses, 0 for what nobody knows or a member holds."""
    asked = keys(addresses)
    of_days = reputation_days.counts(_root(), last_days(now, DAYS), scope=events.shared_with_all())
    by_events = reputation.decayed(reputation.daily(*reputation_days.looked_up(of_days, asked)))
    found = _joined(by_events, reputation.vouched(_voices(asked, now)))
    ours = events.places().of  # once: to ask `is_ours` a thousand times reads the prefixes a thousand times
    return [0.0 if ours(one) else value for one, value in zip(addresses, found.tolist(), strict=True)]


_made: dict[str, Any] = {"at": None}
_making = threading.Lock()


def table(now: datetime) -> Table:
    """All addresses at once, at most STEP_S old. Members' own count for nothing in events; whoever lists them cuts them out."""
    at = (str(_root()), indicators.version(), int(now.timestamp()) // STEP_S)
    with _making:  # whoever comes second takes what the first one made
        if _made["at"] != at:
            _made.update(at=at, found=_table(now))
        found: Table = _made["found"]
        return found


def _table(now: datetime) -> Table:
    of_days = reputation_days.counts(_root(), last_days(now, DAYS), scope=events.shared_with_all())
    ranges, _ = _ranges(now)
    alone = [one.alone for one in ranges.values()]
    more = [reputation_days.Counted(one, *(np.zeros(len(one), np.int64) for _ in range(2))) for one in alone]
    every, told, nodes = reputation_days.aligned((*of_days, *more))
    by_events = reputation.decayed(reputation.daily(told[:DAYS], nodes[:DAYS]))
    return Table(every, _joined(by_events, reputation.vouched(_voices(every, now))))
