"""What a clustered file of flows comes to, added up by partner and by own address. Belongs here: its columns, adding up. Never: files.

Lies beside the file it was made of, named by the same manifest, so that sums over a day need not read the day. Flows between members are
left out: they have two own sides, and are few.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.records.flow import UNKNOWN, Direction, flow_columns

Int64s = NDArray[np.int64]


class Side(IntEnum):
    """Which address the row names."""

    PARTNER = 0
    OWN = 1


_SYN_ACK: Final = 2 | 16
_TALKS: Final = 8 | 16  # data within a connection: what a sampled router sees of an answer
_UDP: Final = 17

# name: what it holds; all int64 but the scaled sums
CONTACT_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "side": (pa.int64(), "Side: whose address stands in hi, lo"),
    "member": (pa.int64(), "number of the member"),
    "hi": (pa.int64(), "address, upper half"),
    "lo": (pa.int64(), "address, lower half"),
    "inward": (pa.int64(), "1: the flows came in"),
    "proto": (pa.int64(), "IP protocol"),
    "service": (pa.int64(), "the lower port"),
    "serves": (pa.int64(), "1: the lower port is the member's"),
    "forwarding": (pa.int64(), "IE 89, -1 not exported"),
    "flows": (pa.int64(), "flows as exported"),
    "answers": (pa.int64(), "flows in which the member's own service answers"),
    "packets": (pa.float64(), "scaled by sampling"),
    "bytes": (pa.float64(), "scaled by sampling"),
    "first": (pa.int64(), "first start, ms"),
    "last": (pa.int64(), "last end, ms"),
    "sampling": (pa.int64(), "the coarsest 1:N"),
}
CONTACT_SCHEMA: Final = pa.schema([pa.field(name, kind, nullable=False) for name, (kind, _) in CONTACT_COLUMNS.items()])
_KEYS: Final = ("side", "member", "hi", "lo", "inward", "proto", "service", "serves", "forwarding")
_SUMS: Final = ("flows", "answers", "packets", "bytes")


def contacts(table: pa.Table) -> pa.Table:
    """CONTACT_SCHEMA of the located flows of a table, both sides, by (side, member, address)."""
    c = flow_columns(table)
    outward = c["direction"] == int(Direction.OUTBOUND)
    own_port, partner_port = np.where(outward, c["sport"], c["dport"]), np.where(outward, c["dport"], c["sport"])
    scale = np.maximum(c["sampling"], 1).astype(np.float64)
    shared: dict[str, Any] = {
        "member": c["member"],
        "inward": (~outward).astype(np.int64),
        "proto": c["proto"],
        "service": np.minimum(own_port, partner_port),
        "serves": (own_port < partner_port).astype(np.int64),
        "forwarding": np.where(c["forwarding"] < 0, UNKNOWN, c["forwarding"]),
        "flows": np.ones(table.num_rows, np.int64),
        "answers": answers(c, own_port, partner_port, outward),
        "packets": c["packets"] * scale,
        "bytes": c["bytes"] * scale,
        "first": c["first"],
        "last": c["last"],
        "sampling": c["sampling"],
    }
    found = []
    for side in Side:
        mine = outward if side is Side.OWN else ~outward  # the rows in which this side is the source
        ends = {half: np.where(mine, c[f"src_{half}"], c[f"dst_{half}"]) for half in ("hi", "lo")}
        found.append(_added(pa.table({**shared, **ends, "side": np.full(table.num_rows, int(side))})))
    order: Any = [(name, "ascending") for name in ("side", "member", "hi", "lo")]
    return pa.concat_tables(found).sort_by(order).combine_chunks()


def answers(c: dict[str, Int64s], own_port: Int64s, partner_port: Int64s, outward: NDArray[np.bool_]) -> Int64s:
    """1 where a service of the member answers: a SYN+ACK, data of a connection, a UDP reply, from the lower port."""
    flags = c["tcp_flags"]
    talks = ((flags & _SYN_ACK) == _SYN_ACK) | ((flags & _TALKS) == _TALKS)
    heard = np.where(c["proto"] == _UDP, True, (c["proto"] == 6) & talks)
    told: Int64s = (outward & (own_port > 0) & (own_port < partner_port) & heard).astype(np.int64)
    return told


def _added(rows: pa.Table) -> pa.Table:
    wanted: Any = [*((name, "sum") for name in _SUMS), ("first", "min"), ("last", "max"), ("sampling", "max")]
    found = rows.group_by(list(_KEYS), use_threads=False).aggregate(wanted)
    names = [name.removesuffix("_sum").removesuffix("_min").removesuffix("_max") for name in found.column_names]
    return found.rename_columns(names).select(CONTACT_SCHEMA.names).cast(CONTACT_SCHEMA)
