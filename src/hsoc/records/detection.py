"""The detection: the engine's unit, about two million a day, journal only. Belongs here: its columns. Never: thresholds.

A detector's `detect` returns an Ibis table with exactly DETECTION_SCHEMA's columns without `evidence`, plus any number of columns
whose names begin with `e_` (its own evidence, numbers only); the engine folds those into `evidence`.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

import msgspec

NOBODY: Final = -1  # src_bits / dst_bits where the key names no source / no target

# name: (type, what it holds). Counts are scaled by sampling.
DETECTION_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "detector": (pa.string(), "name of the detector"),
    "first": (pa.int64(), "first flow of the key in the window, ms"),
    "last": (pa.int64(), "last flow, ms"),
    "src_hi": (pa.int64(), "source, upper half; 0 if none"),
    "src_lo": (pa.int64(), "source, lower half; 0 if none"),
    "src_bits": (pa.int64(), "128 = one address, shorter = prefix (mapped space), -1 = no single source"),
    "dst_hi": (pa.int64(), "target, upper half"),
    "dst_lo": (pa.int64(), "target, lower half"),
    "dst_bits": (pa.int64(), "128 = one address, shorter = prefix (mapped space), -1 = no single target"),
    "proto": (pa.int64(), "IP protocol, -1 several"),
    "port": (pa.int64(), "destination port of scans, source port of reflections, -1 several or none"),
    "vector": (pa.string(), "finer name within the detector (dns, fragments, syn …)"),
    "member": (pa.int64(), "member concerned, 0 = several or none"),
    "members": (pa.int64(), "distinct members concerned"),
    "flows": (pa.int64(), "flows of the key in the window"),
    "packets": (pa.int64(), "packets, scaled"),
    "bytes": (pa.int64(), "bytes, scaled"),
    "dropped_flows": (pa.int64(), "flows the routers say they dropped (forwardingStatus)"),
    "dropped_packets": (pa.int64(), "packets of those, scaled"),
    "dropped_bytes": (pa.int64(), "bytes of those, scaled"),
    "sources": (pa.int64(), "distinct sources"),
    "targets": (pa.int64(), "distinct targets"),
    "ports": (pa.int64(), "distinct destination ports"),
    "trust": (pa.int64(), "records.taxonomy.Trust of the source"),
}

DETECTION_SCHEMA: Final = pa.schema(
    [pa.field(name, kind, nullable=False) for name, (kind, _) in DETECTION_COLUMNS.items()]
    + [pa.field("evidence", pa.string(), nullable=False)]  # JSON object: window, settings, e_ columns, eviction notes
)


class Detection(msgspec.Struct, frozen=True):
    """One row of the detection table, for the stages that look at few of them. Fields as in DETECTION_COLUMNS."""

    detector: str
    first: int
    last: int
    src_hi: int
    src_lo: int
    src_bits: int
    dst_hi: int
    dst_lo: int
    dst_bits: int
    proto: int
    port: int
    vector: str
    member: int
    members: int
    flows: int
    packets: int
    bytes: int
    dropped_flows: int
    dropped_packets: int
    dropped_bytes: int
    sources: int
    targets: int
    ports: int
    trust: int
    evidence: str


def detections(table: pa.Table) -> tuple[Detection, ...]:
    """Rows of a detection table as values."""
    return tuple(Detection(**row) for row in table.select([f.name for f in DETECTION_SCHEMA]).to_pylist())


def no_detections() -> pa.Table:
    """An empty detection table."""
    return DETECTION_SCHEMA.empty_table()
