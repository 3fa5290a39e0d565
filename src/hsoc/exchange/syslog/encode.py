"""Events → CEF lines inside RFC 5424, for a SIEM. Belongs here: escapes. Never: a line end inside a line."""

from __future__ import annotations

import re
from typing import Final

from hsoc.exchange.syslog.terms import NUMBERS
from hsoc.records import moment, observed
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import Parcel, Written, unsaid

MEDIA: Final = "text/plain; charset=utf-8"
PRIORITY: Final = 14  # facility user, severity informational (RFC 5424, section 6.2.1)
_HOST: Final = re.compile(r"[^\x21-\x7e]+")


def encode(parcel: Parcel, *, now: int) -> Written:  # noqa: ARG001 -- the same door as every format
    """One line per event."""
    lines = [_line(taken.event) for taken in parcel.events]
    return Written(content="".join(lines).encode("utf-8", "replace"), media=MEDIA, items=len(lines), withheld=unsaid(parcel, "events"))


def _line(event: Event) -> str:
    words = [*event.category, "Test"] if event.test and "Test" not in event.category else event.category
    source, target = next(iter(event.sources), Endpoint()), next(iter(event.targets), Endpoint())
    transport, application = observed.layers(source.proto or target.proto)
    name = observed.clean(event.description, most=512) or str(event.category[0])
    head = ("CEF:0", "hSOC", "hSOC", "1", event.vector or event.detector or str(event.category[0]), name, str(NUMBERS[event.severity]))
    keys = {
        "externalId": event.id,
        "rt": str(event.first),
        "end": str(event.last),
        "deviceCustomDate1Label": "detected",
        "deviceCustomDate1": str(event.detected),
        "cs6Label": "tlp",
        "cs6": str(event.tlp),
        "cat": ";".join(map(str, words)),
        **_side(source, "src", "c6a2", "spt", "shost"),
        **_side(target, "dst", "c6a3", "dpt", "dhost"),
        "proto": transport,
        "app": application,
        "cnt": str(event.detections) if event.detections else "",
        "in": str(event.bytes) if event.bytes else "",
        "dvchost": observed.clean(event.node),
        "msg": observed.clean(event.description),
    }
    extension = " ".join(f"{key}={_value(value)}" for key, value in keys.items() if value)
    host = _HOST.sub("", event.node)[:255] or "-"
    return f"<{PRIORITY}>1 {moment.written(event.detected)} {host} hsoc - - - {'|'.join(map(_field, head))}|{extension}\n"


def _side(side: Endpoint, v4: str, v6: str, port: str, host: str) -> dict[str, str]:
    address = next(iter(side.addresses), "")
    first_port = next(iter(side.ports), None)
    return {
        v6 if ":" in address else v4: address,
        port: "" if first_port is None else str(first_port),
        host: next(iter(side.hostname), ""),
    }


def _field(text: str) -> str:
    return observed.clean(text).replace("\\", "\\\\").replace("|", "\\|")


def _value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("=", "\\=").replace("\n", "\\n").replace("\r", "\\n")
