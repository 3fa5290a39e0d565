"""Event → IDEA0 document. Belongs here: the spelling. Never: what is worth telling (report), who may see it (portal)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import msgspec

from hsoc.exchange.idea.terms import FORMAT, OURS, TEST
from hsoc.records.event import Endpoint, Event

Document = dict[str, Any]

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIRST: Final = (dt.datetime.min.replace(tzinfo=dt.UTC) - _EPOCH) // dt.timedelta(milliseconds=1)
_LAST: Final = (dt.datetime.max.replace(tzinfo=dt.UTC) - _EPOCH) // dt.timedelta(milliseconds=1)
_PLAIN: Final = Event(id="-", category=(), detected=0, first=0, last=0)

# Event's field: key under `_hSOC`; written where it differs from the default, so that a small event stays small …
OWN: Final[dict[str, str]] = {
    "state": "State",
    "revision": "Revision",
    "detector": "Detector",
    "vector": "Vector",
    "severity": "Severity",
    "trust": "Trust",
    "source_count": "Sources",
    "target_count": "Targets",
    "port_count": "Ports",
    "member": "Member",
    "members": "Members",
    "detections": "Detections",
    "disposition": "Disposition",
    "basis": "Basis",
    "action": "Action",
    "why": "Why",
    "dry_run": "DryRun",
    "rules": "Rules",
    "facts": "Facts",
}
# … but these always: a reader who misses them would reckon them from the rest
ALWAYS: Final = frozenset({"revision", "severity", "source_count", "target_count", "port_count"})
COUNTS: Final[dict[str, str]] = {
    "flows": "FlowCount",
    "packets": "PacketCount",
    "bytes": "ByteCount",
    "dropped_flows": "FlowCountDropped",  # as CESNET's edge writes it
    "dropped_packets": "PacketCountDropped",
    "dropped_bytes": "ByteCountDropped",
}


def timestamp(ms: int) -> str:
    """An instant as IDEA writes it, to the millisecond, in UTC; one outside the calendar is written as its nearest day."""
    moment = _EPOCH + dt.timedelta(milliseconds=min(max(ms, _FIRST), _LAST))
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def encode(event: Event) -> Document:
    """The IDEA0 document of an event, plain JSON types only.

    Zero counts and empty texts are left out; `Test` is added beside the real categories of an event for practice.
    """
    document: Document = {"Format": FORMAT, "ID": event.id, "DetectTime": timestamp(event.detected)}
    if event.created:
        document["CreateTime"] = timestamp(event.created)
    document["EventTime"] = timestamp(event.first)
    document["CeaseTime"] = timestamp(event.last)
    practice = [TEST] if event.test and TEST not in event.category else []
    document["Category"] = [str(one) for one in event.category] + practice
    if event.description:
        document["Description"] = event.description
    if event.confidence is not None:
        document["Confidence"] = event.confidence
    for field, key in COUNTS.items():
        value = getattr(event, field)
        if value is not None and (value or field.startswith("dropped")):
            document[key] = value
    if event.sources:
        document["Source"] = [_side(one) for one in event.sources]
    if event.targets:
        document["Target"] = [_side(one) for one in event.targets]
    document["TLP"] = str(event.tlp)
    if event.node:
        document["Node"] = [{"Name": event.node, "Type": ["Flow", "Statistical"], "SW": ["hSOC"]}]
    own = {field: getattr(event, field) for field in OWN}
    document[OURS] = {OWN[field]: _plain(value) for field, value in own.items() if field in ALWAYS or value != getattr(_PLAIN, field)}
    return document


def encoded(event: Event) -> bytes:
    """`encode` as JSON, UTF-8."""
    return msgspec.json.encode(encode(event))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return value if isinstance(value, bool) else int(value) if isinstance(value, int) else str(value)


def _side(side: Endpoint) -> Document:
    out: Document = {}
    if side.types:
        out["Type"] = list(side.types)
    v4 = [one for one in side.addresses if ":" not in one]
    v6 = [one for one in side.addresses if ":" in one]
    for key, values in (
        ("IP4", v4),
        ("IP6", v6),
        ("Hostname", side.hostname),
        ("Port", side.ports),
        ("Proto", side.proto),
        ("ASN", side.asn),
    ):
        if values:
            out[key] = list(values)
    if side.spoofed:
        out["Spoofed"] = True
    if side.anonymised:
        out["Anonymised"] = True
    return out
