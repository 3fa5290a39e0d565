"""The typed shape of a usual IDEA0 document, for msgspec. Belongs here: fields and their types. Never: what they come to mean (columns).

Whatever fits and is spelt right (`sound`) is valid by `schema.faults`; not everything valid fits, and then the slow way decides. Times are
native; words and addresses are text. Lists are tuples, since an empty tuple costs nothing and an event leaves thirty of them out.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from hsoc.exchange.idea.decode import MOST_COUNT
from hsoc.records.decision import Action
from hsoc.records.event import State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust


def _words(kind: Any) -> Any:
    """The plain values of a vocabulary: a row wants text and numbers, and members of an enumeration cost time."""
    return Literal[tuple(one.value for one in kind)]


_Count: Any = Annotated[int, msgspec.Meta(ge=0, le=MOST_COUNT)]
_Port: Any = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]


class Side(
    msgspec.Struct,
    gc=False,
    rename={
        "kinds": "Type", "hostname": "Hostname", "ip4": "IP4", "mac": "MAC", "ip6": "IP6", "port": "Port", "proto": "Proto", "url": "URL",
        "email": "Email", "attach": "AttachHand", "note": "Note", "spoofed": "Spoofed", "imprecise": "Imprecise",
        "anonymised": "Anonymised", "asn": "ASN", "router": "Router", "netname": "Netname", "ref": "Ref",
    },
):  # fmt: skip
    """A Source or a Target."""

    kinds: tuple[str, ...] = ()
    hostname: tuple[str, ...] = ()
    ip4: tuple[str, ...] = ()
    mac: tuple[str, ...] = ()
    ip6: tuple[str, ...] = ()
    port: tuple[_Port, ...] = ()
    proto: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    note: str = ""
    spoofed: bool = False
    imprecise: bool = False
    anonymised: bool = False
    asn: tuple[_Count, ...] = ()
    router: tuple[str, ...] = ()
    netname: tuple[str, ...] = ()
    ref: tuple[str, ...] = ()


class Node(msgspec.Struct, gc=False, rename={"name": "Name", "kinds": "Type", "sw": "SW", "window": "AggrWin", "note": "Note"}):
    """A detector on the way."""

    name: str | None = None
    kinds: tuple[str, ...] = ()
    sw: tuple[str, ...] = ()
    window: str | None = None
    note: str = ""


class Own(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename={
        "state": "State", "revision": "Revision", "detector": "Detector", "vector": "Vector", "severity": "Severity", "trust": "Trust",
        "sources": "Sources", "targets": "Targets", "member": "Member", "members": "Members", "detections": "Detections",
        "disposition": "Disposition", "basis": "Basis", "action": "Action", "why": "Why", "dry_run": "DryRun",
    },
):  # fmt: skip
    """What is ours, under `_hSOC`."""

    state: _words(State) = State.OPEN.value  # type: ignore[valid-type]
    revision: Annotated[int, msgspec.Meta(ge=1, le=MOST_COUNT)] = 1
    detector: Annotated[str, msgspec.Meta(max_length=64)] = ""
    vector: Annotated[str, msgspec.Meta(max_length=64)] = ""
    severity: _words(Severity) | None = None  # type: ignore[valid-type]
    trust: _words(Trust) = Trust.SPOOFABLE.value  # type: ignore[valid-type]
    sources: _Count | None = None
    targets: _Count | None = None
    member: _Count = 0
    members: _Count = 0
    detections: _Count = 0
    disposition: _words(Disposition) | None = None  # type: ignore[valid-type]
    basis: _words(Basis) | None = None  # type: ignore[valid-type]
    action: _words(Action) = Action.OBSERVE.value  # type: ignore[valid-type]
    why: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    dry_run: bool = False


class Document(
    msgspec.Struct,
    gc=False,
    rename={
        "format": "Format", "id": "ID", "detected": "DetectTime", "category": "Category", "event": "EventTime", "cease": "CeaseTime",
        "win_start": "WinStartTime", "win_end": "WinEndTime", "create": "CreateTime", "conns": "ConnCount", "flows": "FlowCount",
        "packets": "PacketCount", "bytes": "ByteCount", "dropped_flows": "FlowCountDropped", "dropped_packets": "PacketCountDropped",
        "dropped_bytes": "ByteCountDropped", "confidence": "Confidence", "description": "Description", "note": "Note", "source": "Source",
        "target": "Target", "node": "Node", "alt": "AltNames", "correl": "CorrelID", "aggr": "AggrID", "pred": "PredID", "rel": "RelID",
        "ref": "Ref", "attach": "Attach", "tlp": "TLP", "own": "_hSOC", "mentat": "_Mentat", "cesnet": "_CESNET",
    },
):  # fmt: skip
    """The whole."""

    format: Literal["IDEA0"]
    id: str
    detected: dt.datetime
    category: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=64)]
    event: dt.datetime | None = None
    cease: dt.datetime | None = None
    win_start: dt.datetime | None = None
    win_end: dt.datetime | None = None
    create: dt.datetime | None = None
    conns: _Count = 0
    flows: _Count = 0
    packets: _Count = 0
    bytes: _Count = 0
    dropped_flows: _Count | None = None
    dropped_packets: _Count | None = None
    dropped_bytes: _Count | None = None
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0
    description: str = ""
    note: str = ""
    source: tuple[Side, ...] = ()
    target: tuple[Side, ...] = ()
    node: tuple[Node, ...] = ()
    alt: tuple[str, ...] = ()
    correl: tuple[str, ...] = ()
    aggr: tuple[str, ...] = ()
    pred: tuple[str, ...] = ()
    rel: tuple[str, ...] = ()
    ref: tuple[str, ...] = ()
    attach: Annotated[tuple[Any, ...], msgspec.Meta(max_length=0)] = ()  # attachments are rare: the slow way looks at them
    tlp: str = ""
    own: Own = Own()
    mentat: dict[str, Any] = {}
    cesnet: dict[str, Any] = {}
