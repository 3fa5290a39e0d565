"""Whom an event concerns and from which end: an arrived event → (organisation, Seen). Pure. Never: what is told of it (reckon).

An address of another organisation is nobody's to know: it is left out of the other side, only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hsoc.journal.event_list import EventRow
from hsoc.journal.event_window import Arrived
from hsoc.portal.events.rules.places import Places
from hsoc.portal.reports.rules.classes import EventClass, Kind, class_of
from hsoc.portal.reports.rules.items import Seen
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 58: "icmpv6"}
_NARROW = (TLP.AMBER_STRICT.value, TLP.RED.value)


def concerned(one: Arrived, places: Places, house: frozenset[int]) -> Iterator[tuple[int, Seen]]:
    """Every organisation that the event concerns, with the event as it sees it; house: organisations whose engine watches for all."""
    row = one.row
    if row.test:
        return
    # most events are of no class from either end: that is cheaper to know than whose the addresses are
    attacking, attacked = _class(Kind.SOURCE, row), _class(Kind.TARGET, row)
    sources = _owners(one.source_list, places) if attacking or attacked else {}
    if attacking:
        for number, own in sources.items():
            yield number, _seen(one, attacking, number, own, _known(one.target_list, places, number), row.targets, house)
    if attacked:
        targets = _owners(one.target_list, places)
        # our engine says whom it means also where the event names no address; a partner's word does not count, the door has dropped it
        if row.member and row.member not in sources and row.member not in targets:
            targets[row.member] = row.target
        for number, own in targets.items():
            yield number, _seen(one, attacked, number, own, _known(one.source_list, places, number), row.sources, house)


def _owners(addresses: Sequence[str], places: Places) -> dict[int, str]:
    """Organisation → its first address among these."""
    found: dict[int, str] = {}
    for text in addresses:
        number = places.of(text)
        if number:
            found.setdefault(number, text)
    return found


def _known(addresses: Sequence[str], places: Places, number: int) -> tuple[str, ...]:
    return tuple(text for text in addresses if places.of(text) in (0, number))


def _class(kind: Kind, row: EventRow) -> EventClass | None:
    return class_of(
        kind, category=row.category, detector=row.detector, vector=row.vector, port=max(row.port, 0), disposition=row.disposition
    )


def _seen(one: Arrived, found: EventClass, number: int, own: str, others: tuple[str, ...], count: int, house: frozenset[int]) -> Seen:
    row = one.row
    sealed = row.tlp == TLP.RED.value or (row.tlp in _NARROW and row.org != number and row.org not in house)
    return Seen(
        event_class=found, own=own, received=row.received, first=row.first, last=row.last,
        severity=found.severity or min(max(row.severity, Severity.INFO), Severity.CRITICAL), detector=row.detector or row.client,
        service=_service(row), others=others, other_count=count, detections=row.detections, packets=row.packets, bytes=row.bytes,
        dropped=row.dropped_packets, disposition=row.disposition, sealed=sealed, began=one.began,
    )  # fmt: skip


def _service(row: EventRow) -> str:
    """445/tcp, icmp, or nothing that tells."""
    name = _PROTOCOLS.get(row.proto, "")
    if row.port <= 0:
        return name if row.proto in (1, 58) else ""
    return f"{row.port}/{name}" if name else str(row.port)
