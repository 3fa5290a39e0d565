"""Prefixes in order with their parents: the most specific registered prefix around an announced one. Never: what a prefix means.

Prefixes either nest or are apart, so the predecessor in order (address, then length) or one of its parents is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numba import njit

from hsoc.records.address import Int64s
from hsoc.records.route import place

_FLIP = np.int64(-(1 << 63))


class Tree(NamedTuple):
    """Sorted distinct prefixes of the mapped space; halves are kept with the sign flipped, so that they compare as unsigned."""

    hi: Int64s
    lo: Int64s
    bits: Int64s
    parent: Int64s


@njit(cache=True, nogil=True)
def inside(hi: int, lo: int, outer_hi: int, outer_lo: int, bits: int) -> bool:
    """Whether an address lies in a prefix of `bits`; both with flipped or both with plain halves."""
    if bits <= 0:
        return True
    if bits <= 64:
        return (hi ^ outer_hi) >> (64 - bits) == 0
    return hi == outer_hi and (lo ^ outer_lo) >> (128 - bits) == 0


@njit(cache=True, nogil=True)
def _parents(hi: Int64s, lo: Int64s, bits: Int64s, parent: Int64s) -> None:
    for i in range(len(hi)):
        at = np.int64(i - 1)
        while at >= 0 and not (bits[at] <= bits[i] and inside(hi[i], lo[i], hi[at], lo[at], bits[at])):
            at = parent[at]
        parent[i] = at


def tree(hi: Int64s, lo: Int64s, bits: Int64s) -> tuple[Tree, Int64s]:
    """The tree of some prefixes, and for each given one its place in it. Shapes: (n,) each."""
    if not len(hi):
        nothing = np.empty(0, np.int64)
        return Tree(nothing, nothing, nothing, nothing), nothing
    rows = np.stack([hi ^ _FLIP, lo ^ _FLIP, bits], axis=1)
    order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
    ranked = rows[order]
    fresh = np.append(True, (ranked[1:] != ranked[:-1]).any(axis=1))
    index = np.empty(len(hi), np.int64)
    index[order] = np.cumsum(fresh) - 1
    kept = ranked[fresh].T.copy()
    parent = np.full(kept.shape[1], -1, np.int64)
    _parents(kept[0], kept[1], kept[2], parent)
    return Tree(kept[0], kept[1], kept[2], parent), index


def of_texts(prefixes: Iterable[str]) -> tuple[Tree, Int64s]:
    """The same from texts. Raises ValueError for one that is not canonical."""
    places = np.array([place(one) for one in prefixes], np.int64).reshape(-1, 3)
    return tree(places[:, 0].copy(), places[:, 1].copy(), places[:, 2].copy())


@njit(cache=True, nogil=True)
def find(t: Tree, hi: int, lo: int, bits: int) -> int:
    """Place of the most specific prefix that holds hi/lo/bits (plain halves), -1 where none does."""
    flip = np.int64(-9223372036854775808)
    hi ^= flip
    lo ^= flip
    left, right = np.int64(0), np.int64(len(t.hi))
    while left < right:
        middle = (left + right) >> 1
        h, w = t.hi[middle], t.lo[middle]
        if h < hi or (h == hi and (w < lo or (w == lo and t.bits[middle] <= bits))):
            left = middle + 1
        else:
            right = middle
    at = left - 1
    while at >= 0 and not (t.bits[at] <= bits and inside(hi, lo, t.hi[at], t.lo[at], t.bits[at])):
        at = t.parent[at]
    return at
