"""Flows in an order that makes one member's day quick to read. Belongs here: that order, marks of a file, what is due. Never: files.

Whoever asks about one member shall open only what holds its flows. A segment is sorted by (member, start) when it is sealed; the segments
of finished hours are rewritten into files of one hour, sorted by member, flows between members apart, because those are looked for by two.
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
# columns with few values: a dictionary makes them small and quick to read; in others it costs more than it saves
WORDED: Final = (
    "proto", "tcp_flags", "icmp", "fragment", "sampling", "ingress_if", "egress_if", "exporter", "forwarding", "member", "direction",
    "role", "bogon", "packets",
)  # fmt: skip
_MEMBER_BITS: Final = 16
_TIME_BITS: Final = 43  # of an instant, up to the year 2248
_INSIDE_BITS: Final = 22  # of an instant inside its hour

Int64s = NDArray[np.int64]


def ordered(table: pa.Table, *, by_hour: bool = False) -> pa.Table:
    """The same flows by (member, start); by_hour: by (hour, between members or not, member, start)."""
    member, first = _column(table, "member"), _column(table, "first")
    apart = (_column(table, "direction") == int(Direction.BETWEEN)) & by_hour
    hour = first // HOUR_MS if by_hour else np.zeros(len(first), np.int64)
    inside = first - hour * HOUR_MS
    if len(first) and member.min() >= 0 and member.max() < 1 << _MEMBER_BITS and first.min() >= 0 and first.max() < 1 << _TIME_BITS:
        # one number a row sorts three times as quickly as three columns
        bits = _INSIDE_BITS if by_hour else _TIME_BITS
        order = np.argsort(((hour << 1 | apart) << _MEMBER_BITS | member) << bits | inside)
    else:
        order = np.lexsort((inside, member, apart, hour))
    return taken(table, order)


def taken(table: pa.Table, order: NDArray[np.int64]) -> pa.Table:
    """The rows in this order, column by column: a whole table in chunks would be searched chunk by chunk for every row."""
    index: Any = pa.array(order)
    columns = [table.column(name).combine_chunks().take(index) for name in table.column_names]
    return pa.Table.from_arrays(columns, schema=table.schema)


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
