"""Detections for tests of what follows them: one row with everything that a stage may ask for."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from hsoc.records.address import pair
from hsoc.records.detection import DETECTION_SCHEMA
from hsoc.records.taxonomy import Trust

_BLANK: dict[str, Any] = {field.name: "" if pa.types.is_string(field.type) else 0 for field in DETECTION_SCHEMA}
NAMELESS = _BLANK | {"src_bits": -1, "dst_bits": -1, "proto": -1, "port": -1, "evidence": "{}"}


def row(*, src: str = "", dst: str = "", evidence: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    """A row of DETECTION_SCHEMA; src and dst are addresses."""
    out = NAMELESS | given | {"evidence": json.dumps(evidence or {})}
    for side, address in (("src", src), ("dst", dst)):
        if address:
            hi, lo = pair(address)
            out |= {f"{side}_hi": hi, f"{side}_lo": lo, f"{side}_bits": 128}
    return out


def reflection(dst: str = "192.0.2.10", **given: Any) -> dict[str, Any]:
    """NTP reflected at one victim."""
    usual = {"proto": 17, "port": 123, "vector": "ntp", "sources": 300, "targets": 1, "packets": 10_000, "bytes": 4_000_000, "last": 5000}
    return row(detector="reflection", dst=dst, **(usual | given))


def horizontal(src: str = "198.51.100.7", **given: Any) -> dict[str, Any]:
    """A plausible source asking sixty hosts for telnet over one way in."""
    usual = {"proto": 6, "port": 23, "vector": "syn", "sources": 1, "targets": 60, "flows": 60, "packets": 60, "last": 5000}
    given = {"trust": int(Trust.PLAUSIBLE), "evidence": {"ingresses": 1}} | given
    return row(detector="horizontal_scan", src=src, **(usual | given))


def vertical(src: str = "198.51.100.7", dst: str = "192.0.2.10", **given: Any) -> dict[str, Any]:
    """A source knocking at a thousand ports of one host."""
    usual = {"proto": 6, "vector": "syn", "sources": 1, "targets": 1, "ports": 1000, "flows": 1000, "packets": 1000, "last": 5000}
    return row(detector="vertical_scan", src=src, dst=dst, **(usual | given))


def table(*rows: dict[str, Any]) -> pa.Table:
    """Rows as a detection table."""
    return pa.Table.from_pylist(list(rows), schema=DETECTION_SCHEMA)
