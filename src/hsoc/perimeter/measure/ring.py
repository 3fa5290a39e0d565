"""The ring: the flows of the window, kept once for all detectors. Belongs here: keeping, picking, letting go. Never: who is suspect.

Flows lie in chunks in the order of arrival, packed to about 100 bytes. Beside each row stand the slots of its keys, one per set (a
detector's key, or its mirror), NONE where it does not concern that set. Memory is bounded by `ceiling` rows; beyond it rows are evicted,
first those whose keys are weakest, then the oldest, and the eviction is counted so that a detection can say so.
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

CEILING: Final = 6_000_000  # rows; about 1.1 GB with three detectors, five minutes of 20,000 relevant flows/s
KEEP_SHARE: Final = 0.75  # what remains after an eviction, so that the next one is not at once
NONE: Final = -1
PARTS: Final = 1 << 18  # different parts told apart in one look, half of it at most; 7 MB
SMALL: Final = 16_384  # rows; chunks below it are joined, so that tiny batches cost no more than large ones

_NARROW: Final[dict[str, type[np.signedinteger[Any]]]] = {
    "proto": np.int16, "sport": np.int32, "dport": np.int32, "tcp_flags": np.int16, "icmp": np.int32, "fragment": np.int8,
    "sampling": np.int32, "ingress_if": np.int32, "egress_if": np.int32, "forwarding": np.int16, "member": np.int32,
    "direction": np.int8, "role": np.int8, "bogon": np.int8,
}  # fmt: skip
ROW: Final = np.dtype([(name, _NARROW.get(name, np.int64)) for name in FLOW_COLUMNS])
_WHOLE: Final = np.dtype((np.void, ROW.itemsize))  # a row that NumPy moves as one piece, without looking at its fields

Rows = NDArray[np.void]
Slots = NDArray[np.int32]


class Chunk(msgspec.Struct):
    """rows: (n,) of ROW; beside: (2 + parts, n), what is looked at often: end (ms), weight, parts; slots: (sets, n); tile: of arrival.

    newest: no row ended later (ms), so that a short window passes the older chunks by.
    """

    rows: Rows
    beside: Int64s
    slots: Slots
    tile: int
    newest: int


@numba.njit(cache=True, nogil=True)
def _related(parts, marked, wholes, related):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    for i in range(len(parts)):
        if parts[i] >= 0 and marked[parts[i]] != 0:
            related[wholes[i]] = 1


@numba.njit(cache=True, nogil=True)
def _chosen(slots, sets, marked, last, after, chosen):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Indices of rows marked (in bits) in any of the sets that ended after `after`; returns how many.

    `marked` is a power of two long. Without branches: whether a row is marked is a toss-up that no processor can guess, and guessing wrong
    costs more than the work.
    """
    hit = np.zeros(len(last), np.uint8)
    places = np.int64(len(marked) - 1)
    for k in sets:
        for i in range(len(last)):
            slot = np.int64(slots[k, i])
            hit[i] |= (marked[(slot >> 3) & places] >> (slot & 7)) & np.int64(slot >= 0)
    n = np.int64(0)
    for i in range(len(last)):
        chosen[n] = i
        n += np.int64(hit[i] != 0) & np.int64(last[i] > after)
    return n


@numba.njit(cache=True, nogil=True)
def _weak(slots, weak):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Which rows are weak (in bits) in every set that they concern."""
    gone = np.ones(slots.shape[1], np.bool_)
    for k in range(slots.shape[0]):
        for i in range(slots.shape[1]):
            slot = slots[k, i]
            if slot >= 0 and gone[i]:
                gone[i] = (weak[k, slot >> 3] >> (slot & 7)) & 1 != 0
    return gone


@numba.njit(cache=True, nogil=True)
def _place(part, table, whose):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Open addressing: where a part is, or would be."""
    place = part & (len(table) - 1)
    while whose[place] != NONE and table[place] != part:
        place = (place + 1) & (len(table) - 1)
    return place


@numba.njit(cache=True, nogil=True)
def _came(keys, parts, beside, own, marked, heavy, after, table, whose, sums, entries):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Sums per heavy part of marked keys. Returns how many parts there are; -1 where the table is full."""
    for i in range(len(keys)):
        if bit(marked, keys[i]) and heavy[parts[i]] and beside[0, i] > after:
            place = _place(beside[own, i], table, whose)
            if whose[place] == NONE:
                entries += 1
                if entries * 2 > len(table):
                    return -1
                table[place] = beside[own, i]
                whose[place] = keys[i]
            sums[place] += beside[1, i]
    return entries


@numba.njit(cache=True, nogil=True)
def _asked(keys, beside, turned, marked, after, table, whose, asked):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """What the keys asked for, of the parts that are known."""
    for i in range(len(keys)):
        if bit(marked, keys[i]) and beside[0, i] > after:
            place = _place(beside[turned, i], table, whose)
            if whose[place] != NONE:
                asked[place] += beside[1, i]


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
    """`evicted` counts rows let go before their time, ever."""

    def __init__(self, *, ceiling: int = CEILING) -> None:
        self.ceiling = ceiling
        self.evicted = 0
        self.size = 0
        self._chunks: list[Chunk] = []

    def add(self, rows: Rows, *, slots: Slots, tile: int, parts: Sequence[Int64s] = ()) -> None:
        """Keep packed rows that arrived in a tile. slots: (sets, n); parts: hashes for `unasked`, (n,) each, always as many."""
        beside = np.stack([rows["last"], rows["packets"] * rows["sampling"], *parts])
        fresh = Chunk(rows, beside, slots, tile, int(beside[0].max(initial=NONE)))
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

    def related(self, part: int, whole: int, *, marked: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The slots in set `whole` of rows whose slot in set `part` is marked; as marks."""
        related = np.zeros_like(marked)
        for chunk in self._chunks:
            _related(chunk.slots[part], marked, chunk.slots[whole], related)
        return related

    def unasked(
        self, sets: tuple[int, int, int], parts: tuple[int, int], *, marked: NDArray[np.uint8], heavy: NDArray[np.bool_], after: int,
        amount: int, discount: int,
    ) -> NDArray[np.uint8]:  # fmt: skip
        """Of the marked slots those with a part whose weight reaches `amount` and is more than `discount` times what was asked for.

        sets: those of the key, its mirror, its parts; parts: which of the hashes given with `add` name a row's part in the key's set and
        in the mirror's; heavy: the slots of parts that can reach `amount`. Parts are told apart by 64 bits, slots of keys are not: too
        many may stay, never too few. With more than PARTS / 2 heavy parts all stay.
        """
        key, mirror, part = sets
        own, turned = parts[0] + 2, parts[1] + 2
        table, whose = np.empty(PARTS, np.int64), np.full(PARTS, NONE, np.int32)
        sums, asked, entries = np.zeros(PARTS), np.zeros(PARTS), 0
        bits = packed_marks(marked)
        chunks = self._since(after)
        for chunk in chunks:
            entries = _came(chunk.slots[key], chunk.slots[part], chunk.beside, own, bits, heavy, after, table, whose, sums, entries)
            if entries < 0:
                return marked
        for chunk in chunks:
            _asked(chunk.slots[mirror], chunk.beside, turned, bits, after, table, whose, asked)
        kept = np.zeros_like(marked)
        kept[whose[(whose != NONE) & (sums >= amount) & (sums > asked * discount)]] = 1
        return kept

    def unanswered(
        self, sets: tuple[int, int], parts: tuple[int, int], *, marked: NDArray[np.uint8], after: int, amount: int, share: int,
        expected: int,
    ) -> NDArray[np.uint8]:  # fmt: skip
        """Of the marked slots those with a key that asked for `amount` different values, `share` % of them in vain.

        sets: those of the key and its mirror; parts: which of the hashes given with `add` are the marks (silence.py) of what a row asks
        for and of what it answers; expected: about how many different values. Where they are too many all slots stay.
        """
        look, bits = Silence(expected=expected), packed_marks(marked)
        chunks = self._since(after)
        for chunk in chunks:
            look.ask(chunk.slots[sets[0]], chunk.beside[parts[0] + 2], chunk.beside[0], marked=bits, after=after)
        if look.full:
            return marked
        for chunk in chunks:
            look.answer(chunk.slots[sets[1]], chunk.beside[parts[1] + 2], chunk.beside[0], marked=bits, after=after)
        return look.kept(slots=len(marked), amount=amount, share=share)

    def pick(self, sets: Sequence[int], *, marked: NDArray[np.uint8], after: int, most: int) -> tuple[Rows, NDArray[np.bool_], int]:
        """Flows of marked slots in any of the sets that ended after `after` (ms), newest first.

        Returns the rows (n,), which sets each concerns (sets, n), and how many rows beyond `most` were left out.
        """
        picked: list[NDArray[np.void]] = [np.empty(0, _WHOLE)]
        concerned: list[NDArray[np.bool_]] = [np.empty((len(sets), 0), np.bool_)]
        room, left = most, 0
        numbers = np.array(sets, np.int64)
        bits = packed_marks(marked)
        for chunk in reversed(self._since(after)):
            indices = np.empty(len(chunk.rows), np.int64)
            indices = indices[: _chosen(chunk.slots, numbers, bits, chunk.beside[0], after, indices)]
            left += max(0, len(indices) - room)
            indices = indices[len(indices) - min(room, len(indices)) :]
            room -= len(indices)
            if len(indices):
                picked.append(chunk.rows.view(_WHOLE)[indices])
                concerned.append(chunk.slots[numbers[:, None], indices] != NONE)
        return np.concatenate(picked).view(ROW), np.concatenate(concerned, axis=1), left

    def expire(self, oldest: Sequence[int]) -> None:
        """Let go what no set needs any more: per set, the first tile that it still looks at."""
        kept = []
        for chunk in self._chunks:
            over = [number for number, tile in enumerate(oldest) if chunk.tile < tile]
            if len(over) == len(oldest):
                continue
            if over and (chunk.slots[over] != NONE).any():
                chunk.slots[over] = NONE
                kept.append(self._without(chunk, (chunk.slots == NONE).all(axis=0)))
            else:
                kept.append(chunk)
        self._replace(kept)

    def evict(self, weak: Sequence[NDArray[np.bool_]]) -> None:
        """Make room: per set, which slots are weak. Rows weak in every set they concern go first, then the oldest."""
        before = self.size
        bits = np.stack([packed_marks(one) for one in weak])
        for number, chunk in enumerate(self._chunks):
            # one by one, so that what goes is free before the next is copied
            self._chunks[number] = self._without(chunk, _weak(chunk.slots, bits))
        self._replace(self._chunks)
        surplus = self.size - int(self.ceiling * KEEP_SHARE)
        while surplus > 0 and self._chunks:
            first = self._chunks.pop(0)
            if len(first.rows) > surplus:
                keep = Chunk(
                    first.rows[surplus:].copy(), first.beside[:, surplus:].copy(), first.slots[:, surplus:].copy(), first.tile, first.newest
                )
                self._chunks.insert(0, keep)
            surplus -= len(first.rows)
        self._replace(self._chunks)
        self.evicted += before - self.size

    def _since(self, after: int) -> list[Chunk]:
        return [chunk for chunk in self._chunks if chunk.newest > after]

    def _replace(self, chunks: list[Chunk]) -> None:
        self._chunks = [c for c in chunks if len(c.rows)]
        self.size = sum(len(c.rows) for c in self._chunks)

    @staticmethod
    def _without(chunk: Chunk, gone: NDArray[np.bool_]) -> Chunk:
        if not gone.any():
            return chunk
        kept = np.flatnonzero(~gone)
        rows = chunk.rows.view(_WHOLE)[kept].view(ROW)
        return Chunk(
            rows, np.ascontiguousarray(chunk.beside[:, kept]), np.ascontiguousarray(chunk.slots[:, kept]), chunk.tile, chunk.newest
        )


def _joined(one: Chunk, other: Chunk) -> Chunk:
    rows = np.concatenate([one.rows.view(_WHOLE), other.rows.view(_WHOLE)]).view(ROW)
    beside = np.concatenate([one.beside, other.beside], axis=1)
    return Chunk(rows, beside, np.concatenate([one.slots, other.slots], axis=1), one.tile, max(one.newest, other.newest))
