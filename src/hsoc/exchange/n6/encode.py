"""A parcel → n6's events. Belongs here: n6's keys. Never: what n6 cannot keep as close as its sender asked (withheld)."""

from __future__ import annotations

import uuid
from typing import Any, Final

import msgspec

from hsoc.exchange.n6.terms import CONFIDENCES, OWN_RESTRICTIONS, RESTRICTIONS, category_of
from hsoc.records import moment
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import named
from hsoc.records.parcel import Parcel, Reject, Written, unsaid

MEDIA: Final = "application/json"
MEDIA_LINES: Final = "application/x-ndjson"
SOURCE: Final = "hsoc.events"  # provider and channel; which sensor it was is ours
MOST_TEXT: Final = 255  # characters of n6's name


def encode(parcel: Parcel, *, now: int, lines: bool = False, own: bool = False) -> Written:
    """The list of inside.json, newest first, or with `lines` the stream of inside.sjson.

    own: the reader is the organisation that every one of these events is about.
    """
    words = OWN_RESTRICTIONS if own else RESTRICTIONS
    out: list[dict[str, Any]] = []
    withheld: list[Reject] = []
    for at, taken in sorted(enumerate(parcel.events), key=lambda one: -one[1].event.first):
        event = taken.event
        if event.tlp not in words:
            withheld.append(Reject(at, "tlp", f"n6 cannot carry {event.tlp}"))
        elif event.test:
            withheld.append(Reject(at, "test", "n6 has no mark for practice"))
        elif not _v4(event.sources) and not _v4(event.targets):
            withheld.append(Reject(at, "sources", "n6 carries single IPv4 addresses only"))
        else:
            out.append(_event(event, words[event.tlp], now))
    content = b"".join(msgspec.json.encode(one) + b"\n" for one in out) if lines else msgspec.json.encode(out)
    left = (*withheld, *unsaid(parcel, "events"))
    return Written(content=content, media=MEDIA_LINES if lines else MEDIA, items=len(out), withheld=left)


def _event(event: Event, restriction: str, now: int) -> dict[str, Any]:
    here, there = (_v4(event.sources), _v4(event.targets))
    source, target = next(iter(event.sources), Endpoint()), next(iter(event.targets), Endpoint())
    category = category_of(event.category)
    if not here:  # only the victim is known
        category = "dos-victim" if category == "dos-attacker" else category
        here, there, source, target = there, here, target, source
    asn = next(iter(source.asn), None)
    step = "medium" if event.confidence is None else min(CONFIDENCES, key=lambda one: abs(CONFIDENCES[one] - (event.confidence or 0)))
    out: dict[str, Any] = {
        "type": "event",  # as the stream has it; IntelMQ's parser asks for it in a report too
        "id": _hex(event.id),
        "source": SOURCE,
        "restriction": restriction,
        "confidence": step,
        "category": category,
        "time": moment.written(event.first),
        "modified": moment.written(event.created or now),
        "until": moment.written(event.last) if event.last != event.first else None,
        "count": event.detections or None,
        "address": [{"ip": one, "asn": asn} if asn else {"ip": one} for one in here],
        "dip": there[0] if there else None,
        "sport": next(iter(source.ports), None),
        "dport": next(iter(target.ports), None),
        "proto": next((one for one in (*source.proto, *target.proto) if one in {"tcp", "udp", "icmp"}), None),
        "fqdn": next(iter(source.hostname), None),
        "name": (event.vector or event.detector or event.description)[:MOST_TEXT] or None,
    }
    return {key: value for key, value in out.items() if value is not None}


def _v4(sides: tuple[Endpoint, ...]) -> list[str]:
    return [one for side in sides for one in side.addresses if ":" not in one and "/" not in one]


def _hex(name: str) -> str:
    low = name.lower()
    if len(low) == 32 and not set(low) - set("0123456789abcdef"):
        return low
    try:
        return uuid.UUID(name).hex
    except ValueError:
        return uuid.UUID(named("n6", name)).hex
