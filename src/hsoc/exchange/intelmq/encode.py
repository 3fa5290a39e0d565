"""A parcel → IntelMQ's events, one per line. Belongs here: keys and values. Never: a label that IntelMQ would widen."""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec

from hsoc.exchange.intelmq.terms import CATEGORY, COUNTS, FIRST, ID, INDICATOR, LABELS, LAST, PAP, UNTIL, VALUES
from hsoc.records import moment, observed, rsit
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Indicator
from hsoc.records.parcel import Parcel, Taken, Written, unsaid

MEDIA: Final = "application/x-ndjson"
MOST_RAW: Final = 64 * 1024  # bytes of an event's own text that go along
_KEYS: Final = {kind: key for key, kind in VALUES.items()}


def encode(parcel: Parcel, *, now: int) -> Written:
    """One event per line. IntelMQ's bots take a line each."""
    lines = [_event(taken) for taken in parcel.events]
    indicators = [one for one in parcel.indicators if not one.revoked and one.kind.value in _KEYS]
    lines += [_indicator(one, now) for one in indicators]
    content = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    return Written(content=content, media=MEDIA, items=len(lines), withheld=unsaid(parcel, "events", "indicators"))


def _event(taken: Taken) -> dict[str, Any]:
    event = taken.event
    words = [*event.category, "Test"] if event.test and "Test" not in event.category else list(event.category)
    kind = rsit.of(event.category)
    out: dict[str, Any] = {
        "time.source": moment.written(event.detected),
        "time.observation": moment.written(event.created) if event.created else None,
        "classification.type": kind,
        "classification.taxonomy": rsit.class_of(kind),
        "classification.identifier": event.vector or event.detector,
        "event_description.text": event.description,
        "severity": event.severity.name.lower(),
        "feed.name": event.node,
        "feed.accuracy": None if event.confidence is None else round(event.confidence * 100, 2),
        "tlp": LABELS[event.tlp],
        ID: event.id,
        CATEGORY: [str(one) for one in words],
        FIRST: moment.written(event.first),
        LAST: moment.written(event.last),
        **{key: getattr(event, field) or None for field, key in COUNTS.items()},
        **_side("source", event.sources),
        **_side("destination", event.targets),
    }
    protos = next((side.proto for side in (*event.sources, *event.targets) if side.proto), ())
    transport, out["protocol.application"] = observed.layers(protos)
    out["protocol.transport"] = "ipv6-icmp" if transport == "icmp6" else transport
    if taken.original and len(taken.original) <= MOST_RAW:
        out["raw"] = base64.b64encode(taken.original).decode()
    return {key: value for key, value in out.items() if value not in (None, "")}


def _indicator(one: Indicator, now: int) -> dict[str, Any]:
    category = one.category or ("Other",)
    kind = rsit.of(category)
    out: dict[str, Any] = {
        "time.source": moment.written(one.first),
        "time.observation": moment.written(now),
        "classification.type": kind,
        "classification.taxonomy": rsit.class_of(kind),
        "event_description.text": one.description or one.title,
        "feed.accuracy": one.confidence,
        "feed.provider": one.producer,
        "tlp": LABELS[one.tlp],
        _KEYS[one.kind.value]: int(one.value) if one.kind.value == "asn" else one.value,
        INDICATOR: True,
        ID: one.id,
        CATEGORY: list(category),
        PAP: one.pap.value,
        UNTIL: moment.written(one.until) if one.until else None,
    }
    return {key: value for key, value in out.items() if value not in (None, "")}


def _side(name: str, sides: tuple[Endpoint, ...]) -> dict[str, Any]:
    side = next(iter(sides), Endpoint())
    address = next(iter(side.addresses), "")
    return {
        f"{name}.network" if "/" in address else f"{name}.ip": address,
        f"{name}.port": next(iter(side.ports), None),
        f"{name}.fqdn": next(iter(side.hostname), None),
        f"{name}.asn": next(iter(side.asn), None),
    }
