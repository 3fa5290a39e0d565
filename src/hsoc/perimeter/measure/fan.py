"""Exact fan-out: how many different targets and ports each source has. Belongs here: that counting over columns. Never: files, a threshold.

Sources and targets are numbered as they come; then the flows are laid out source by source, and one mark per target and per port says
whether this source was there already. So every flow costs a few steps in small tables, and nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import SEED, Int64s

PORTS: Final = 1 << 16
MOST: Final = 200_000_000  # flows of one question: 20 bytes each, 4 GB
_FIRST: Final = 1 << 16  # places of a new table of addresses


class TooMany(ValueError):
    """More flows than one machine shall hold, or a port that is none; the text says which."""


class Numbers:
    """Addresses numbered in the order in which they come."""

    def __init__(self, *, seed: int = SEED) -> None:
        """seed: hinders addresses that are chosen to collide."""
        self._seed = np.uint64(seed)
        self._table = np.full(_FIRST, -1, np.int32)
        self._known = np.empty((_FIRST // 2, 2), np.int64)  # both halves side by side: one step into memory, not two
        self.count = 0

    @property
    def addresses(self) -> tuple[Int64s, Int64s]:
        """Upper and lower halves, by number."""
        return self._known[: self.count, 0], self._known[: self.count, 1]

    def of(self, hi: Int64s, lo: Int64s) -> NDArray[np.int32]:
        """The number of each."""
        out, done = np.empty(len(lo), np.int32), 0
        while True:
            done, self.count = _numbered(hi, lo, out, done, self._table, self._known, self.count, self._seed)
            if done == len(lo):
                return out
            self._grow()

    def _grow(self) -> None:
        self._table = np.full(4 * len(self._table), -1, np.int32)
        self._known = np.concatenate([self._known, np.empty((3 * len(self._known), 2), np.int64)])
        _placed(self._table, self._known, self.count, self._seed)


class Fan:
    """Flows in, batch by batch; then the fan-out of every source."""

    def __init__(self, *, seed: int = SEED) -> None:
        self._sources, self._targets = Numbers(seed=seed), Numbers(seed=seed)
        self._parts: list[tuple[Any, Any, Any]] = []
        self.rows = 0

    def add(self, columns: Mapping[str, Int64s]) -> None:
        """Columns src_hi, src_lo, dst_hi, dst_lo, dport of a batch, equally long. Raises TooMany."""
        port = columns["dport"]
        self.rows += len(port)
        if self.rows > MOST:
            raise TooMany(f"more than {MOST} flows: ask about fewer days, or Spark")
        if len(port) and (port.min() < 0 or port.max() >= PORTS):
            raise TooMany(f"a port of {port.min()} or {port.max()}; there are 0 to {PORTS - 1}")
        ends = [
            numbers.of(columns[f"{side}_hi"], columns[f"{side}_lo"]) for numbers, side in ((self._sources, "src"), (self._targets, "dst"))
        ]
        self._parts.append((ends[0], ends[1], port.astype(np.uint16)))

    def told(self) -> dict[str, Int64s]:
        """Columns src_hi, src_lo, flows, targets, ports, one row per source; the batches are forgotten."""
        hi, lo = self._sources.addresses
        flows = np.zeros(self._sources.count, np.int64)
        for source, _, _ in self._parts:
            flows += np.bincount(source, minlength=len(flows))
        place = np.cumsum(flows) - flows
        target, port = np.empty(self.rows, np.int32), np.empty(self.rows, np.uint16)
        for part in self._parts:
            _laid(*part, place, target, port)  # place is moved on to the end of each source
        self._parts, self.rows = [], 0
        targets, ports = _counted(flows, target, port, self._targets.count)
        return {"src_hi": hi, "src_lo": lo, "flows": flows, "targets": targets, "ports": ports}


@numba.njit(cache=True, nogil=True)
def _slot(hi: Any, lo: Any, seed: Any, mask: Any) -> Any:
    """Where the search for an address begins: SplitMix64's finaliser, as in hashing.py."""
    x = (seed ^ np.uint64(hi)) * np.uint64(0xBF58476D1CE4E5B9) ^ np.uint64(lo)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((x ^ (x >> np.uint64(31))) & np.uint64(mask))


@numba.njit(cache=True, nogil=True)
def _numbered(hi: Any, lo: Any, out: Any, start: Any, table: Any, known: Any, count: Any, seed: Any) -> Any:
    """Numbers from `start` on until all have one or the table is half full; (how far it came, how many are known)."""
    mask = len(table) - 1
    for row in range(start, len(lo)):
        slot = _slot(hi[row], lo[row], seed, mask)
        while True:
            number = table[slot]
            if number < 0:
                if count == len(known):
                    return row, count
                table[slot] = count
                known[count, 0], known[count, 1] = hi[row], lo[row]
                number = count
                count += 1
                break
            if known[number, 1] == lo[row] and known[number, 0] == hi[row]:
                break
            slot = (slot + 1) & mask
        out[row] = number
    return len(lo), count


@numba.njit(cache=True, nogil=True)
def _placed(table: Any, known: Any, count: Any, seed: Any) -> None:
    """Put all that are known into a new table."""
    mask = len(table) - 1
    for number in range(count):
        slot = _slot(known[number, 0], known[number, 1], seed, mask)
        while table[slot] >= 0:
            slot = (slot + 1) & mask
        table[slot] = number


@numba.njit(cache=True, nogil=True)
def _laid(source: Any, target: Any, port: Any, place: Any, to_target: Any, to_port: Any) -> None:
    """Put each flow's target and port among those of its source."""
    for row in range(len(source)):
        at = place[source[row]]
        to_target[at], to_port[at] = target[row], port[row]
        place[source[row]] = at + 1


@numba.njit(cache=True, nogil=True)
def _counted(flows: Any, target: Any, port: Any, known: Any) -> Any:
    """Different targets and ports of each source; a mark holds the last source that was there."""
    targets, ports = np.zeros(len(flows), np.int64), np.zeros(len(flows), np.int64)
    at_target, at_port = np.full(known, -1, np.int32), np.full(1 << 16, -1, np.int32)
    row = 0
    for source in range(len(flows)):
        for _ in range(flows[source]):
            if at_target[target[row]] != source:
                at_target[target[row]] = source
                targets[source] += 1
            if at_port[port[row]] != source:
                at_port[port[row]] = source
                ports[source] += 1
            row += 1
    return targets, ports
