"""Events → a CSV with the columns of Shadowserver's event reports. Belongs here: cells. Never: a report that Shadowserver did not make.

Whoever reads Shadowserver's files reads this one with the same tool; the columns `start_time`, `category` and `tlp` are ours.
"""

from __future__ import annotations

from typing import Final

from hsoc.records import moment, observed
from hsoc.records.delimited import written
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import Parcel, Written, unsaid

MEDIA: Final = "text/csv; charset=utf-8; header=present"
HEADER: Final = (
    "timestamp", "protocol", "src_ip", "src_port", "src_asn", "src_hostname", "dst_ip", "dst_port", "dst_asn", "dst_hostname", "tag",
    "application", "event_id", "severity", "start_time", "end_time", "bytes", "category", "tlp",
)  # fmt: skip


def encode(parcel: Parcel, *, now: int) -> Written:  # noqa: ARG001 -- the same door as every format
    """One row per event; of several sources or targets the first."""
    rows = [_row(taken.event) for taken in parcel.events]
    return Written(content=written([HEADER, *rows]), media=MEDIA, items=len(rows), withheld=unsaid(parcel, "events"))


def _row(event: Event) -> tuple[str, ...]:
    source, target = next(iter(event.sources), Endpoint()), next(iter(event.targets), Endpoint())
    transport, application = observed.layers(source.proto or target.proto)
    words = [*event.category, "Test"] if event.test and "Test" not in event.category else event.category
    return (
        moment.written(event.detected),
        transport,
        *_side(source),
        *_side(target),
        event.vector or event.detector,
        application,
        event.id,
        event.severity.name.lower(),
        moment.written(event.first),
        moment.written(event.last),
        str(event.bytes) if event.bytes else "",
        ";".join(map(str, words)),
        str(event.tlp),
    )


def _side(side: Endpoint) -> tuple[str, str, str, str]:
    firsts = (next(iter(values), "") for values in (side.addresses, side.ports, side.asn, side.hostname))
    address, port, asn, host = map(str, firsts)
    return address, port, asn, host
