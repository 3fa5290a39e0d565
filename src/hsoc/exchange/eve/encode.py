"""Events → lines that look like Suricata's alerts, for tools that read EVE. Belongs here: keys. Never: a signature that Suricata has."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.exchange.eve.terms import CATEGORY, DETECTED, ID, LABEL, LAST, PRIORITIES
from hsoc.records import moment, observed
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import Parcel, Reject, Written, unsaid

MEDIA: Final = "application/x-ndjson"
GENERATOR: Final = 64_496  # of signatures that are not Suricata's


def encode(parcel: Parcel, *, now: int) -> Written:  # noqa: ARG001 -- the same door as every format
    """One alert per line; an event without a source's address is left out by name, as EVE has no alert without."""
    lines: list[bytes] = []
    withheld: list[Reject] = []
    for at, taken in enumerate(parcel.events):
        if any(side.addresses for side in taken.event.sources):
            lines.append(msgspec.json.encode(_alert(taken.event)) + b"\n")
        else:
            withheld.append(Reject(at, "sources", "an alert has a source's address"))
    return Written(content=b"".join(lines), media=MEDIA, items=len(lines), withheld=(*withheld, *unsaid(parcel, "events")))


def _alert(event: Event) -> dict[str, Any]:
    source = next(side for side in event.sources if side.addresses)
    target = next((side for side in event.targets if side.addresses), next(iter(event.targets), Endpoint()))
    words = [*event.category, "Test"] if event.test and "Test" not in event.category else event.category
    transport, application = observed.layers(source.proto or target.proto)
    out: dict[str, Any] = {
        "timestamp": moment.written(event.first),
        "event_type": "alert",
        "host": event.node or None,
        "src_ip": source.addresses[0],
        "src_port": next(iter(source.ports), None),
        "dest_ip": next(iter(target.addresses), None),
        "dest_port": next(iter(target.ports), None),
        "proto": transport.upper() or None,
        "app_proto": application or None,
        "alert": {
            "action": "allowed",
            "gid": GENERATOR,
            "signature_id": 0,
            "rev": event.revision,
            "signature": event.description or event.vector or event.detector,
            "category": str(event.category[0]),
            "severity": PRIORITIES[event.severity],
            "metadata": {
                ID: [event.id],
                CATEGORY: [str(one) for one in words],
                DETECTED: [moment.written(event.detected)],
                LAST: [moment.written(event.last)],
                LABEL: [str(event.tlp)],
            },
        },
        "flow": {"pkts_toserver": event.packets, "bytes_toserver": event.bytes},
    }
    return {key: value for key, value in out.items() if value is not None}
