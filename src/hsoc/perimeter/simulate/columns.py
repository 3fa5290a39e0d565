"""Flow columns in the making: dictionaries of int64 arrays. Belongs here: joining, sorting, addresses. Never: what traffic looks like.

Beside the columns of records.flow there is `site`: the interconnection site (0, 1) whose router exports the flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.simulate import community
from hsoc.records import address
from hsoc.records.flow import UNKNOWN, flow_table

Int64s = NDArray[np.int64]
Columns = dict[str, Int64s]

NAMES: Final = (
    "first", "last", "src_hi", "src_lo", "dst_hi", "dst_lo", "proto", "sport", "dport", "tcp_flags", "icmp", "fragment", "packets",
    "bytes", "ingress_if", "egress_if", "forwarding", "site",
)  # fmt: skip
_V4_BASE: Final = address.pair("198.18.0.0")[1]
_V6_BASE: Final = address.pair("2001:db8::")[0]
FORWARDED: Final = 64  # IE 89, RFC 7270: forwarded, reason unknown
DROPPED: Final = 130  # IE 89: dropped, ACL drop


def whole(rows: int, **given: Int64s | int) -> Columns:
    """All columns of `rows` flows; scalars are repeated, what is not given takes its quiet default.

    Raises KeyError for a column that does not exist.
    """
    unknown = given.keys() - set(NAMES)
    if unknown:
        raise KeyError(f"not a simulated column: {sorted(unknown)}")
    quiet = {"icmp": UNKNOWN, "forwarding": FORWARDED, "packets": 1}
    out: Columns = {}
    for name in NAMES:
        value = given.get(name, quiet.get(name, 0))
        out[name] = np.ascontiguousarray(np.broadcast_to(np.asarray(value, np.int64), (rows,)))
    return out


def rows(columns: Columns) -> int:
    """How many flows."""
    return len(columns["first"])


def joined(parts: Sequence[Columns]) -> Columns:
    """One set of columns from several (none gives no rows)."""
    if not parts:
        return whole(0)
    return {name: np.concatenate([part[name] for part in parts]) for name in NAMES}


def taken(columns: Columns, which: NDArray[np.bool_] | Int64s) -> Columns:
    """The rows that a mask or an index names."""
    return {name: values[which] for name, values in columns.items()}


def in_time(columns: Columns) -> Columns:
    """Sorted by the end of the flow, as exporters send them; ties keep their order."""
    return taken(columns, np.argsort(columns["last"], kind="stable"))


def member_address(number: Int64s, host: Int64s, v6: NDArray[np.bool_]) -> tuple[Int64s, Int64s]:
    """(hi, lo) of host 1 … 254 of hospital `number` in the chosen family."""
    hi = np.where(v6, _V6_BASE | number << 16, 0)
    lo = np.where(v6, host, _V4_BASE | number << 8 | host)
    return hi, lo


def of_site(src_lo: Int64s, dst_lo: Int64s) -> Int64s:
    """The site a pair of addresses passes, the same in both directions."""
    mixed = src_lo ^ dst_lo
    return (mixed ^ mixed >> 7) & 1


def table(columns: Columns) -> pa.Table:
    """The flows as the engine's canonical table, for tests and for measuring without a wire."""
    given = {name: columns[name] for name in NAMES if name != "site"}
    exporters = np.array([address.pair(site)[1] for site in community.SITES], np.int64)
    return flow_table(given | {"exporter": exporters[columns["site"]]}, rows=rows(columns))
