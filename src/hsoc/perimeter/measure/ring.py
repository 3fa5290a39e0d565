"""The ring: the flows of the window, kept once for all detectors. Belongs here: keeping, picking, letting go. Never: who is suspect.

Flows lie in chunks in the order of arrival, packed to about 100 bytes. What a detector needs to find its own lies beside them as a
posting: for the rows that concern it their numbers, the slots of their keys and, where it asks for them, hashes. A row that concerns
three of twenty detectors costs three entries. Memory is bounded by `ceiling` rows; beyond it rows are evicted, first those whose keys
are weakest, then the oldest, and the eviction is counted so that a detection can say so.
"""

# ruff: noqa: ANN001, ANN202  (kernels: numba infers their types from the arrays they are called with)
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import Int64s
from hsoc.perimeter.measure.silence import Silence, bit, packed_marks
from hsoc.records.flow import FLOW_COLUMNS, FLOW_SCHEMA

CEILING: Final = 6_000_000  # rows; five minutes of 20,000 relevant flows/s
KEEP_SHARE: Final = 0.75  # what remains after an eviction, so that the next one is not at once
NONE: Final = -1
PARTS: Final = 1 << 18  # different parts told apart in one look, half of it at most; 7 MB
SMALL: Final = 16_384  # rows; chunks below it are joined, so that tiny batches cost no more than large ones

_NARROW: Final[dict[str, type[np.signedinteger[Any]]]] = {
    "proto": np.int16, "sport": np.int32, "dport": np.int32, "tcp_flags": np.int16, "icmp": np.int32, "fragment": np.int8,
    "sampling": np.int32, "ingress_if": np.int32, "egress_if": np.int32, "forwarding": np.int16, "member": np.int32,
    "direction": np.int8, "role": np.int8, "bogon": np.int16,
}  # fmt: skip
ROW: Final = np.dtype([(name, _NARROW.get(name, np.int64)) for name in FLOW_COLUMNS])
_WHOLE: Final = np.dtype((np.void, ROW.itemsize))  # a row that NumPy moves as one piece, without looking at its fields

Rows = NDArray[np.void]
Slots = NDArray[np.int32]
_NO_SLOTS: Final = np.empty(0, np.int32)
_NO_HASHES: Final = np.empty(0, np.int64)


class Posting(msgspec.Struct, frozen=True):
    """The rows of one chunk (or batch) that concern one side of a detector: its own flows, or their mirror.

    rows: (n,) numbers, ascending; slots: (n,) of their keys; parts: (n,) slots of the key's parts, or none; hashes: (n,), or none.
    """

    rows: Slots = _NO_SLOTS
    slots: Slots = _NO_SLOTS
    parts: Slots = _NO_SLOTS
    hashes: Int64s = _NO_HASHES

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, chosen: NDArray[Any], rows: Slots) -> Posting:
        """Its chosen entries (indices, mask or slice), with row numbers of another numbering."""
        return Posting(
            rows,
            self.slots[chosen],
            self.parts[chosen] if len(self.parts) else self.parts,
            self.hashes[chosen] if len(self.hashes) else self.hashes,
        )


EMPTY: Final = Posting()


class Chunk(msgspec.Struct):
    """rows: (n,) of ROW; last (ms) and weight (packets, scaled): (n,), what is looked at often; postings: one per side; tile: of arrival.

    newest: no row ended later (ms), so that a short window passes the older chunks by.
    """

    rows: Rows
    last: Int64s
    weight: Int64s
    postings: list[Posting]
    tile: int
    newest: int


@numba.njit(cache=True, nogil=True)
def _related(parts, marked, wholes, related):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    for i in range(len(parts)):
        if marked[parts[i]] != 0:
            related[wholes[i]] = 1


@numba.njit(cache=True, nogil=True)
def _hit(rows, slots, marked, side, hit):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Sets a bit of each row whose slot is marked (in bits).

    `marked` is a power of two long. Without branches: whether a row is marked is a toss-up that no processor can guess, and guessing wrong
    costs more than the work.
    """
    places = np.int64(len(marked) - 1)
    for i in range(len(rows)):
        slot = np.int64(slots[i])
        hit[rows[i]] |= np.uint8(((marked[(slot >> 3) & places] >> (slot & 7)) & 1) << side)


@numba.njit(cache=True, nogil=True)
def _chosen(hit, last, after, chosen):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Indices of rows hit that ended after `after`; returns how many."""
    n = np.int64(0)
    for i in range(len(last)):
        chosen[n] = i
        n += np.int64(hit[i] != 0) & np.int64(last[i] > after)
    return n


@numba.njit(cache=True, nogil=True)
def _spared(rows, slots, weak, spared):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Rows that are not weak (in bits) here."""
    for i in range(len(rows)):
        slot = slots[i]
        if (weak[slot >> 3] >> (slot & 7)) & 1 == 0:
            spared[rows[i]] = 1


@numba.njit(cache=True, nogil=True)
def _concerned(rows, some):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    for i in range(len(rows)):
        some[rows[i]] = 1


@numba.njit(cache=True, nogil=True)
def _place(part, table, whose):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Open addressing: where a part is, or would be."""
    place = part & (len(table) - 1)
    while whose[place] != NONE and table[place] != part:
        place = (place + 1) & (len(table) - 1)
    return place


@numba.njit(cache=True, nogil=True)
def _came(rows, keys, parts, hashes, last, weight, marked, heavy, after, table, whose, sums, entries):  # type: ignore[no-untyped-def]  # noqa: PLR0917  # pragma: no cover
    """Sums per heavy part of marked keys. Returns how many parts there are; -1 where the table is full."""
    for i in range(len(keys)):
        if bit(marked, keys[i]) and heavy[parts[i]] and last[rows[i]] > after:
            place = _place(hashes[i], table, whose)
            if whose[place] == NONE:
                entries += 1
                if entries * 2 > len(table):
                    return -1
                table[place] = hashes[i]
                whose[place] = keys[i]
            sums[place] += weight[rows[i]]
    return entries


@numba.njit(cache=True, nogil=True)
def _asked(rows, keys, hashes, last, weight, marked, after, table, whose, asked):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """What the keys asked for, of the parts that are known."""
    for i in range(len(keys)):
        if bit(marked, keys[i]) and last[rows[i]] > after:
            place = _place(hashes[i], table, whose)
            if whose[place] != NONE:
                asked[place] += weight[rows[i]]


@numba.njit(cache=True, nogil=True)
def _put(values, rows, low, high, out):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    for i in range(len(rows)):
        out[i] = min(max(values[rows[i]], low), high)


def packed(columns: dict[str, Int64s], rows: Int64s) -> Rows:
    """The chosen rows, packed. Values that their field cannot hold are cut to its bounds (only a broken exporter sends such)."""
    out = np.empty(len(rows), ROW)
    for name in FLOW_COLUMNS:
        bounds = np.iinfo(ROW[name])
        _put(columns[name], rows, bounds.min, bounds.max, out[name])
    return out


def unpacked(rows: Rows, columns: Sequence[str] = tuple(FLOW_COLUMNS)) -> pa.Table:
    """Some columns of packed rows, as in a flow table."""
    fields = [FLOW_SCHEMA.field(name) for name in columns]
    arrays = []
    for field in fields:
        values = rows[field.name].astype(np.int64)
        arrays.append(pa.array(values, pa.int64(), mask=values < 0 if field.nullable else None))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


class Ring:
    """`evicted` counts rows let go before their time, ever. A side's number is its place among the postings given with `add`."""

    def __init__(self, *, ceiling: int = CEILING) -> None:
        self.ceiling = ceiling
        self.evicted = 0
        self.size = 0
        self._chunks: list[Chunk] = []

    def add(self, rows: Rows, *, postings: Sequence[Posting], tile: int) -> None:
        """Keep packed rows that arrived in a tile, each of them in some posting; always as many postings."""
        last = rows["last"].astype(np.int64)
        fresh = Chunk(rows, last, rows["packets"] * rows["sampling"], list(postings), tile, int(last.max(initial=NONE)))
        self.size += len(rows)
        # only with neighbours of about the same size, so that each row moves a few times at most
        while (
            self._chunks and self._chunks[-1].tile == tile and len(fresh.rows) < SMALL and len(self._chunks[-1].rows) <= 2 * len(fresh.rows)
        ):
            fresh = _joined(self._chunks.pop(), fresh)
        self._chunks.append(fresh)

    @property
    def full(self) -> bool:
        """True where rows have to go."""
        return self.size > self.ceiling

    def wholes(self, side: int, *, marked: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The key slots of rows whose part's slot is marked; as marks."""
        related = np.zeros_like(marked)
        for chunk in self._chunks:
            own = chunk.postings[side]
            _related(own.parts, marked, own.slots, related)
        return related

    def parts(self, side: int, *, marked: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part slots of rows whose key's slot is marked; as marks."""
        related = np.zeros_like(marked)
        for chunk in self._chunks:
            own = chunk.postings[side]
            _related(own.slots[: len(own.parts)], marked, own.parts, related)
        return related

    def unasked(
        self, own: int, mirror: int, *, marked: NDArray[np.uint8], heavy: NDArray[np.bool_], after: int, amount: int, discount: int
    ) -> NDArray[np.uint8]:
        """Of the marked slots those with a part whose weight reaches `amount` and is more than `discount` times what was asked for.

        own, mirror: sides, whose hashes name a row's part; heavy: the slots of parts that can reach `amount`. Parts are told apart by 64
        bits, slots of keys are not: too many may stay, never too few. With more than PARTS / 2 heavy parts all stay.
        """
        table, whose = np.empty(PARTS, np.int64), np.full(PARTS, NONE, np.int32)
        sums, asked, entries = np.zeros(PARTS), np.zeros(PARTS), 0
        bits = packed_marks(marked)
        chunks = self._since(after)
        for chunk in chunks:
            one = chunk.postings[own]
            entries = _came(
                one.rows, one.slots, one.parts, one.hashes, chunk.last, chunk.weight, bits, heavy, after, table, whose, sums, entries
            )
            if entries < 0:
                return marked
        for chunk in chunks:
            one = chunk.postings[mirror]
            _asked(one.rows, one.slots, one.hashes, chunk.last, chunk.weight, bits, after, table, whose, asked)
        kept = np.zeros_like(marked)
        kept[whose[(whose != NONE) & (sums >= amount) & (sums > asked * discount)]] = 1
        return kept

    def unanswered(
        self, own: int, mirror: int, *, marked: NDArray[np.uint8], after: int, amount: int, share: int, expected: int
    ) -> NDArray[np.uint8]:
        """Of the marked slots those with a key that asked for `amount` different values, `share` % of them in vain.

        own, mirror: sides, whose hashes are the marks (silence.py) of what a row asks for and of what it answers; expected: about how many
        different values. Where they are too many all slots stay.
        """
        look, bits = Silence(expected=expected), packed_marks(marked)
        chunks = self._since(after)
        for chunk in chunks:
            one = chunk.postings[own]
            look.ask(one.rows, one.slots, one.hashes, chunk.last, marked=bits, after=after)
        if look.full:
            return marked
        for chunk in chunks:
            one = chunk.postings[mirror]
            look.answer(one.rows, one.slots, one.hashes, chunk.last, marked=bits, after=after)
        return look.kept(slots=len(marked), amount=amount, share=share)

    def pick(self, sides: Sequence[int], *, marked: NDArray[np.uint8], after: int, most: int) -> tuple[Rows, NDArray[np.bool_], int]:
        """Flows of marked slots on any of the sides (8 at most) that ended after `after` (ms), newest first.

        Returns the rows (n,), on which sides each was marked (sides, n), and how many rows beyond `most` were left out.
        """
        picked: list[NDArray[np.void]] = [np.empty(0, _WHOLE)]
        hits: list[NDArray[np.uint8]] = [np.empty(0, np.uint8)]
        room, left = most, 0
        bits = packed_marks(marked)
        for chunk in reversed(self._since(after)):
            hit = np.zeros(len(chunk.rows), np.uint8)
            for place, side in enumerate(sides):
                _hit(chunk.postings[side].rows, chunk.postings[side].slots, bits, place, hit)
            indices = np.empty(len(chunk.rows), np.int64)
            indices = indices[: _chosen(hit, chunk.last, after, indices)]
            left += max(0, len(indices) - room)
            indices = indices[len(indices) - min(room, len(indices)) :]
            room -= len(indices)
            if len(indices):
                picked.append(chunk.rows.view(_WHOLE)[indices])
                hits.append(hit[indices])
        hit = np.concatenate(hits)
        return np.concatenate(picked).view(ROW), np.stack([(hit >> place) & 1 != 0 for place in range(len(sides))]), left

    def expire(self, oldest: Sequence[int]) -> None:
        """Let go what nobody needs any more: per side, the first tile that it still looks at."""
        kept = []
        for chunk in self._chunks:
            over = [side for side, tile in enumerate(oldest) if chunk.tile < tile]
            if len(over) == len(oldest):
                continue
            if any(len(chunk.postings[side]) for side in over):
                for side in over:
                    chunk.postings[side] = EMPTY
                some = np.zeros(len(chunk.rows), np.uint8)
                for posting in chunk.postings:
                    _concerned(posting.rows, some)
                kept.append(_only(chunk, some))
            else:
                kept.append(chunk)
        self._replace(kept)

    def evict(self, weak: Sequence[NDArray[np.bool_]]) -> None:
        """Make room: per side, which slots are weak. Rows weak wherever they concern a side go first, then the oldest."""
        before = self.size
        bits = [packed_marks(one) for one in weak]
        for number, chunk in enumerate(self._chunks):
            spared = np.zeros(len(chunk.rows), np.uint8)
            for posting, one in zip(chunk.postings, bits, strict=True):
                _spared(posting.rows, posting.slots, one, spared)
            # one by one, so that what goes is free before the next is copied
            self._chunks[number] = _only(chunk, spared)
        self._replace(self._chunks)
        surplus = self.size - int(self.ceiling * KEEP_SHARE)
        while surplus > 0 and self._chunks:
            first = self._chunks.pop(0)
            if len(first.rows) > surplus:
                young = np.zeros(len(first.rows), np.uint8)
                young[surplus:] = 1
                self._chunks.insert(0, _only(first, young))
            surplus -= len(first.rows)
        self._replace(self._chunks)
        self.evicted += before - self.size

    def _since(self, after: int) -> list[Chunk]:
        return [chunk for chunk in self._chunks if chunk.newest > after]

    def _replace(self, chunks: list[Chunk]) -> None:
        self._chunks = [c for c in chunks if len(c.rows)]
        self.size = sum(len(c.rows) for c in self._chunks)


def _only(chunk: Chunk, kept: NDArray[np.uint8]) -> Chunk:
    """The chunk with those rows alone that are kept (not 0)."""
    chosen = np.flatnonzero(kept)
    if len(chosen) == len(kept):
        return chunk
    number = np.cumsum(kept != 0, dtype=np.int32) - 1
    postings = []
    for posting in chunk.postings:
        mine = np.flatnonzero(kept[posting.rows])
        postings.append(posting.at(mine, number[posting.rows[mine]].astype(np.int32)))
    rows = chunk.rows.view(_WHOLE)[chosen].view(ROW)
    return Chunk(rows, chunk.last[chosen], chunk.weight[chosen], postings, chunk.tile, chunk.newest)


def _joined(one: Chunk, other: Chunk) -> Chunk:
    rows = np.concatenate([one.rows.view(_WHOLE), other.rows.view(_WHOLE)]).view(ROW)
    postings = [_both(a, b, len(one.rows)) for a, b in zip(one.postings, other.postings, strict=True)]
    last, weight = np.concatenate([one.last, other.last]), np.concatenate([one.weight, other.weight])
    return Chunk(rows, last, weight, postings, one.tile, max(one.newest, other.newest))


def _both(one: Posting, other: Posting, behind: int) -> Posting:
    """Two postings as one; the other's rows come `behind` so many."""
    if not len(one):
        return other.at(slice(None), other.rows + np.int32(behind))  # type: ignore[arg-type]
    if not len(other):
        return one
    return Posting(
        np.concatenate([one.rows, other.rows + np.int32(behind)]),
        np.concatenate([one.slots, other.slots]),
        np.concatenate([one.parts, other.parts]),
        np.concatenate([one.hashes, other.hashes]),
    )
