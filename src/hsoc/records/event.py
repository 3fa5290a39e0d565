"""The event: one story, told to people and partners. Belongs here: what is said. Never: IDEA's spelling (exchange/idea).

Words: on public pages an event is a *threat* (hrozba). It is sent once and re-sent as an update under the same id.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.decision import Action
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust
from hsoc.records.tlp import TLP

MOST_RULES: Final = 8  # entries named in one event; a story that needs more is one for the operator's table
MOST_FACTS: Final = 16  # facts of one finding
MOST_FACT: Final = 400  # characters of a fact; the longest are paths and names of peers
MOST_ENDPOINTS: Final = 100  # addresses listed by name in one event; the counts stay true, the rest is in the journal


class State(StrEnum):
    """Where a story stands."""

    OPEN = "open"
    CLOSED = "closed"


class Endpoint(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One side of an event. `addresses` are canonical addresses or prefixes."""

    addresses: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    proto: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # IDEA source/target types, e.g. ActionRegulated
    hostname: tuple[str, ...] = ()
    asn: tuple[int, ...] = ()
    spoofed: bool = False
    anonymised: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):  # texts and tuples of texts make no cycles
    """A story. Times in ms since 1970 UTC; counts are totals of the story so far, scaled by sampling; None = unknown."""

    id: str
    category: tuple[str, ...]
    detected: int
    first: int
    last: int
    created: int = 0
    state: State = State.OPEN
    revision: int = 1
    detector: str = ""
    vector: str = ""
    severity: Severity = Severity.LOW
    confidence: float | None = None
    trust: Trust = Trust.SPOOFABLE
    description: str = ""
    sources: tuple[Endpoint, ...] = ()
    targets: tuple[Endpoint, ...] = ()
    source_count: int = 0
    target_count: int = 0
    port_count: int = 0
    member: int = 0  # perimeter number of the organisation concerned; 0 = several or none
    members: int = 0  # how many organisations it touched
    detections: int = 0
    flows: int = 0
    packets: int = 0
    bytes: int = 0
    dropped_flows: int | None = None
    dropped_packets: int | None = None
    dropped_bytes: int | None = None
    disposition: Disposition = Disposition.PASSED
    basis: Basis = Basis.NONE
    action: Action = Action.OBSERVE
    why: str = ""  # code of the reason: the decision's rule, or why nothing was done
    dry_run: bool = False
    rules: tuple[str, ...] = ()  # the entries asked for, action and canonical match text
    facts: tuple[str, ...] = ()  # `code=value`: what the newest finding counted, of detectors that look at routes or far back
    tlp: TLP = TLP.AMBER_STRICT
    node: str = ""
    test: bool = False
