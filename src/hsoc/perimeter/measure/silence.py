"""Who was never answered: per key, how many of the different values asked for stayed silent. Never: thresholds, definitions, rows.

A mark is 64 bits: the upper 24 of the key's hash, the lower 40 of the value's within the key. With the slot beside it (20 more bits of
the key's hash) keys are told apart by 44 bits, and the values of one key by 40.
"""

# ruff: noqa: ANN001, ANN202  (kernels: numba infers their types from the arrays they are called with)
from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import Int64s, Uint64s

Slots = NDArray[np.int32]

VALUE_BITS: Final = 40
MOST_MARKS: Final = 1 << 22  # places of one look, half of them taken at most; 50 MB
FEWEST_MARKS: Final = 1 << 10
FREE: Final = -1


def marks(keys: Uint64s, values: Uint64s) -> Int64s:
    """The mark of each row: keys and values are their hashes, (n,) both."""
    low = np.uint64((1 << VALUE_BITS) - 1)
    # the slot is taken from the upper bits of the key's hash, so the lower ones are what it does not say
    return ((keys << np.uint64(VALUE_BITS)) | (values & low)).view(np.int64)


def packed_marks(marked: NDArray[Any]) -> NDArray[np.uint8]:
    """Marks per slot in bits, an eighth as wide: they stay in the processor's caches."""
    return np.packbits(marked, bitorder="little")


@numba.njit(cache=True, nogil=True)
def bit(packed: Any, slot: Any) -> Any:  # pragma: no cover - compiled
    """Whether a slot is marked; none is not."""
    return slot >= 0 and (packed[slot >> 3] >> (slot & 7)) & 1 != 0


class Silence:
    """One look. `ask` first with all that was asked, then `answer` with all that came back, then `kept`. Marked slots in bits."""

    def __init__(self, *, expected: int) -> None:
        """expected: how many different values there may be; beyond MOST_MARKS / 2 the look is `full` and says nothing."""
        places = FEWEST_MARKS
        while places < min(2 * expected + 1, MOST_MARKS):
            places *= 2
        self._marks = np.empty(places, np.int64)
        self._whose = np.full(places, FREE, np.int32)
        self._answered = np.zeros(places, np.bool_)
        self._taken = 0

    @property
    def full(self) -> bool:
        """True where there were more values than places."""
        return self._taken < 0

    def ask(self, rows: Slots, slots: Slots, values: Int64s, last: Int64s, *, marked: NDArray[np.uint8], after: int) -> None:
        """Rows that ask, of marked slots, that ended after `after` (ms). values: their marks; last: of all rows, (ms)."""
        if not self.full:
            self._taken = _ask(rows, slots, values, last, marked, after, self._marks, self._whose, self._taken)

    def answer(self, rows: Slots, slots: Slots, values: Int64s, last: Int64s, *, marked: NDArray[np.uint8], after: int) -> None:
        """Rows that answer, likewise."""
        _answer(rows, slots, values, last, marked, after, self._marks, self._whose, self._answered)

    def kept(self, *, slots: int, amount: int, share: int) -> NDArray[np.uint8]:
        """Marks of those slots, of so many, with a key that asked for `amount` different values, `share` % of them in vain."""
        kept = np.zeros(slots, np.uint8)
        _keep(self._marks, self._whose, self._answered, amount, share, kept)
        return kept


@numba.njit(cache=True, nogil=True)
def _place(mark, slot, table, whose):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Open addressing: where the mark of a slot is, or would be."""
    place = (mark ^ (mark >> 41) ^ slot) & (len(table) - 1)
    while whose[place] != FREE and (table[place] != mark or whose[place] != slot):
        place = (place + 1) & (len(table) - 1)
    return place


@numba.njit(cache=True, nogil=True)
def _ask(rows, slots, values, last, marked, after, table, whose, taken):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Returns how many places are taken; -1 where half of them are not enough."""
    for i in range(len(slots)):
        if bit(marked, slots[i]) and last[rows[i]] > after:
            place = _place(values[i], slots[i], table, whose)
            if whose[place] == FREE:
                taken += 1
                if taken * 2 > len(table):
                    return -1
                table[place] = values[i]
                whose[place] = slots[i]
    return taken


@numba.njit(cache=True, nogil=True)
def _answer(rows, slots, values, last, marked, after, table, whose, answered):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    for i in range(len(slots)):
        if bit(marked, slots[i]) and last[rows[i]] > after:
            place = _place(values[i], slots[i], table, whose)
            if whose[place] != FREE:
                answered[place] = True


@numba.njit(cache=True, nogil=True)
def _keep(table, whose, answered, amount, share, kept):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Per key, that is per slot and upper bits of the mark: how many values, how many of them answered."""
    keys = np.empty(len(table), np.int64)
    owner = np.full(len(table), FREE, np.int32)
    asked = np.zeros(len(table), np.int64)
    met = np.zeros(len(table), np.int64)
    for i in range(len(table)):
        if whose[i] != FREE:
            key = table[i] >> VALUE_BITS
            place = _place(key, whose[i], keys, owner)
            if owner[place] == FREE:
                owner[place] = whose[i]
                keys[place] = key
            asked[place] += 1
            met[place] += answered[i]
    for i in range(len(keys)):
        if owner[i] != FREE and asked[i] >= amount and (asked[i] - met[i]) * 100 >= asked[i] * share:
            kept[owner[i]] = 1
