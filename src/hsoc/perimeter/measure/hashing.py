"""Keys as 64-bit hashes of columns. Belongs here: mixing. Never: which columns. Not for secrets; the seed hinders chosen collisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Uint64s = NDArray[np.uint64]

SEED: Final = 0x9E37_79B9_7F4A_7C15  # 2^64 divided by the golden ratio; a run may bring its own


@numba.njit(cache=True, nogil=True)
def _fold(hashes: Uint64s, column: Int64s, rows: Int64s) -> None:  # pragma: no cover - compiled
    """SplitMix64's finaliser over hash xor value, row by row."""
    for i in range(len(rows)):
        x = (hashes[i] ^ np.uint64(column[rows[i]])) + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        hashes[i] = x ^ (x >> np.uint64(31))


def hashed(columns: Sequence[Int64s], *, rows: Int64s, seed: int = SEED) -> Uint64s:
    """Hash of each of `rows` over the columns in order. Shapes: columns (n,), rows (m,) indices, result (m,)."""
    hashes = np.full(len(rows), seed, np.uint64)
    for column in columns:
        _fold(hashes, column, rows)
    return hashes


def continued(hashes: Uint64s, columns: Sequence[Int64s], *, rows: Int64s) -> Uint64s:
    """`hashed` over more columns, from hashes already there (which stay as they are)."""
    longer = hashes.copy()
    for column in columns:
        _fold(longer, column, rows)
    return longer


def slots(hashes: Uint64s, *, bits: int) -> NDArray[np.int32]:
    """The upper `bits` bits: a slot in a table of 2**bits (bits <= 31)."""
    return (hashes >> np.uint64(64 - bits)).astype(np.int32)
