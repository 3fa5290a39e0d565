"""Many rules over many flows: which rule takes each flow. Belongs here: the index and the loop. Never: what a rule means (match).

Rules are indexed by the prefix they name (destination first, else source): one hash probe per prefix length in use, so the cost of a
flow depends on how many lengths there are, not on how many rules. Candidates are then checked in full, so a collision costs time only.
Most flows concern no rule at all: a bit per hash, small enough for the processor's first cache, passes them by before anything is copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
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
MOST_CACHED: Final = 3000  # matches; the most rules a ceiling allows, so that a change costs only what changed
# columns of a compiled rule
_DST, _SRC, _FLAGS, _FRAGMENT, _SPANS, _WIDTH = 0, 5, 10, 12, 13, 19
# columns of the flows as the loop sees them
_FLOW: Final = ("dst_hi", "dst_lo", "src_hi", "src_lo", "proto", "sport", "dport", "icmp", "tcp_flags", "fragment", "packets", "bytes")
_LATER: Final = int(Fragment.LATER)
_FAMILY_ANY: Final = 0
_HINTS: Final = 1 << 15  # bytes, one per hash; with 3000 rules one flow in eleven is looked at in vain
_MIX: Final = np.int64(-7046029254386353131)  # odd, golden ratio; spreads neighbouring addresses


class Table:
    """Compiled matches. `taken(columns)` is the index of the match that takes each flow (the first in RFC order), -1 for none."""

    def __init__(self, matches: Sequence[Match]) -> None:
        ready = [_prepared(match) for match in matches]
        self._order = np.array(sorted(range(len(matches)), key=lambda index: ready[index].rank), np.int64)
        rows, spans = [], [(0, 0)]
        for index in self._order:
            one = ready[int(index)]
            rows.append([*one.fixed, *(len(spans) + offset for offset in one.offsets)])
            spans += one.spans
        rules = np.array(rows, np.int64).reshape(len(rows), _WIDTH)
        by_dst, by_src = rules[:, _DST] != _FAMILY_ANY, rules[:, _SRC] != _FAMILY_ANY
        dst, src = _index(rules, _DST, np.flatnonzero(by_dst)), _index(rules, _SRC, np.flatnonzero(~by_dst & by_src))
        anywhere = np.flatnonzero(~by_dst & ~by_src)
        self._compiled = (rules, np.array(spans, np.int64), *dst, *src, anywhere)
        self._hints = None if len(anywhere) else (dst[0], _hints(dst[1]), src[0], _hints(src[1]))

    def __len__(self) -> int:
        return len(self._order)

    def taken(self, columns: Columns) -> Int64s:
        """Index into the matches given, per flow; -1 where none matches."""
        rows = len(columns["proto"])
        if not len(self._order) or not rows:
            return np.full(rows, NONE, np.int64)
        out = np.full(rows, NONE, np.int64)
        near = np.arange(rows) if self._hints is None else _near(*(columns[name] for name in _FLOW[:4]), *self._hints)
        if len(near):
            flows = np.stack([columns[name][near] for name in _FLOW]).astype(np.int64, copy=False)
            first: Int64s = _taken(flows, *self._compiled)
            out[near] = np.where(first >= 0, self._order[first], NONE)
        return out


def sums(taken: Int64s, columns: Columns, *, matches: int) -> Int64s:
    """What each match took: int64 (matches, 4) of flows, packets and bytes (both times sampling) and the last flow's end in ms."""
    names = ("packets", "bytes", "sampling", "last")
    out: Int64s = _sums(taken, *(np.ascontiguousarray(columns[name], np.int64) for name in names), matches)
    return out


@numba.njit(cache=True, nogil=True)
def _sums(taken: Any, packets: Any, size: Any, sampling: Any, last: Any, matches: Any) -> Any:
    out = np.zeros((matches, 4), np.int64)
    for flow in range(len(taken)):
        if taken[flow] >= 0:
            row, scale = out[taken[flow]], max(sampling[flow], 1)
            row[0] += 1
            row[1] += packets[flow] * scale
            row[2] += size[flow] * scale
            row[3] = max(row[3], last[flow])
    return out


class _Prepared(msgspec.Struct, frozen=True):
    """A match made ready: its rank, the columns that do not depend on its place, its spans and where each kind of them begins."""

    rank: tuple[int, ...]
    fixed: tuple[int, ...]
    spans: tuple[Range, ...]
    offsets: tuple[int, ...]


@lru_cache(maxsize=2 * MOST_CACHED)
def _prepared(match: Match) -> _Prepared:
    """Dst and src (family, address, mask), flags, fragment; then spans of protocol, sport, dport, ICMP type and length."""
    fixed: list[int] = []
    for prefix in (match.dst, match.src):
        fixed += halves(prefix) if prefix is not None else (_FAMILY_ANY, 0, 0, 0, 0)
    fixed += match.tcp_flags or (0, 0)
    fixed.append(NONE if match.fragment is None else int(match.fragment))
    spans: list[Range] = []
    offsets = []
    for kind in ([(v, v) for v in match.proto], match.sport, match.dport, [(v, v) for v in match.icmp_type], match.length):
        offsets.append(len(spans))
        spans += kind
    return _Prepared(rank(rule(match)), tuple(fixed), tuple(spans), (*offsets, len(spans)))


def _index(rules: Int64s, side: int, members: Int64s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """(masks, hashes, rule numbers, begin of each mask's slice): per prefix length in use the sorted hashes of its rules."""
    masks = np.unique(rules[members, side + 3 : side + 5], axis=0).reshape(-1, 2)
    hashes, numbers, begins = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [0]
    for mask in masks:
        these = members[(rules[members, side + 3] == mask[0]) & (rules[members, side + 4] == mask[1])]
        key = _hashes(rules[these, side + 1], rules[these, side + 2])
        order = np.lexsort((these, key))
        hashes.append(key[order])
        numbers.append(these[order])
        begins.append(begins[-1] + len(these))
    return masks, np.concatenate(hashes), np.concatenate(numbers), np.array(begins, np.int64)


@numba.njit(cache=True, nogil=True)
def _hash(hi: Any, lo: Any) -> Any:
    mixed = (hi ^ (lo * _MIX)) * _MIX
    return mixed ^ (mixed >> 29)


@numba.njit(cache=True, nogil=True)
def _hashes(hi: Any, lo: Any) -> Any:
    out = np.empty(len(hi), np.int64)
    for at in range(len(hi)):
        out[at] = _hash(hi[at], lo[at])
    return out


def _hints(hashes: Int64s) -> NDArray[np.bool_]:
    """Where a hash of the index may be found at all: by its lower bits."""
    out = np.zeros(_HINTS, np.bool_)
    out[hashes & (_HINTS - 1)] = True
    return out


@numba.njit(cache=True, nogil=True)
def _near(dst_hi: Any, dst_lo: Any, src_hi: Any, src_lo: Any, dst_masks: Any, dst_hints: Any, src_masks: Any, src_hints: Any) -> Any:
    """The flows whose destination or source may be in the index."""
    out = np.empty(len(dst_hi), np.int64)
    found = 0
    for flow in range(len(dst_hi)):
        if _hinted(dst_hi[flow], dst_lo[flow], dst_masks, dst_hints) or _hinted(src_hi[flow], src_lo[flow], src_masks, src_hints):
            out[found] = flow
            found += 1
    return out[:found]


@numba.njit(cache=True, nogil=True)
def _hinted(hi: Any, lo: Any, masks: Any, hints: Any) -> Any:
    for length in range(len(masks)):  # noqa: SIM110 - Numba compiles the loop, not a generator
        if hints[_hash(hi & masks[length, 0], lo & masks[length, 1]) & (_HINTS - 1)]:
            return True
    return False


# Arrays are handed over one by one and never sliced in the loop: a view per flow costs more than the comparison itself.
@numba.njit(cache=True, nogil=True)
def _taken(
    flows: Any, rules: Any, spans: Any,
    dst_masks: Any, dst_hashes: Any, dst_numbers: Any, dst_begins: Any,
    src_masks: Any, src_hashes: Any, src_numbers: Any, src_begins: Any,
    anywhere: Any,
) -> Any:  # fmt: skip
    count = flows.shape[1]
    out = np.full(count, NONE, np.int64)
    for flow in range(count):
        best = len(rules)
        best = _probe(flows, flow, 0, rules, spans, dst_masks, dst_hashes, dst_numbers, dst_begins, best)
        best = _probe(flows, flow, 2, rules, spans, src_masks, src_hashes, src_numbers, src_begins, best)
        for number in anywhere:
            if number >= best:
                break
            if _matches(flows, flow, rules, number, spans):
                best = number
        if best < len(rules):
            out[flow] = best
    return out


@numba.njit(cache=True, nogil=True)
def _probe(
    flows: Any, flow: Any, side: Any, rules: Any, spans: Any, masks: Any, hashes: Any, numbers: Any, begins: Any, best: Any
) -> Any:  # fmt: skip
    for length in range(len(masks)):
        wanted = _hash(flows[side, flow] & masks[length, 0], flows[side + 1, flow] & masks[length, 1])
        low, high = begins[length], begins[length + 1]
        end = high
        while low < high:
            middle = (low + high) // 2
            if hashes[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        while low < end and hashes[low] == wanted and numbers[low] < best:
            if _matches(flows, flow, rules, numbers[low], spans):
                best = numbers[low]
                break
            low += 1
    return best


@numba.njit(cache=True, nogil=True)
def _matches(flows: Any, flow: Any, rules: Any, number: Any, spans: Any) -> Any:
    """The same meaning as `match.matches`, for one flow and one compiled rule; the tests hold the two together."""
    if not _inside(flows, flow, 0, rules, number, _DST) or not _inside(flows, flow, 2, rules, number, _SRC):
        return False
    proto, later = flows[4, flow], flows[9, flow] == _LATER
    ported = (proto in (6, 17)) and not later
    typed = (proto in (1, 58)) and not later
    wanted, flags = rules[number, _FRAGMENT], rules[number, _FLAGS]
    if wanted >= 0 and (flows[9, flow] != 0) != (wanted == 1):
        return False
    if flags != 0 and (proto != 6 or later or (flows[8, flow] & flags) != rules[number, _FLAGS + 1]):
        return False
    return (
        _in_spans(spans, rules[number, _SPANS], rules[number, _SPANS + 1], proto, True)
        and _in_spans(spans, rules[number, _SPANS + 1], rules[number, _SPANS + 2], flows[5, flow], ported)
        and _in_spans(spans, rules[number, _SPANS + 2], rules[number, _SPANS + 3], flows[6, flow], ported)
        and _in_spans(spans, rules[number, _SPANS + 3], rules[number, _SPANS + 4], flows[7, flow] >> 8, typed)
        and _in_spans(spans, rules[number, _SPANS + 4], rules[number, _SPANS + 5], flows[11, flow] // max(flows[10, flow], 1), True)
    )


@numba.njit(cache=True, nogil=True)
def _inside(flows: Any, flow: Any, side: Any, rules: Any, number: Any, at: Any) -> Any:
    family = rules[number, at]
    if family == _FAMILY_ANY:
        return True
    hi, lo = flows[side, flow], flows[side + 1, flow]
    if (hi & rules[number, at + 3]) != rules[number, at + 1] or (lo & rules[number, at + 4]) != rules[number, at + 2]:
        return False
    return family == 4 or not (hi == 0 and (lo >> 32) == 0xFFFF)


@numba.njit(cache=True, nogil=True)
def _in_spans(spans: Any, begin: Any, end: Any, value: Any, applies: Any) -> Any:
    if begin == end:
        return True
    if not applies:
        return False
    for at in range(begin, end):  # noqa: SIM110 - Numba compiles the loop, not a generator
        if spans[at, 0] <= value <= spans[at, 1]:
            return True
    return False
