"""Flows in an order that makes one member's day quick to read. Belongs here: that order, marks of a file, what is due. Never: files.

Whoever asks about one member shall open only what holds its flows. A segment is sorted by member when it is sealed; segments of finished
hours are rewritten into files of one hour by member, way and own address, flows between members apart, because those are looked for by two:
by who received them, whose number they bear, and, in a second copy, by the address that sent them. They are one flow in twenty.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.days import HOUR_MS
from hsoc.journal.manifest import Segment
from hsoc.records.flow import Direction

CLUSTERED: Final = "clustered"  # the state of a file of one hour
SETTLE_MS: Final = 10 * 60 * 1000  # ms after an hour until it is rewritten; routers tell of long flows late (active timeout)
PIECE: Final = 2_000_000  # rows rewritten at once: 370 MB, and again as much while they are sorted
FILE_ROWS: Final = 500_000  # rows of a clustered file; of 100 M flows a day it holds a handful of 42 members
GROUP_ROWS: Final = 32 * 1024  # rows of its row groups: what a small member's hour fills, so that a reader skips the rest
SENDER_ROWS: Final = 8 * 1024  # … of the copy by sender, where an hour is small and a member asks for a stretch of it
# columns with few values: a dictionary makes them small and quick to read; in others it costs more than it saves
WORDED: Final = (
    "proto", "tcp_flags", "icmp", "fragment", "sampling", "ingress_if", "egress_if", "exporter", "forwarding", "member", "direction",
    "role", "bogon", "packets",
)  # fmt: skip
_MEMBER_BITS: Final = 16
_HOUR_BITS: Final = 7  # of the hours of a piece
_OWN_BITS: Final = 16  # of an own address
_INSIDE_BITS: Final = 22  # of an instant inside its hour

Int64s = NDArray[np.int64]


def ordered(table: pa.Table, *, by_hour: bool = False) -> pa.Table:
    """The same flows by member, as they came; by_hour: by (hour, between members or not, member, way, own address, start)."""
    member = _column(table, "member")
    if by_hour:
        order = _by_hour(table, member)
    elif len(member) and member.min() >= 0 and member.max() < 1 << _MEMBER_BITS:
        order = np.argsort(member.astype(np.uint16), kind="stable")  # sixteen bits are counted, not compared: no dearer than a copy
    else:
        order = np.argsort(member, kind="stable")
    return taken(table, order)


def by_sender(table: pa.Table) -> pa.Table:
    """The same flows by the address that sent them."""
    return taken(table, np.lexsort((_column(table, "first"), _column(table, "src_lo"), _column(table, "src_hi"))))


def _by_hour(table: pa.Table, member: Int64s) -> NDArray[np.int64]:
    first, direction = _column(table, "first"), _column(table, "direction")
    apart, outward = direction == int(Direction.BETWEEN), direction == int(Direction.OUTBOUND)
    own = np.where(outward, _column(table, "src_lo"), _column(table, "dst_lo"))
    hour = first // HOUR_MS
    inside = first - hour * HOUR_MS
    if len(first) and member.min() >= 0 and member.max() < 1 << _MEMBER_BITS and np.ptp(hour) < 1 << _HOUR_BITS:
        # one number a row sorts three times as quickly as six columns; of an address its lower half a prefix is told by
        key = ((hour - hour.min()) << 1 | apart) << _MEMBER_BITS | member
        return np.argsort(((key << 1 | outward) << _OWN_BITS | own & (1 << _OWN_BITS) - 1) << _INSIDE_BITS | inside)
    return np.lexsort((inside, own, outward, member, apart, hour))


def taken(table: pa.Table, order: NDArray[np.int64]) -> pa.Table:
    """The rows in this order, column by column: a whole table in chunks would be searched chunk by chunk for every row."""
    index: Any = pa.array(order)
    columns = [_reordered(table.column(name).combine_chunks(), index) for name in table.column_names]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _reordered(column: pa.Array[Any], index: Any) -> pa.Array[Any]:
    """A third of the columns of a seal hold one value (nobody forged, nobody sampled, no IPv6): looking is cheaper than moving."""
    if column.null_count == 0 and len(column) and pa.types.is_integer(column.type):
        values = column.to_numpy()
        if values[0] == values[-1] and values.min() == values.max():
            return column
    return column.take(index)


def _column(table: pa.Table, name: str) -> Int64s:
    values: Int64s = table.column(name).to_numpy()
    return values


def marks(table: pa.Table) -> tuple[tuple[int, ...], bool]:
    """(the members whose flows a table holds, whether it holds flows between members)."""
    members = tuple(int(one) for one in np.unique(_column(table, "member")))
    return members, bool((_column(table, "direction") == int(Direction.BETWEEN)).any())


def parts(table: pa.Table) -> list[pa.Table]:
    """A table that is `ordered` by hour, cut into files: none crosses an hour, none mixes flows between members with others."""
    if not table.num_rows:
        return []
    hour = _column(table, "first") // HOUR_MS
    between = _column(table, "direction") == int(Direction.BETWEEN)
    edges = [0, *(np.flatnonzero((np.diff(hour) != 0) | (between[1:] != between[:-1])) + 1).tolist(), table.num_rows]
    out = []
    for low, high in pairwise(edges):
        count = -(-(high - low) // FILE_ROWS)
        cuts = [low + (high - low) * k // count for k in range(count + 1)]
        out += [table.slice(a, z - a) for a, z in pairwise(cuts)]
    return out


def due(segments: tuple[Segment, ...], *, now: int) -> tuple[Segment, ...]:
    """The next segments to rewrite: they lie in hours that ended SETTLE_MS ago, in the order of sealing, PIECE rows at most; () for none.

    One segment larger than PIECE comes alone.
    """
    over = (now - SETTLE_MS) // HOUR_MS
    chosen: list[Segment] = []
    rows = 0
    for one in segments:
        if one.state == CLUSTERED or one.high // HOUR_MS >= over:
            continue
        if chosen and rows + one.rows > PIECE:
            break
        chosen.append(one)
        rows += one.rows
    return tuple(chosen)
