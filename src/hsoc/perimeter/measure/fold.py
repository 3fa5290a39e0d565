"""Rows folded by key, in one bounded hash table. Belongs here: summing, least, greatest, OR of int64 columns. Never: what a column means.

A row is key columns and value columns; rows of one key become one, column by column by its operation. All four operations are commutative
and associative, so that folding pieces and folding the pieces' results is folding the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import SEED, Int64s, Uint64s
from hsoc.perimeter.measure.program import HEAD, Stand, Steps, Unwritable, compiled, loads, same, written

Matrix = NDArray[np.int64]  # (rows, keys + values), C order

SUM, LEAST, GREATEST, OR = 0, 1, 2, 3
OPERATIONS: Final = {"sum": SUM, "min": LEAST, "max": GREATEST, "or": OR}
LOAD: Final = 2  # places of the hash table per row at the ceiling; linear probing is short up to a half
EMPTY: Final = -1


class Fold:
    """At most `ceiling` rows of different keys. What comes with a new key beyond that is left out and counted, known keys go on."""

    def __init__(self, *, keys: int, operations: Sequence[str], ceiling: int, seed: int = SEED) -> None:
        """keys: how many of the columns are the key (they come first); operations: names in OPERATIONS, one per value column."""
        self._keys = keys
        self._operations = np.array([OPERATIONS[name] for name in operations], np.int64)
        self._places = np.full(1 << (LOAD * ceiling - 1).bit_length(), EMPTY, np.int32)
        self._rows: Matrix = np.empty((ceiling, keys + len(operations)), np.int64)  # memory is taken as rows come
        self._secret = _secret(seed, keys)
        self._used = 0
        self.left_out = 0

    def __len__(self) -> int:
        return self._used

    def add(self, columns: Sequence[Int64s]) -> None:
        """Fold rows in; columns: the keys, then the values, each of shape (n,)."""
        if not len(columns[0]):
            return
        matrix = np.empty((len(columns[0]), len(columns)), np.int64)
        for number, column in enumerate(columns):
            matrix[:, number] = column
        self._used, left = _add(matrix, self._keys, self._operations, self._places, self._rows, self._used, self._secret)
        self.left_out += left

    def run(self, loop: Loop, columns: Mapping[str, Int64s], count: int) -> None:
        """Fold in what a loop makes of `count` rows of these columns; the loop was written for these keys and operations."""
        if count:
            given = tuple(same(columns[name][:count]) for name in loop.columns)
            self._used, left = loop.kernel(given, count, self._places, self._rows, self._used, self._secret)
            self.left_out += left

    def take(self) -> list[Int64s]:
        """All rows as columns, in the order in which their keys came; the table is empty afterwards."""
        rows = self._rows[: self._used].copy()
        self._places.fill(EMPTY)
        self._used = 0
        return [np.ascontiguousarray(rows[:, number]) for number in range(rows.shape[1])]


def folded(columns: Sequence[Int64s], *, keys: int, operations: Sequence[str]) -> list[Int64s]:
    """`Fold` over rows that are all there, with room for each; the result is sorted by key."""
    fold = Fold(keys=keys, operations=operations, ceiling=max(1, len(columns[0])))
    fold.add(columns)
    rows = fold.take()
    order = np.lexsort(rows[:keys][::-1])
    return [column[order] for column in rows]


class Loop:
    """What makes rows and folds them, as one compiled loop: no column of the made rows is ever laid out.

    relevant: mask over columns as attributes; row: values by name from the same attributes; both written with operators (program.py).
    names: the row's, keys first. Raises Unwritable.
    """

    def __init__(
        self, relevant: Callable[[Any], Any], row: Callable[[Any], Mapping[str, Any]], *, names: Sequence[str], operations: Sequence[str]
    ) -> None:
        steps = Steps()
        mask = relevant(Stand(steps))
        if getattr(mask, "kind", "") != "bool":
            raise Unwritable(f"{relevant} does not answer with a mask")
        begun = len(steps.steps)
        made = row(Stand(steps))
        cells = [f"t{steps.number(made[name])}" for name in names]
        self.columns = tuple(steps.columns)
        self.kernel = compiled(_source(steps, mask.number, begun, cells, [OPERATIONS[name] for name in operations]))


def _source(steps: Steps, mask: int, begun: int, cells: list[str], operations: list[int]) -> str:
    """The text of a kernel that does to made rows what `_add` does to a matrix. Numbers of ours and column names only."""
    keys, values = cells[: len(cells) - len(operations)], cells[len(cells) - len(operations) :]
    halves = [
        f"secret[{2 * k + 1}] * (np.uint64({key}) & np.uint64(0xFFFFFFFF)) + secret[{2 * k + 2}] * (np.uint64({key}) >> np.uint64(32))"
        for k, key in enumerate(keys)
    ]
    merges = []
    for number, (value, operation) in enumerate(zip(values, operations, strict=True), len(keys)):
        cell = f"rows[row, {number}]"
        merges.append(
            f"{cell} = " + {SUM: "{} + {}", LEAST: "min({}, {})", GREATEST: "max({}, {})", OR: "{} | {}"}[operation].format(cell, value)
        )
    return "\n".join([
        *HEAD[:2], "from hsoc.perimeter.measure.fold import finished", *HEAD[2:],
        "def kernel(columns, count, places, rows, used, secret):",
        *loads(steps),
        "    wrap, left = np.uint64(len(places) - 1), 0",
        "    for i in range(count):",
        *(f"        {line}" for line in written(steps)[:begun]),
        f"        if not t{mask}:",
        "            continue",
        *(f"        {line}" for line in written(steps, begun)),
        f"        place = finished(secret[0] + {' + '.join(halves)}) & wrap",
        "        while True:",
        "            row = places[place]",
        "            if row < 0:",
        "                if used == rows.shape[0]:",
        "                    left += 1",
        "                    break",
        "                places[place] = used",
        *(f"                rows[used, {number}] = {cell}" for number, cell in enumerate(cells)),
        "                used += 1",
        "                break",
        f"            if {' and '.join(f'rows[row, {number}] == {key}' for number, key in enumerate(keys))}:",
        *(f"                {line}" for line in merges),
        "                break",
        "            place = (place + np.uint64(1)) & wrap",
        "    return used, left",
        "",
    ])  # fmt: skip


def _secret(seed: int, keys: int) -> Uint64s:
    """Multipliers for the halves of the key columns, and what is added: SplitMix64's sequence from the seed."""
    steps = np.arange(1, 2 * keys + 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        steps = (steps ^ (steps >> np.uint64(shift))) * np.uint64(factor)
    out: Uint64s = steps ^ (steps >> np.uint64(31))
    return out


@numba.njit(cache=True, nogil=True, inline="always")
def finished(x: np.uint64) -> np.uint64:  # pragma: no cover - compiled
    """SplitMix64's finaliser, so that the low bits depend on all."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    out: np.uint64 = x ^ (x >> np.uint64(31))
    return out


@numba.njit(cache=True, nogil=True, inline="always")
def _hash(key: Int64s, secret: Uint64s) -> np.uint64:  # pragma: no cover - compiled
    """Multilinear over the halves of the columns (Lemire and Kaser 2014): who does not know the multipliers cannot choose collisions.

    The products do not wait for each other, as the rounds of a chained hash do.
    """
    x = secret[0]
    for k in range(len(key)):
        half = np.uint64(key[k])
        x += secret[2 * k + 1] * (half & np.uint64(0xFFFFFFFF)) + secret[2 * k + 2] * (half >> np.uint64(32))
    whole: np.uint64 = finished(x)
    return whole


@numba.njit(cache=True, nogil=True, inline="always")
def _merge(into: Int64s, values: Int64s, operations: Int64s) -> None:  # pragma: no cover - compiled
    for v in range(len(operations)):
        if operations[v] == SUM:
            into[v] += values[v]
        elif operations[v] == LEAST:
            into[v] = min(into[v], values[v])
        elif operations[v] == GREATEST:
            into[v] = max(into[v], values[v])
        else:
            into[v] |= values[v]


@numba.njit(cache=True, nogil=True)
def _add(
    matrix: Matrix, keys: int, operations: Int64s, places: NDArray[np.int32], rows: Matrix, used: int, secret: Uint64s
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Rows in use afterwards, and rows left out because the table was full."""
    mask = np.uint64(len(places) - 1)
    left = 0
    for i in range(matrix.shape[0]):
        place = _hash(matrix[i, :keys], secret) & mask
        while True:
            row = places[place]
            if row < 0:
                if used == rows.shape[0]:
                    left += 1
                    break
                places[place] = used
                for c in range(matrix.shape[1]):
                    rows[used, c] = matrix[i, c]
                used += 1
                break
            same = True
            for k in range(keys):
                if rows[row, k] != matrix[i, k]:
                    same = False
                    break
            if same:
                _merge(rows[row, keys:], matrix[i, keys:], operations)
                break
            place = (place + np.uint64(1)) & mask
    return used, left
