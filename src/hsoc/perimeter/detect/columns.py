"""What every definition ends with: sums that are portable, and the detection's columns in order. Never: a rule of one detector.

Portable means: DuckDB widens sums of int64 to 128 bits and Spark does not, counts differ in type too, so each is cast back.
"""

from __future__ import annotations

from typing import Any, Final

import ibis

from hsoc.records.detection import DETECTION_COLUMNS

ONE: Final = 128  # bits of a whole address


def int64(value: Any) -> Any:
    """An Ibis integer as int64, null as 0 (a sum over no row is null in every engine)."""
    return ibis.coalesce(value.cast("int64"), 0)


def whole(part: Any, of: Any) -> Any:
    """Integer quotient of two non-negative Ibis integers. Cast and // round differently in DuckDB and Spark; an exact division cannot."""
    return ((part - part % of) / of).cast("int64")


def scaled(flows: Any, *columns: str) -> Any:
    """Times and `columns` of flows, with `n` = 1, packets and bytes times sampling, and what of these the routers dropped (d_ …)."""
    status = ibis.coalesce(flows.forwarding, -1)
    dropped = ibis.ifelse((status >= 128) & (status < 192), 1, 0).cast("int64")
    packets, size = flows.packets * flows.sampling, flows.bytes * flows.sampling
    return flows.select(
        "first", "last", "member", *columns,
        n=ibis.literal(1, "int64"), packets=packets, bytes=size, d_n=dropped, d_packets=dropped * packets, d_bytes=dropped * size,
    )  # fmt: skip


def sums(table: Any) -> dict[str, Any]:
    """Aggregates of a `scaled` table (or of an aggregate of one): the detection's times and counts."""
    return {
        "first": int64(table["first"].min()),
        "last": int64(table["last"].max()),
        "n": int64(table.n.sum()),
        "packets": int64(table.packets.sum()),
        "bytes": int64(table.bytes.sum()),
        "d_n": int64(table.d_n.sum()),
        "d_packets": int64(table.d_packets.sum()),
        "d_bytes": int64(table.d_bytes.sum()),
    }


def detections(found: Any, *, detector: str, evidence: dict[str, Any], **columns: Any) -> Any:
    """The detection table from a table with `sums`' columns; `columns` gives the rest, `evidence` the e_ columns (cast to int64)."""
    values = {
        "detector": ibis.literal(detector),
        "first": found["first"],
        "last": found["last"],
        "flows": found.n,
        "packets": found.packets,
        "bytes": found.bytes,
        "dropped_flows": found.d_n,
        "dropped_packets": found.d_packets,
        "dropped_bytes": found.d_bytes,
        **columns,
    }
    chosen = {name: _typed(values[name], name) for name in DETECTION_COLUMNS}
    return found.select(**chosen, **{f"e_{name}": int64(value) for name, value in evidence.items()})


def _typed(value: Any, name: str) -> Any:
    if isinstance(value, int):
        return ibis.literal(value, "int64")
    if isinstance(value, str):
        return ibis.literal(value)
    return value if name in {"detector", "vector"} else value.cast("int64")
