"""One announcement against what is authorised: hijack labels and leaks of what is ours. Belongs here: kernels. Never: memory (memory).

path[start:end] is the AS path, origin last. All numbers of labels stand in `labels`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.guard.labels import (
    EXACT,
    FIRST_HOP,
    FURTHER,
    HAIRPIN,
    LATERAL,
    ORIGIN,
    PATTERN,
    SQUAT,
    SUB,
    UNCHANGED,
    VALID,
)  # fmt: skip
from hsoc.perimeter.guard.rules import Neighbours, Rules
from hsoc.perimeter.guard.tree import Tree, find
from hsoc.perimeter.guard.validity import Validity, origin_validity, unattested
from hsoc.records.address import Int64s


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def holds(values: Int64s, start: int, end: int, wanted: int) -> bool:
    """Whether wanted is among values[start:end]."""
    for i in range(start, end):
        if values[i] == wanted:
            return True
    return False


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def first_hop(path: Int64s, start: int, end: int) -> int:
    """The AS next to the origin, -1 where there is none; prepending does not count."""
    at = end - 1
    while at >= start:
        if path[at] != path[end - 1]:
            return path[at]
        at -= 1
    return np.int64(-1)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _unlike(r: Rules, rule: int, path: Int64s, start: int, end: int) -> int:
    """The first AS that makes the path unlike all declared endings of a rule, -1 where it is like one (or none is declared)."""
    culprit = np.int64(-1)
    for pattern in range(r.pattern_at[rule], r.pattern_at[rule + 1]):
        at, wrong = end - 1, np.int64(-1)
        hop = r.hop_at[pattern + 1] - 1
        while hop >= r.hop_at[pattern] and at >= start:
            if path[at] != r.hops[hop]:
                wrong = path[at]
                break
            asn = path[at]
            while at >= start and path[at] == asn:
                at -= 1
            hop -= 1
        if wrong < 0:
            return np.int64(-1)
        culprit = wrong
    return culprit


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _hops(path: Int64s, start: int, end: int) -> int:
    count = np.int64(1) if end > start else np.int64(0)
    for i in range(start, end - 1):
        count += path[i] != path[i + 1]
    return count


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _against(
    r: Rules, v: Validity, rule: int, bits: int, exact: bool, origin: int, path: Int64s, start: int, end: int
) -> tuple[int, int, int]:
    """One rule: (path dimension, policy dimension, culprit); all zero where it permits, SQUAT * 10 as path where nobody may announce."""
    if r.origin_at[rule] == r.origin_at[rule + 1] and not r.any_origin[rule]:
        return SQUAT * 10, 0, origin
    if not r.any_origin[rule]:
        if not holds(r.origins, r.origin_at[rule], r.origin_at[rule + 1], origin):
            return ORIGIN, 0, origin
        hop = first_hop(path, start, end)
        some = r.neighbour_at[rule + 1] > r.neighbour_at[rule]
        if hop >= 0 and some and not holds(r.neighbours, r.neighbour_at[rule], r.neighbour_at[rule + 1], hop):
            return FIRST_HOP, 0, hop
        wrong = _unlike(r, rule, path, start, end)
        if wrong >= 0:
            return PATTERN, 0, wrong
        place, culprit = unattested(v, path, start, end)
        if place > 0:
            return (FIRST_HOP if place == 1 else FURTHER), 0, culprit
    if r.no_export[rule] and _hops(path, start, end) > 2:
        return 0, 1, first_hop(path, start, end)
    if not exact and bits > r.most[rule]:
        return UNCHANGED, 0, np.int64(-1)
    return 0, 0, np.int64(-1)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def hijack_label(
    r: Rules, v: Validity, node: int, hi: int, lo: int, bits: int, origin: int, path: Int64s, start: int, end: int
) -> tuple[int, int, int, int]:
    """(label, culprit, rule, validity): label 0 where the announcement is permitted; rule is the one that permits, or fits best."""
    best, culprit, chosen = np.int64(0), np.int64(-1), r.rule_at[node]
    rank = np.int64(-1)
    exact = r.bits[node] == bits
    at = node
    while at >= 0:
        for rule in range(r.rule_at[at], r.rule_at[at + 1]):
            path_kind, policy, who = _against(r, v, rule, bits, r.bits[at] == bits, origin, path, start, end)
            if path_kind == 0 and policy == 0:
                return np.int64(0), np.int64(-1), rule, np.int64(0)
            fits = np.int64(9) if path_kind == 0 else path_kind if path_kind < 10 else np.int64(0)
            if fits > rank:
                rank, chosen, culprit = fits, rule, who
                best = (EXACT if exact else SUB) * 100 + path_kind * 10 + policy if path_kind < 10 else SQUAT * 100 + ORIGIN * 10
        if not r.defends[at]:
            break
        at = r.parent[at]
    valid = origin_validity(v, hi, lo, bits, origin)
    if valid == VALID and best // 10 % 10 == ORIGIN:
        return np.int64(0), np.int64(-1), chosen, valid  # whoever may originate says so by a ROA
    return best, culprit, chosen, valid


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def valley(n: Neighbours, path: Int64s, start: int, end: int) -> tuple[int, int]:
    """(leak, culprit) where a path goes down and up again between networks that buy transit from nobody (RFC 7908, 3.1 and 3.2)."""
    below = np.int64(-1)  # place of the last tier-1 seen, walking from the origin
    run, i = np.int64(0), end - 1
    while i >= start:
        if i < end - 1 and path[i] == path[i + 1]:
            i -= 1
            continue
        if holds(n.tier1, 0, len(n.tier1), path[i]):
            run += 1
            if run >= 3:
                return LATERAL, path[i + 1]
            if below >= 0 and run == 1:
                return HAIRPIN, path[below - 1]
            below = i
        else:
            run = np.int64(0)
        i -= 1
    return np.int64(0), np.int64(-1)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def around(r: Rules, hi: int, lo: int, bits: int) -> int:
    """The registered prefix that an announcement concerns, -1 where none."""
    return find(Tree(r.hi, r.lo, r.bits, r.parent), hi, lo, bits)
