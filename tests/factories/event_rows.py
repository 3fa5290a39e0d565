"""Rows of events with good defaults, for tests of the journal's reading side. Never: an assertion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hsoc.journal.days import local_day, quarter
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer
from hsoc.records.address import pair

DEFAULTS: dict[str, Any] = {
    "revision": 1, "state": "open", "category": "Recon.Scanning", "detector": "horizontal_scan", "vector": "", "severity": 2, "trust": 1,
    "member": 2, "members": 1, "sources": 1, "targets": 1, "proto": 6, "port": 22, "detections": 3, "flows": 5, "packets": 10,
    "bytes": 600, "dropped_flows": None, "dropped_packets": None, "dropped_bytes": None, "disposition": "preventive",
    "basis": "confirmed", "action": "observe", "why": "", "dry_run": False, "tlp": "TLP:AMBER+STRICT", "client": "example.engine",
    "org": 1, "test": False, "raw": b"{}",
}  # fmt: skip


def row(serial: int, detected: int, *, source: str = "203.0.113.7", target: str = "198.18.2.10", **more: Any) -> dict[str, Any]:
    """One row; `detected` in ms."""
    (src_hi, src_lo), (dst_hi, dst_lo) = pair(source), pair(target)
    at = np.array([detected], np.int64)
    filed = {"day": str(local_day(at)[0]), "quarter": int(quarter(at)[0]), "received": detected, "first": detected, "last": detected}
    sides = {
        "src_hi": src_hi, "src_lo": src_lo, "src_bits": 128, "source_list": [source],
        "dst_hi": dst_hi, "dst_lo": dst_lo, "dst_bits": 128, "target_list": [target],
    }  # fmt: skip
    return DEFAULTS | filed | sides | {"serial": serial, "id": f"e-{serial}", "detected": detected} | more


def table(*rows: dict[str, Any]) -> pa.Table:
    """Rows as a table with the schema of events."""
    return pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA)


def write(root: Path, *rows: dict[str, Any]) -> None:
    """Seal these rows as one segment a day."""
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        writer.append(table(*rows), now=0)
        writer.seal(now=0)
