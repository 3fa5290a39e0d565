"""Events → lines that look like Zeek's notice.log in JSON. Belongs here: keys. Never: a notice that Zeek has."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.exchange.zeek.terms import OURS
from hsoc.records import moment, observed
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import Parcel, Reject, Written, unsaid

MEDIA: Final = "application/x-ndjson"


def encode(parcel: Parcel, *, now: int) -> Written:  # noqa: ARG001 -- the same door as every format
    """One notice per line. Left out by name: practice, which a notice cannot mark, and what has no address."""
    lines: list[bytes] = []
    withheld: list[Reject] = []
    for at, taken in enumerate(parcel.events):
        event = taken.event
        if event.test:
            withheld.append(Reject(at, "test", "a notice has no mark for practice"))
        elif not any(side.addresses for side in (*event.sources, *event.targets)):
            withheld.append(Reject(at, "sources", "a notice has an address"))
        else:
            lines.append(msgspec.json.encode(_notice(event)) + b"\n")
    return Written(content=b"".join(lines), media=MEDIA, items=len(lines), withheld=(*withheld, *unsaid(parcel, "events")))


def _notice(event: Event) -> dict[str, Any]:
    source = next((side for side in event.sources if side.addresses), next(iter(event.sources), Endpoint()))
    target = next((side for side in event.targets if side.addresses), next(iter(event.targets), Endpoint()))
    transport, application = observed.layers(source.proto or target.proto)
    out: dict[str, Any] = {
        "ts": moment.written(event.first),
        "note": OURS + str(event.category[0]).replace(".", "_", 1),
        "msg": event.description,
        "sub": event.vector or event.detector,
        "src": next(iter(source.addresses), ""),
        "id.orig_p": next(iter(source.ports), None),
        "dst": next(iter(target.addresses), ""),
        "p": next(iter(target.ports), None),
        "proto": transport,
        "service": application,
        "n": event.detections or None,
        "peer_descr": event.node,
        "tlp": str(event.tlp),
        "hsoc_id": event.id,
        "hsoc_detected": moment.written(event.detected),
        "hsoc_last": moment.written(event.last),
        "hsoc_severity": event.severity.name.lower(),
    }
    return {key: value for key, value in out.items() if value not in (None, "")}
