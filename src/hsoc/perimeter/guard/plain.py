"""A look over a whole batch before it is judged: which registered prefix each update is about, and which say only what they may. Pure.

Most updates are about nobody's prefix here, and most of the others are as they were agreed. What plainly is so (one rule with its origins
and neighbours, permitted, no leak) is told apart by few arrays in one loop; everything else, and all that needs memory, is for `judge`.
Plain may say no where judge finds nothing wrong; it never says yes where judge would not (tests/perimeter/guard/test_plain.py).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hsoc.perimeter.guard.rules import Neighbours, Rules
from hsoc.perimeter.guard.validity import Validity
from hsoc.records.address import Int64s


def plain(rows: Int64s, told: Int64s, path: Int64s, *, r: Rules, n: Neighbours, v: Validity) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """(node, fine) per update of a batch (records.route.Routes): its registered prefix or -1, and 1 where it is plainly as agreed.

    `fine` holds for what a peer tells that is no session of ours: a neighbour is looked at more closely.
    """
    count = rows.shape[1]
    node, fine = np.empty(count, np.int32), np.zeros(count, np.uint8)
    _nodes(rows, r.hi, r.lo, r.bits, r.parent, node)
    simple = _simple(r) if not len(v.customer) else np.zeros(len(r.hi), np.uint8)
    _fine(
        rows, told, path, node, fine, simple, r.rule_at, r.bits, r.most, r.origin_at, r.origins, r.neighbour_at, r.neighbours, n.tier1
    )  # fmt: skip
    return node, fine


def _simple(r: Rules) -> NDArray[np.uint8]:
    """Per node: whether it has exactly one rule, by origins, without an export limit or declared paths."""
    first = r.rule_at[:-1]
    known = np.minimum(first, max(len(r.most) - 1, 0))
    one = np.diff(r.rule_at) == 1
    if not len(r.most):
        return one.astype(np.uint8)
    named = r.origin_at[known + 1] > r.origin_at[known]
    free = r.pattern_at[known + 1] == r.pattern_at[known]
    return np.asarray(one & named & free & (r.any_origin[known] == 0) & (r.no_export[known] == 0), np.uint8)


@njit(cache=True, nogil=True)
def _nodes(rows: Int64s, hi: Int64s, lo: Int64s, bits: Int64s, parent: Int64s, node: NDArray[np.int32]) -> None:
    """tree.find for each row; written out, since handing a tree over costs more than looking into it."""
    flip = np.int64(-9223372036854775808)
    size = len(hi)
    for i in range(rows.shape[1]):
        h, w, length = rows[5, i] ^ flip, rows[6, i] ^ flip, rows[7, i]
        left, right = np.int64(0), np.int64(size)
        while left < right:
            middle = (left + right) >> 1
            if hi[middle] < h or (hi[middle] == h and (lo[middle] < w or (lo[middle] == w and bits[middle] <= length))):
                left = middle + 1
            else:
                right = middle
        at = left - 1
        while at >= 0:
            b = bits[at]
            if b <= length:
                if b <= 0:
                    break
                if b <= 64:
                    if (h ^ hi[at]) >> (64 - b) == 0:
                        break
                elif h == hi[at] and (w ^ lo[at]) >> (128 - b) == 0:
                    break
            at = parent[at]
        node[i] = at


@njit(cache=True, nogil=True)
def _fine(
    rows: Int64s, told: Int64s, path: Int64s, node: NDArray[np.int32], fine: NDArray[np.uint8], simple: NDArray[np.uint8],
    rule_at: Int64s, bits: Int64s, most: Int64s, origin_at: Int64s, origins: Int64s, neighbour_at: Int64s, neighbours: Int64s,
    tier1: Int64s,
) -> None:  # fmt: skip
    """What judge.hijack_label permits under a simple rule, and judge.valley cannot find: fewer than two tier-1s on the way."""
    for i in range(rows.shape[1]):
        at, t = node[i], rows[8, i]
        if rows[1, i] != 0 or t < 0 or at < 0 or simple[at] == 0:
            continue
        start, end = told[5, t], told[5, t + 1]
        rule = rule_at[at]
        if end <= start or (rows[7, i] != bits[at] and rows[7, i] > most[rule]):
            continue
        known = False
        for k in range(origin_at[rule], origin_at[rule + 1]):
            known |= origins[k] == told[0, t]
        if not known:
            continue
        hop = end - 1
        while hop >= start and path[hop] == path[end - 1]:
            hop -= 1
        if hop >= start and neighbour_at[rule + 1] > neighbour_at[rule]:
            known = False
            for k in range(neighbour_at[rule], neighbour_at[rule + 1]):
                known |= neighbours[k] == path[hop]
            if not known:
                continue
        large = 0
        for hop in range(start, end):
            for k in range(len(tier1)):
                large += tier1[k] == path[hop]
        fine[i] = large < 2
