"""What a clustered file of flows comes to, added up at six grains. Belongs here: grains, columns, adding up. Never: files.

Lies beside the file it was made of, named by the same manifest, so that sums over a day need not read the day. The coarser the question,
the smaller the grain that answers it: totals of an hour are a handful of rows. Flows between members are left out: they have two own
sides, and are few.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.records.flow import UNKNOWN, Direction, flow_columns

Int64s = NDArray[np.int64]


class Grain(IntEnum):
    """What a row is told apart by, beside member, way, protocol and fate. What it does not tell apart stands at 0."""

    PARTNER_SERVICE = 0  # the partner's address and the service
    OWN_SERVICE = 1
    PARTNER = 2
    OWN = 3
    SERVICE = 4
    WHOLE = 5


def grain(side: str, *, address: bool, service: bool) -> Grain:
    """The coarsest grain that tells apart what is asked. side: 'partner' or 'own'."""
    if not address:
        return Grain.SERVICE if service else Grain.WHOLE
    if side == "partner":
        return Grain.PARTNER_SERVICE if service else Grain.PARTNER
    return Grain.OWN_SERVICE if service else Grain.OWN


_SYN_ACK: Final = 2 | 16
_TALKS: Final = 8 | 16  # data within a connection: what a sampled router sees of an answer
_UDP: Final = 17

# name: what it holds, as narrow as its values, because a day of the largest member is read at once
CONTACT_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "grain": (pa.int8(), "Grain"),
    "member": (pa.int32(), "number of the member"),
    "hi": (pa.int64(), "address, upper half"),
    "lo": (pa.int64(), "address, lower half"),
    "inward": (pa.int8(), "1: the flows came in"),
    "proto": (pa.int16(), "IP protocol"),
    "service": (pa.int32(), "the lower port"),
    "serves": (pa.int8(), "1: the lower port is the member's"),
    "forwarding": (pa.int16(), "IE 89, -1 not exported"),
    "flows": (pa.int32(), "flows as exported; a file has fewer than two thousand million"),
    "answers": (pa.int32(), "flows in which the member's own service answers"),
    "packets": (pa.float64(), "scaled by sampling"),
    "bytes": (pa.float64(), "scaled by sampling"),
    "first": (pa.int64(), "first start, ms"),
    "last": (pa.int64(), "last end, ms"),
    "sampling": (pa.int64(), "the coarsest 1:N"),
}
CONTACT_SCHEMA: Final = pa.schema([pa.field(name, kind, nullable=False) for name, (kind, _) in CONTACT_COLUMNS.items()])
_SUMS: Final = ("flows", "answers", "packets", "bytes")
_FOLDS: Final[Any] = [*((name, "sum") for name in _SUMS), ("first", "min"), ("last", "max"), ("sampling", "max")]
# the small keys side by side in one number: three columns are hashed three times as quickly as nine
_BITS: Final = {"serves": 1, "service": 16, "forwarding": 9, "proto": 9, "inward": 1, "member": 27}
_NO_FATE: Final = 255  # a code that RFC 7270 does not have stands for all of them
_SERVICE_BITS: Final = 17  # of service and serves, the lowest


def contacts(table: pa.Table) -> Iterator[tuple[Grain, pa.Table]]:
    """CONTACT_SCHEMA of the located flows of a table, grain by grain in the order of Grain, each by (member, address)."""
    c = flow_columns(table)
    outward = c["direction"] == int(Direction.OUTBOUND)
    own_port, partner_port = np.where(outward, c["sport"], c["dport"]), np.where(outward, c["dport"], c["sport"])
    scale = np.maximum(c["sampling"], 1).astype(np.float64)
    small = {
        "member": c["member"],
        "inward": (~outward).astype(np.int64),
        "proto": c["proto"],
        "service": np.minimum(own_port, partner_port),
        "serves": (own_port < partner_port).astype(np.int64),
        "forwarding": np.clip(c["forwarding"], UNKNOWN, _NO_FATE),
    }
    rows: dict[str, Any] = {
        "rest": _packed(small),
        "flows": np.ones(table.num_rows, np.int64),
        "answers": answers(c, own_port, partner_port, outward),
        "packets": c["packets"] * scale,
        "bytes": c["bytes"] * scale,
        "first": c["first"],
        "last": c["last"],
        "sampling": c["sampling"],
    }
    found = {}
    for fine, coarse, mine in ((Grain.PARTNER_SERVICE, Grain.PARTNER, ~outward), (Grain.OWN_SERVICE, Grain.OWN, outward)):
        # mine: the rows in which this side is the source
        ends = {half: np.where(mine, c[f"src_{half}"], c[f"dst_{half}"]) for half in ("hi", "lo")}
        found[fine] = _added(pa.table(rows | ends))
        found[coarse] = _added(_without_service(found[fine]))
    nobody = np.zeros(found[Grain.PARTNER_SERVICE].num_rows, np.int64)
    named: Any = found[Grain.PARTNER_SERVICE]
    for half in ("hi", "lo"):
        named = named.set_column(named.schema.get_field_index(half), half, pa.array(nobody))
    found[Grain.SERVICE] = _added(named)
    found[Grain.WHOLE] = _added(_without_service(found[Grain.SERVICE]))
    return ((one, _told(one, found[one])) for one in Grain)


def answers(c: dict[str, Int64s], own_port: Int64s, partner_port: Int64s, outward: NDArray[np.bool_]) -> Int64s:
    """1 where a service of the member answers: a SYN+ACK, data of a connection, a UDP reply, from the lower port."""
    flags = c["tcp_flags"]
    talks = ((flags & _SYN_ACK) == _SYN_ACK) | ((flags & _TALKS) == _TALKS)
    heard = np.where(c["proto"] == _UDP, True, (c["proto"] == 6) & talks)
    told: Int64s = (outward & (own_port > 0) & (own_port < partner_port) & heard).astype(np.int64)
    return told


def _packed(small: dict[str, Int64s]) -> Int64s:
    """One number of the small keys, the member in the highest bits; fate and protocol are kept one higher, so that -1 has room."""
    out, at = np.zeros(len(small["member"]), np.int64), 0
    for name, bits in _BITS.items():
        value = small[name] + (1 if name in {"forwarding", "proto"} else 0)
        out |= (value & ((1 << bits) - 1)) << at
        at += bits
    return out


def _unpacked(rest: Int64s) -> dict[str, Int64s]:
    out, at = {}, 0
    for name, bits in _BITS.items():
        out[name] = (rest >> at & ((1 << bits) - 1)) - (1 if name in {"forwarding", "proto"} else 0)
        at += bits
    return out


def _without_service(rows: Any) -> Any:
    rest = rows.column("rest").to_numpy() >> _SERVICE_BITS << _SERVICE_BITS
    return rows.set_column(rows.schema.get_field_index("rest"), "rest", pa.array(rest))


def _added(rows: Any) -> Any:
    found = rows.group_by(["hi", "lo", "rest"], use_threads=False).aggregate(_FOLDS)
    return found.rename_columns([name.removesuffix("_sum").removesuffix("_min").removesuffix("_max") for name in found.column_names])


def _told(one: Grain, rows: Any) -> pa.Table:
    rest = rows.column("rest").to_numpy()
    member = rest >> (sum(_BITS.values()) - _BITS["member"])
    order = np.lexsort((rest, rows.column("lo").to_numpy(), rows.column("hi").to_numpy(), member))
    columns = {name: rows.column(name).to_numpy()[order] for name in rows.column_names}
    columns |= _unpacked(columns.pop("rest")) | {"grain": np.full(len(order), int(one))}
    return pa.Table.from_arrays(
        [pa.array(columns[field.name].astype(field.type.to_pandas_dtype())) for field in CONTACT_SCHEMA], schema=CONTACT_SCHEMA
    )
