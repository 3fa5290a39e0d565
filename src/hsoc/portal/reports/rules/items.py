"""One line of a report: what one address did, or what was done to it, added up. Pure. Never: which lines are told (reckon).

Adding is commutative and associative, also where lists are cut: of addresses, services and detectors the first in order are kept, so
what is left out once never comes back with a wrong count.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

import msgspec

from hsoc.portal.reports.rules.classes import EventClass
from hsoc.records.taxonomy import Disposition

MOST_OTHERS: Final = 10  # addresses of the other side named in one line
MOST_SERVICES: Final = 8
MOST_DETECTORS: Final = 8


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An event as one organisation is concerned by it. Times in ms; own: its address, '' where none is named.

    others: addresses of the other side that it may know, `other_count` of them at least; sealed: only for eyes behind the login;
    began: as in journal.event_window.
    """

    event_class: EventClass
    own: str
    received: int
    first: int
    last: int
    severity: int
    began: int
    detector: str = ""
    service: str = ""
    others: tuple[str, ...] = ()
    other_count: int = 0
    detections: int = 1
    packets: int = 0
    bytes: int = 0
    dropped: int | None = None
    disposition: str = Disposition.PASSED.value
    sealed: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. dropped: packets known to be dropped; unsaid: events of which it is not known; fates: events by disposition.

    before: events of the same that were held back since it was last told (of recurring lines).
    """

    own: str
    first: int
    last: int
    events: int
    severity: int = 0
    detections: int = 0
    packets: int = 0
    bytes: int = 0
    dropped: int = 0
    unsaid: int = 0
    detectors: dict[str, int] = {}
    services: dict[str, int] = {}
    fates: dict[str, int] = {}
    others: tuple[str, ...] = ()
    other_count: int = 0
    more_others: bool = False
    sealed: bool = False
    before: int = 0


def item(one: Seen) -> Item:
    """The line of a single event."""
    return Item(
        own=one.own, first=one.first, last=one.last, events=1, severity=one.severity, detections=one.detections, packets=one.packets,
        bytes=one.bytes, dropped=one.dropped or 0, unsaid=int(one.dropped is None),
        detectors={one.detector: 1} if one.detector else {}, services={one.service: 1} if one.service else {},
        fates={one.disposition: 1}, others=tuple(sorted(set(one.others)))[:MOST_OTHERS],
        other_count=max(one.other_count, len(one.others)), more_others=len(set(one.others)) > MOST_OTHERS,
        sealed=one.sealed,
    )  # fmt: skip


def _counted(one: dict[str, int], other: dict[str, int], most: int) -> dict[str, int]:
    names = sorted(one.keys() | other.keys())[:most]
    return {name: one.get(name, 0) + other.get(name, 0) for name in names}


def merged(one: Item, other: Item) -> Item:
    """Both together; they must be of the same address."""
    every = sorted({*one.others, *other.others})
    others = tuple(every[:MOST_OTHERS])
    return Item(
        own=one.own, first=min(one.first, other.first), last=max(one.last, other.last), events=one.events + other.events,
        severity=max(one.severity, other.severity), detections=one.detections + other.detections, packets=one.packets + other.packets,
        bytes=one.bytes + other.bytes, dropped=one.dropped + other.dropped, unsaid=one.unsaid + other.unsaid,
        detectors=_counted(one.detectors, other.detectors, MOST_DETECTORS), services=_counted(one.services, other.services, MOST_SERVICES),
        fates=_counted(one.fates, other.fates, len(Disposition)), others=others,
        other_count=max(one.other_count, other.other_count, len(others)),
        more_others=one.more_others or other.more_others or len(every) > MOST_OTHERS,
        sealed=one.sealed or other.sealed, before=one.before + other.before,
    )  # fmt: skip


def added(events: Iterable[Seen]) -> Item:
    """One line of all these events of one address; at least one."""
    return reduce(merged, map(item, events))
