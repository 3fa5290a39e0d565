"""The sieve: which keys could fire. Belongs here: hashed counters over a sliding window of tiles. Never: thresholds, definitions.

A slot counts all keys that hash to it, so it can only count too much: no key whose sum reaches `amount` is missed. A slot is due when
its sum reaches `amount` and it has never been judged, or has grown by a quarter since, or was judged `recheck` ticks ago and moved since.
What is far beyond `amount` is urgent: it may be judged between two ticks.
Memory is fixed at construction, whatever arrives. Tiles are those of arrival (the watch's clock): a flow is in the window at
most until its tile leaves, so that late flows over-count and never under-count.
"""

# ruff: noqa: ANN001, ANN202  (kernels: numba infers their types from the arrays they are called with)
from __future__ import annotations

from collections import defaultdict
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import Int64s, Uint64s

Slots = NDArray[np.int32]

SLOT_BITS: Final = 20  # a million slots per detector: 2 % of them shared at 20,000 candidate keys
SEEN_BITS: Final = 22  # remembered different values per detector; more of them over-count
TILE_MS: Final = 10_000  # ms
RECHECK: Final = 10  # ticks (s); also how stale a still running detection can get
CALM: Final = 30  # ticks (s); the same for keys that did not fire, mostly people who download
GROWTH: Final = 4  # judged again after growing by a quarter
URGENT: Final = 3  # times `amount` from which a key need not wait for the next whole tick …
URGENT_GROWTH: Final = 2  # … unless it was judged at more than half of what it is now
NO_TILE: Final = -1
# a remembered value, with the tile in which it was last seen and the slot it counts for: together, as memory is fetched by 64 bytes
SEEN: Final = np.dtype([("value", np.uint64), ("tile", np.int32), ("slot", np.int32)])


@numba.njit(cache=True, nogil=True)
def _grown(slot, weight, total, base, state, amount, due, n):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    total[slot] += weight
    if state[slot] & 1 == 0 and total[slot] >= amount and total[slot] * GROWTH >= base[slot] * (GROWTH + 1):
        state[slot] |= 1
        due[n] = slot
        n += 1
    return n


@numba.njit(cache=True, nogil=True)
def _add(slots, weights, tile_sums, total, base, state, amount, due):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Sums of weights. state bits: 1 = due, 2 = moved since it was judged. Returns how many slots became due."""
    n = 0
    for i in range(len(slots)):
        slot = slots[i]
        tile_sums[slot] += weights[i]
        state[slot] |= 2
        n = _grown(slot, weights[i], total, base, state, amount, due, n)
    return n


@numba.njit(cache=True, nogil=True)
def _add_new(slots, values, tile, seen, total, base, state, amount, due, lost):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Different values: each is remembered with the tile in which it was last seen. A value pushed out by another stays counted."""
    n = 0
    m = 0
    for i in range(len(slots)):
        slot = slots[i]
        state[slot] |= 2
        place = values[i] >> np.uint64(64 - SEEN_BITS)
        if seen[place].tile != NO_TILE and seen[place].value == values[i]:
            seen[place].tile = tile
            continue
        if seen[place].tile != NO_TILE:
            lost[m, 0] = seen[place].tile
            lost[m, 1] = seen[place].slot
            m += 1
        seen[place].value = values[i]
        seen[place].tile = tile
        seen[place].slot = slot
        n = _grown(slot, 1, total, base, state, amount, due, n)
    return n, m


@numba.njit(cache=True, nogil=True)
def _forget(oldest, seen, total):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Returns the first tile that is still remembered (or will be: never more than `oldest` + what is seen)."""
    first = np.int64(1) << 62
    for i in range(len(seen)):
        if seen[i].tile == NO_TILE:
            continue
        if seen[i].tile < oldest:
            total[seen[i].slot] -= 1
            seen[i].tile = NO_TILE
        elif seen[i].tile < first:
            first = seen[i].tile
    return first


class Sieve:
    """Counters of one detector. `amount` as in its `least`; distinct: count different values instead of weights.

    recheck, calm: ticks; whoever ticks more rarely than once a second says fewer.
    """

    def __init__(self, *, amount: int, distinct: bool, recheck: int = RECHECK, calm: int = CALM) -> None:
        size = 1 << SLOT_BITS
        self._recheck_after, self._calm_after = recheck, calm
        self._first = 0  # no remembered value was last seen in a tile before this one
        self.amount = amount
        self.distinct = distinct
        self.total = np.zeros(size, np.int64)
        self._base = np.zeros(size, np.int64)
        self._state = np.zeros(size, np.uint8)
        self._judged = np.full(size, -1, np.int64)  # tick of the last judgement
        self._due: list[Slots] = []
        self._recheck: dict[int, list[Slots]] = defaultdict(list)  # tick: slots judged `recheck` ticks before
        self._tiles: dict[int, Int64s] = {}  # sums of weights per tile
        self._lost: dict[int, list[Slots]] = defaultdict(list)  # tile: slots of values that were pushed out
        if distinct:
            self._seen = np.zeros(1 << SEEN_BITS, SEEN)
            self._seen["tile"] = NO_TILE

    def add(self, slots: Slots, *, tile: int, weights: Int64s, values: Uint64s) -> None:
        """Flows of one tile: their key's slot, and a weight or (distinct) the hash of key and value."""
        due = np.empty(min(len(slots), len(self.total)), np.int32)
        if not self.distinct:
            sums = self._tiles.setdefault(tile, np.zeros(len(self.total), np.int64))
            n = _add(slots, weights, sums, self.total, self._base, self._state, self.amount, due)
        else:
            self._first = min(self._first, tile)
            lost = np.empty((len(slots), 2), np.int32)
            n, m = _add_new(
                slots, values, tile, self._seen, self.total, self._base, self._state, self.amount, due, lost,
            )  # fmt: skip
            for gone in np.unique(lost[:m, 0]):
                self._lost[int(gone)].append(lost[:m, 1][lost[:m, 0] == gone])
        if n:
            self._due.append(due[:n].copy())

    def expire(self, oldest: int) -> None:
        """Take back what was counted in tiles before `oldest`."""
        for tile in [t for t in self._tiles if t < oldest]:
            self.total -= self._tiles.pop(tile)
        for tile in [t for t in self._lost if t < oldest]:
            for slots in self._lost.pop(tile):
                np.subtract.at(self.total, slots, 1)
        if self.distinct and self._first < oldest:
            self._first = _forget(oldest, self._seen, self.total)

    def due(self, tick: int, *, everything: bool = False) -> Slots:
        """Slots to judge at this tick (a count of seconds), each once; they grow from there. everything: also what only moved."""
        for then in sorted(t for t in self._recheck if everything or t <= tick):
            for slots in self._recheck.pop(then):
                self._again(slots[self._judged[slots] == then - self._recheck_after])
        if not self._due:
            return np.empty(0, np.int32)
        slots = np.concatenate(self._due)
        self._due.clear()
        return self._taken(slots, tick)

    def urgent(self, tick: int) -> Slots:
        """Of the slots that wait for the next tick those that are far beyond what is asked; the others go on waiting."""
        if not self._due:
            return np.empty(0, np.int32)
        waiting = np.concatenate(self._due)
        total = self.total[waiting]
        hurry = (total >= self.amount * URGENT) & (total >= self._base[waiting] * URGENT_GROWTH)
        self._due = [waiting[~hurry]]
        return self._taken(waiting[hurry], tick)

    def _taken(self, slots: Slots, tick: int) -> Slots:
        """These are judged now."""
        if len(slots):
            self._base[slots] = self.total[slots]
            self._state[slots] = 0
            self._judged[slots] = tick
            self._recheck[tick + self._recheck_after].append(slots)
        return slots

    def calm(self, slots: Slots, *, tick: int) -> None:
        """Slots just judged and found innocent: looked at again after `calm` ticks instead (growth still makes them due at once)."""
        if len(slots):
            self._judged[slots] = tick + self._calm_after - self._recheck_after
            self._recheck[tick + self._calm_after].append(slots)

    def _again(self, slots: Slots) -> None:
        """`recheck` ticks later: what moved and is still heavy is due once more, the others are forgotten until they reach `amount`."""
        heavy = (self.total[slots] >= self.amount) & (self._state[slots] == 2)
        again = slots[heavy]
        self._state[again] |= 1
        if len(again):
            self._due.append(again)
        idle = slots[(self._state[slots] & 2 == 0) | (self.total[slots] < self.amount)]
        self._base[idle] = 0

    @property
    def waiting(self) -> bool:
        """True where some tick still has something to judge."""
        return bool(self._due or self._recheck)
