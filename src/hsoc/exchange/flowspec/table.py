"""Many rules over many flows: which rule takes each flow. Belongs here: the index and the loop. Never: what a rule means (match).

Rules are indexed by the prefix they name (destination first, else source): one hash probe per prefix length in use, so the cost of a
flow depends on how many lengths there are, not on how many rules. Candidates are then checked in full, so a collision costs time only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.match import Columns, halves
from hsoc.exchange.flowspec.order import rank
from hsoc.records.flow import Fragment
from hsoc.records.scope import Match, Range

Int64s = NDArray[np.int64]

NONE: Final = -1
# columns of a compiled rule
_DST, _SRC, _FLAGS, _FRAGMENT, _SPANS, _WIDTH = 0, 5, 10, 12, 13, 19
# columns of the flows as the loop sees them
_FLOW: Final = ("dst_hi", "dst_lo", "src_hi", "src_lo", "proto", "sport", "dport", "icmp", "tcp_flags", "fragment", "packets", "bytes")
_LATER: Final = int(Fragment.LATER)
_FAMILY_ANY: Final = 0
_MIX: Final = np.int64(-7046029254386353131)  # odd, golden ratio; spreads neighbouring addresses


class Table:
    """Compiled matches. `taken(columns)` is the index of the match that takes each flow (the first in RFC order), -1 for none."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self._order = np.array(sorted(range(len(matches)), key=lambda index: rank(rule(matches[index]))), np.int64)
        rows, spans = [], [(0, 0)]
        for index in self._order:
            row, more = _compiled(matches[int(index)], at=len(spans))
            rows.append(row)
            spans += more
        self._rules = np.array(rows, np.int64).reshape(len(rows), _WIDTH)
        self._spans = np.array(spans, np.int64)
        self._by_dst = _index(self._rules, _DST, np.flatnonzero(self._rules[:, _DST] != _FAMILY_ANY))
        self._by_src = _index(
            self._rules, _SRC, np.flatnonzero((self._rules[:, _DST] == _FAMILY_ANY) & (self._rules[:, _SRC] != _FAMILY_ANY))
        )
        self._anywhere = np.flatnonzero((self._rules[:, _DST] == _FAMILY_ANY) & (self._rules[:, _SRC] == _FAMILY_ANY))

    def __len__(self) -> int:
        return len(self._order)

    def taken(self, columns: Columns) -> Int64s:
        """Index into the matches given, per flow; -1 where none matches."""
        rows = len(columns["proto"])
        if not len(self._order) or not rows:
            return np.full(rows, NONE, np.int64)
        flows = tuple(np.ascontiguousarray(columns[name], np.int64) for name in _FLOW)
        first: Int64s = _taken(flows, self._rules, self._spans, self._by_dst, self._by_src, self._anywhere)
        return np.where(first >= 0, self._order[first], NONE)


def _compiled(match: Match, *, at: int) -> tuple[list[int], list[Range]]:
    """One row: dst and src (family, address, mask), flags, fragment, and where its spans of six kinds begin."""
    row: list[int] = []
    for prefix in (match.dst, match.src):
        row += halves(prefix) if prefix is not None else (_FAMILY_ANY, 0, 0, 0, 0)
    row += match.tcp_flags or (0, 0)
    row.append(NONE if match.fragment is None else int(match.fragment))
    spans: list[Range] = []
    kinds = [[(v, v) for v in match.proto], match.sport, match.dport, [(v, v) for v in match.icmp_type], match.length]
    for kind in kinds:
        row.append(at + len(spans))
        spans += kind
    row.append(at + len(spans))
    return row, spans


def _index(rules: Int64s, side: int, members: Int64s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """(masks, hashes, rule numbers, begin of each mask's slice): per prefix length in use the sorted hashes of its rules."""
    masks = np.unique(rules[members, side + 3 : side + 5], axis=0).reshape(-1, 2)
    hashes, numbers, begins = [], [], [0]
    for mask in masks:
        these = members[(rules[members, side + 3] == mask[0]) & (rules[members, side + 4] == mask[1])]
        key = np.array([_hash(hi, lo) for hi, lo in rules[these, side + 1 : side + 3]], np.int64)
        order = np.lexsort((these, key))
        hashes.append(key[order])
        numbers.append(these[order])
        begins.append(begins[-1] + len(these))
    empty = np.zeros(0, np.int64)
    return masks, np.concatenate([empty, *hashes]), np.concatenate([empty, *numbers]), np.array(begins, np.int64)


@numba.njit(cache=True)
def _hash(hi: Any, lo: Any) -> Any:
    mixed = (hi ^ (lo * _MIX)) * _MIX
    return mixed ^ (mixed >> 29)


@numba.njit(cache=True, nogil=True)
def _taken(flows: Any, rules: Any, spans: Any, by_dst: Any, by_src: Any, anywhere: Any) -> Any:
    count = len(flows[0])
    out = np.full(count, NONE, np.int64)
    for flow in range(count):
        best = len(rules)
        best = _probe(flows, flow, rules, spans, by_dst, flows[0][flow], flows[1][flow], best)
        best = _probe(flows, flow, rules, spans, by_src, flows[2][flow], flows[3][flow], best)
        for number in anywhere:
            if number >= best:
                break
            if _matches(flows, flow, rules[number], spans):
                best = number
        if best < len(rules):
            out[flow] = best
    return out


@numba.njit(cache=True)
def _probe(flows: Any, flow: Any, rules: Any, spans: Any, index: Any, hi: Any, lo: Any, best: Any) -> Any:
    masks, hashes, numbers, begins = index
    for length in range(len(masks)):
        wanted = _hash(hi & masks[length, 0], lo & masks[length, 1])
        low, high = begins[length], begins[length + 1]
        while low < high:
            middle = (low + high) // 2
            if hashes[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        while low < begins[length + 1] and hashes[low] == wanted and numbers[low] < best:
            if _matches(flows, flow, rules[numbers[low]], spans):
                best = numbers[low]
                break
            low += 1
    return best


@numba.njit(cache=True)
def _matches(flows: Any, flow: Any, one: Any, spans: Any) -> Any:
    """The same meaning as `match.matches`, for one flow and one compiled rule; the tests hold the two together."""
    if not _inside(flows[0][flow], flows[1][flow], one[_DST : _DST + 5]) or not _inside(
        flows[2][flow], flows[3][flow], one[_SRC : _SRC + 5]
    ):
        return False
    proto, later = flows[4][flow], flows[9][flow] == _LATER
    ported = (proto in (6, 17)) and not later
    if one[_FRAGMENT] >= 0 and (flows[9][flow] != 0) != (one[_FRAGMENT] == 1):
        return False
    if one[_FLAGS] != 0 and (proto != 6 or later or (flows[8][flow] & one[_FLAGS]) != one[_FLAGS + 1]):
        return False
    packets = max(flows[10][flow], 1)
    typed = (proto in (1, 58)) and not later
    return (
        _in_spans(spans, one[_SPANS], one[_SPANS + 1], proto, True)
        and _in_spans(spans, one[_SPANS + 1], one[_SPANS + 2], flows[5][flow], ported)
        and _in_spans(spans, one[_SPANS + 2], one[_SPANS + 3], flows[6][flow], ported)
        and _in_spans(spans, one[_SPANS + 3], one[_SPANS + 4], flows[7][flow] >> 8, typed)
        and _in_spans(spans, one[_SPANS + 4], one[_SPANS + 5], flows[11][flow] // packets, True)
    )


@numba.njit(cache=True)
def _inside(hi: Any, lo: Any, side: Any) -> Any:
    if side[0] == _FAMILY_ANY:
        return True
    if (hi & side[3]) != side[1] or (lo & side[4]) != side[2]:
        return False
    return side[0] == 4 or not (hi == 0 and (lo >> 32) == 0xFFFF)


@numba.njit(cache=True)
def _in_spans(spans: Any, begin: Any, end: Any, value: Any, applies: Any) -> Any:
    if begin == end:
        return True
    if not applies:
        return False
    for at in range(begin, end):  # noqa: SIM110 - Numba compiles the loop, not a generator
        if spans[at, 0] <= value <= spans[at, 1]:
            return True
    return False
