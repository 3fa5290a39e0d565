"""What of an event travels to its audience as a document. Belongs here: the IDEA0 copy. Never: who is in the audience (queries).

An anonymised copy is built from what the gate let through, not cut out of the original: a key that nobody thought of cannot slip along.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.exchange.idea.encode import encode
from hsoc.journal.event_list import Detail, EventRow
from hsoc.journal.event_stream import Passing
from hsoc.portal.events.rules.places import Places
from hsoc.records.decision import Action
from hsoc.records.event import Endpoint, Event, State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust
from hsoc.records.tlp import TLP

NODE: Final = "cz.hsoc"  # the last node of a copy that we made


def document(found: Detail) -> dict[str, Any]:
    """The IDEA0 document for the audience that `found` was read for: the original, or the anonymised copy."""
    if found.row.whole and found.raw is not None:
        original: dict[str, Any] = msgspec.json.decode(found.raw)
        return original
    return anonymised(found.row)


def for_machine(passing: Passing) -> bytes:
    """The IDEA0 document of an event for a machine door: the original to the byte, or the anonymised copy, which bears our node."""
    if passing.row.whole and passing.raw is not None:
        return passing.raw
    return msgspec.json.encode(anonymised(passing.row) | {"Node": [{"Name": NODE, "Type": ["Relay"], "SW": ["hSOC"]}]})


def needs_reason(row: EventRow, own: frozenset[int]) -> bool:
    """True where the original tells of a member that is not the reader's own: it is shown only for a reason, and the member sees that."""
    return row.whole and row.member > 0 and row.member not in own


def anonymised(row: EventRow) -> dict[str, Any]:
    """A copy without member and sender, TLP:GREEN unless its giver says narrower; of the target what the gate let through: no address."""
    ports = (row.port,) if row.port >= 0 else ()
    told = (row.target,) if row.target else ()
    return encode(
        Event(
            id=row.id, category=(row.category,), detected=row.detected, first=row.first, last=row.last, state=State(row.state),
            revision=row.revision, detector=row.detector, vector=row.vector, severity=Severity(row.severity), trust=Trust(row.trust),
            sources=(Endpoint(addresses=(row.source,)),) if row.source else (),
            targets=(Endpoint(addresses=told, ports=ports, anonymised=True),),
            source_count=row.sources, target_count=row.targets, detections=row.detections, flows=row.flows, packets=row.packets,
            bytes=row.bytes, dropped_flows=row.dropped_flows, dropped_packets=row.dropped_packets, dropped_bytes=row.dropped_bytes,
            disposition=Disposition(row.disposition), basis=Basis(row.basis), action=Action(row.action), why=row.why,
            dry_run=row.dry_run, tlp=TLP(row.tlp), test=row.test,
        )
    )  # fmt: skip


def without_foreign(addresses: tuple[str, ...], places: Places, own: frozenset[int]) -> tuple[str, ...]:
    """Addresses less those of organisations other than `own`."""
    return tuple(one for one in addresses if places.of(one) in own | {0})
