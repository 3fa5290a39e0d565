"""Who met which outside address on a day: one row per (address, member), and searching it. Pure arithmetic. Never: files, rights.

Rows are in the order of the address read as one number of 128 bits, so that a search for one reads little and a search for a million is one
pass. A row says only when (first and last); merging the same flows twice changes nothing, so whoever builds it may read a file again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.contacts import Grain
from hsoc.records.address import V4_MAPPED
from hsoc.records.flow import Direction

Int64s = NDArray[np.int64]
Uint64s = NDArray[np.uint64]

# hi, lo: the address's halves as unsigned numbers kept in int64; member: its number; first, last: ms
MET_COLUMNS: Final = ("hi", "lo", "member", "first", "last")
MET_SCHEMA: Final = pa.schema(
    [pa.field("bucket", pa.int64(), nullable=False), *(pa.field(n, pa.int64(), nullable=False) for n in MET_COLUMNS)]
)
FLOW_COLUMNS: Final = ["src_hi", "src_lo", "dst_hi", "dst_lo", "member", "direction", "first", "last"]  # of flows that are read
CONTACT_COLUMNS: Final = ["grain", "hi", "lo", "member", "first", "last"]  # of sums that are read in their place
_PLAIN: Final = pa.schema([pa.field(name, pa.int64()) for name in MET_COLUMNS])
MEMBER_BITS: Final = 16  # of a member's number beside an address


def of_flows(table: pa.Table) -> pa.Table:
    """Rows (without bucket, neither in order nor merged) of flows that were located; flows of no member are left out.

    Of a flow between two members only the one who received it is told; its answer tells of the other.
    """
    c = {name: table.column(name).to_numpy() for name in FLOW_COLUMNS}
    outward = c["direction"] == int(Direction.OUTBOUND)
    rows = {half: np.where(outward, c[f"dst_{half}"], c[f"src_{half}"]) for half in ("hi", "lo")}
    return _located(rows | {name: c[name] for name in ("member", "first", "last")})


def of_contacts(table: pa.Table) -> pa.Table:
    """The same of sums (journal.contacts), those by partner."""
    by_partner = table.column("grain").to_numpy() == int(Grain.PARTNER)
    return _located({name: table.column(name).to_numpy()[by_partner].astype(np.int64) for name in MET_COLUMNS})


def _located(rows: dict[str, Int64s]) -> pa.Table:
    mine = rows["member"] > 0
    return pa.table({name: rows[name] if mine.all() else rows[name][mine] for name in MET_COLUMNS})


def merged(pieces: Iterable[pa.Table], *, bucket: int) -> pa.Table:
    """MET_SCHEMA of several pieces, in order. bucket: start of the day, ms."""
    whole = pa.concat_tables([_PLAIN.empty_table(), *(one.select(list(MET_COLUMNS)).cast(_PLAIN) for one in pieces)])
    c = {name: whole.column(name).to_numpy() for name in MET_COLUMNS}
    v4 = (c["hi"] == 0) & (c["lo"] >> 32 == V4_MAPPED >> 32)
    if len(v4) and c["member"].max() >> MEMBER_BITS:
        v4[:] = False
    # an IPv4 address and a member fit into one number, which sorts several times as quickly as three columns
    four = {name: values[v4] for name, values in c.items()}
    key = (four["lo"] & 0xFFFF_FFFF) << MEMBER_BITS | four["member"]
    four = _folded(four, np.argsort(key), key)
    other = {name: values[~v4] for name, values in c.items()}
    six = _folded(other, np.lexsort((other["member"], other["lo"].view(np.uint64), other["hi"].view(np.uint64))), None)
    before = int(((six["hi"] == 0) & (six["lo"].view(np.uint64) < V4_MAPPED)).sum())  # of ::/80 a few lie below the mapped ones
    filled = {name: np.concatenate([six[name][:before], four[name], six[name][before:]]) for name in MET_COLUMNS}
    filled["bucket"] = np.full(len(filled["hi"]), bucket, np.int64)
    return pa.Table.from_arrays([pa.array(filled[name]) for name in MET_SCHEMA.names], schema=MET_SCHEMA)


def _folded(rows: dict[str, Int64s], order: Int64s, key: Int64s | None) -> dict[str, Int64s]:
    """Equal rows, which stand together in this order, made one."""
    if not len(order):
        return rows
    if key is None:
        ranked = [rows[name][order] for name in ("hi", "lo", "member")]
        fresh = np.any([np.diff(values) != 0 for values in ranked], axis=0)
    else:
        fresh = np.diff(key[order]) != 0
    starts = np.flatnonzero(np.append([True], fresh))
    found = {name: rows[name][order[starts]] for name in ("hi", "lo", "member")}
    found["first"] = np.minimum.reduceat(rows["first"][order], starts)
    found["last"] = np.maximum.reduceat(rows["last"][order], starts)
    return found


# --- searching -------------------------------------------------------------------------------------------------------------------
class Wanted(msgspec.Struct, frozen=True):
    """Ranges to look for, in any order: first and last address as unsigned halves. A single address is a range of one."""

    first_hi: Uint64s
    first_lo: Uint64s
    last_hi: Uint64s
    last_lo: Uint64s

    def __len__(self) -> int:
        return len(self.first_hi)


class Hits(msgspec.Struct, frozen=True):
    """What was met: per hit the place in Wanted, the member, first and last (ms); one line per (wanted, member)."""

    wanted: Int64s
    member: Int64s
    first: Int64s
    last: Int64s


def wanted_of(bounds: Iterable[tuple[str, str]]) -> Wanted:
    """Ranges of first and last addresses as 32 hex digits each."""
    halves = np.frombuffer(bytes.fromhex("".join(low + high for low, high in bounds)), ">u8").astype(np.uint64).reshape(-1, 4)
    return Wanted(*(np.ascontiguousarray(halves[:, place]) for place in range(4)))


def in_order(wanted: Wanted) -> tuple[Wanted, Int64s]:
    """The same ranges by their first address, and the place that each had: needles in order are found several times as quickly."""
    order = np.lexsort((wanted.first_lo, wanted.first_hi))
    return Wanted(*(getattr(wanted, name)[order] for name in Wanted.__struct_fields__)), order


def search(table: pa.Table, wanted: Wanted, *, most: int) -> Hits:
    """Which of these ranges some member met on the day of the table (in order), at most `most` rows of it, the first ones."""
    hi, lo = (table.column(name).to_numpy().view(np.uint64) for name in ("hi", "lo"))
    starts = _place(hi, lo, wanted.first_hi, wanted.first_lo, after=False)
    ends = _place(hi, lo, wanted.last_hi, wanted.last_lo, after=True)
    counts = np.maximum(ends - starts, 0)
    hit = np.flatnonzero(counts)
    counts, starts = counts[hit], starts[hit]
    before = np.cumsum(counts) - counts
    rows = (np.arange(min(int(counts.sum()), most)) - np.repeat(before, counts)[:most]) + np.repeat(starts, counts)[:most]
    place = np.repeat(hit, counts)[:most]
    member, first, last = (table.column(name).to_numpy()[rows] for name in ("member", "first", "last"))
    order = np.lexsort((member, place))
    place, member = place[order], member[order]
    fresh = np.flatnonzero(np.append([True], (place[1:] != place[:-1]) | (member[1:] != member[:-1]))) if len(order) else order
    return Hits(
        place[fresh], member[fresh],
        np.minimum.reduceat(first[order], fresh) if len(order) else first, np.maximum.reduceat(last[order], fresh) if len(order) else last,
    )  # fmt: skip


def _place(hi: Uint64s, lo: Uint64s, wanted_hi: Uint64s, wanted_lo: Uint64s, *, after: bool) -> Int64s:
    """Where each pair would stand among the sorted pairs, before its equals or after them."""
    left, right = np.searchsorted(hi, wanted_hi, side="left"), np.searchsorted(hi, wanted_hi, side="right")
    # all IPv4 shares one upper half, so one search of the lower halves answers for nearly everybody; the rest is halved step by step
    shared = (wanted_hi == 0) & (right > left)
    found = left.astype(np.int64)
    if shared.any():
        begin, end = int(left[shared][0]), int(right[shared][0])
        found[shared] = begin + np.searchsorted(lo[begin:end], wanted_lo[shared], side="right" if after else "left")
    other = np.flatnonzero(~shared & (right > left))
    low, high = left[other].astype(np.int64), right[other].astype(np.int64)
    while len(other) and (low < high).any():
        middle = (low + high) // 2
        at = lo[np.minimum(middle, len(lo) - 1)]
        further = ((at <= wanted_lo[other]) if after else (at < wanted_lo[other])) & (low < high)
        low, high = np.where(further, middle + 1, low), np.where(further, high, np.minimum(middle, high))
    found[other] = low
    return found
