"""The tables of the journal that are not the engine's own: events. Belongs here: columns and their meaning. Never: queries.

Flows and detections are stored with the schemas of records.flow and records.detection.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

# name: (type, nullable, what it holds)
EVENT_COLUMNS: Final[dict[str, tuple[pa.DataType, bool, str]]] = {
    "serial": (pa.int64(), False, "order of arrival at the portal, 1 …; 0 in the engine's own journal"),
    "id": (pa.string(), False, "IDEA ID; an update has the same one and a higher serial"),
    "revision": (pa.int64(), False, "1, 2 … of the story, as its teller counts; 1 where not said"),
    "day": (pa.string(), False, "Europe/Prague date of `detected`, YYYY-MM-DD; the partition; an update keeps it"),
    "quarter": (pa.int64(), False, "quarter-hours since local midnight of `detected`: 0 … 91, 95 or 99"),
    "received": (pa.int64(), False, "ms, at our door"),
    "detected": (pa.int64(), False, "ms, DetectTime; does not change over updates"),
    "first": (pa.int64(), False, "ms, EventTime or the nearest there is"),
    "last": (pa.int64(), False, "ms, CeaseTime or the nearest there is"),
    "state": (pa.string(), False, "records.event.State"),
    "category": (pa.string(), False, "first category that is not Test"),
    "detector": (pa.string(), False, "our detector, or empty"),
    "vector": (pa.string(), False, "finer name, or empty"),
    "severity": (pa.int64(), False, "records.taxonomy.Severity"),
    "trust": (pa.int64(), False, "records.taxonomy.Trust"),
    "member": (pa.int64(), False, "number of the organisation concerned, 0 = several or none"),
    "members": (pa.int64(), False, "how many organisations it touched"),
    "src_hi": (pa.int64(), False, "first source"),
    "src_lo": (pa.int64(), False, "first source"),
    "src_bits": (pa.int64(), False, "128 one address, shorter a prefix, -1 none"),
    "sources": (pa.int64(), False, "distinct sources"),
    "source_list": (pa.list_(pa.string()), False, "the sources named in the event, canonical text, at most 100"),
    "dst_hi": (pa.int64(), False, "first target"),
    "dst_lo": (pa.int64(), False, "first target"),
    "dst_bits": (pa.int64(), False, "128 one address, shorter a prefix, -1 none"),
    "targets": (pa.int64(), False, "distinct targets"),
    "target_list": (pa.list_(pa.string()), False, "the targets named in the event, canonical text, at most 100"),
    "proto": (pa.int64(), False, "IP protocol, -1 several or unknown"),
    "port": (pa.int64(), False, "the telling port, -1 several or none"),
    "detections": (pa.int64(), False, "detections told by this event, at least 1"),
    "flows": (pa.int64(), False, "scaled"),
    "packets": (pa.int64(), False, "scaled"),
    "bytes": (pa.int64(), False, "scaled"),
    "dropped_flows": (pa.int64(), True, "null = unknown"),
    "dropped_packets": (pa.int64(), True, "null = unknown"),
    "dropped_bytes": (pa.int64(), True, "null = unknown"),
    "disposition": (pa.string(), False, "records.taxonomy.Disposition; unknown reads as passed"),
    "basis": (pa.string(), False, "records.taxonomy.Basis"),
    "action": (pa.string(), False, "records.decision.Action"),
    "why": (pa.string(), False, "code of the reason"),
    "dry_run": (pa.bool_(), False, "true where a rule was only shown, not sent"),
    "tlp": (pa.string(), False, "records.tlp.TLP"),
    "client": (pa.string(), False, "Warden client that sent it"),
    "org": (pa.int64(), False, "number of the organisation that client belongs to"),
    "test": (pa.bool_(), False, "category Test, or sent by a test client"),
    "raw": (pa.binary(), False, "the event as received, to the byte"),
}

NEWEST: Final = b"hsoc.newest"  # mark in a file's metadata: it alone holds its day, one row per event
EVENT_SCHEMA: Final = pa.schema([pa.field(name, kind, nullable=null) for name, (kind, null, _) in EVENT_COLUMNS.items()])
