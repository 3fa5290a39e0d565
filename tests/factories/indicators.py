"""Invented indicators and sightings for tests. Belongs here: makers with good defaults. Never: an assertion."""

from __future__ import annotations

import uuid

from hsoc.records.indicator import Indicator, Kind, Sighting, named
from hsoc.records.tlp import PAP, TLP

AT = 1_790_000_000_000  # ms; 2026-09-21


def indicator(value: str = "203.0.113.7", *, kind: Kind = Kind.IP, **more: object) -> Indicator:
    """A value that the community may see and block upon."""
    fields = {"first": AT, "created": AT, "modified": AT, "tlp": TLP.GREEN, "pap": PAP.GREEN, "to_block": True, "producer": "Example"}
    return Indicator(id=named("test", f"{kind}{value}"), kind=kind, value=value, **fields | more)


def sighting(value: str = "203.0.113.7", *, kind: Kind = Kind.IP, **more: object) -> Sighting:
    """Somebody of the community met a value."""
    fields = {"first": AT, "last": AT + 1000, "count": 3, "tlp": TLP.GREEN, "id": str(uuid.uuid4())}
    return Sighting(kind=kind, value=value, **fields | more)
