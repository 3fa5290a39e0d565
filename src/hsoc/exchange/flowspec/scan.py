"""One rule over millions of flows, as fast as memory is read. Belongs here: the compiled loop. Never: what a rule means (match, sets).

One column leads: the half of an address that the rule's prefix fixes (else a port, else the protocol). Blocks of it are compared in
vector registers and passed by whole where nothing fits, so that a rule for one hospital's address over the whole network's flows costs
one column's reading; only flows of the other blocks are looked at field by field.

All components of RFC 8955 and 8956 are evaluated. Flows do not carry DSCP, flow label, the upper four TCP flag bits, DF and which later
fragment is the last: what a flow does not show counts as fulfilled (`blind` names it), so that a scan never finds less than the router
will. `length` is compared with the average packet and the flags with the OR of all packets, as in `match`.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.flowspec.compose import rule as of_match
from hsoc.exchange.flowspec.match import Columns
from hsoc.exchange.flowspec.sets import members, spans
from hsoc.exchange.flowspec.terms import ICMP, PORTED, PREFIXES, Component, Kind, Rule
from hsoc.records.address import V4_BITS, V4_MAPPED, network
from hsoc.records.flow import Fragment
from hsoc.records.scope import Match, Range

Int64s = NDArray[np.int64]

BLOCK: Final = 2048  # flows; 16 kB of the leading column, half of a core's first cache
SPARSE: Final = 16  # a block with fewer than one flow in so many is gone through with a branch
_LATER: Final = int(Fragment.LATER)
_HALF: Final = (1 << 64) - 1
_PLAIN: Final = (Kind.SPORT, Kind.DPORT, Kind.PORT, Kind.ICMP_TYPE, Kind.ICMP_CODE, Kind.LENGTH)  # compared as ranges, in this order
_READ: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.DST: ("dst_hi", "dst_lo"),
    Kind.SRC: ("src_hi", "src_lo"),
    Kind.PROTO: ("proto",),
    Kind.SPORT: ("proto", "fragment", "sport"),
    Kind.DPORT: ("proto", "fragment", "dport"),
    Kind.PORT: ("proto", "fragment", "sport", "dport"),
    Kind.ICMP_TYPE: ("proto", "fragment", "icmp"),
    Kind.ICMP_CODE: ("proto", "fragment", "icmp"),
    Kind.TCP_FLAGS: ("proto", "fragment", "tcp_flags"),
    Kind.LENGTH: ("bytes", "packets"),
    Kind.FRAGMENT: ("fragment",),
}
# values of the fragment field that a flow of each kind can have had: DF 1, later 2, first 4, last 8
_FRAGMENTS: Final = ((0, 1), (4, 5), (2, 3, 10, 11))
_ENDS: Final = ("dst_hi", "dst_lo", "src_hi", "src_lo")
_KINDS: Final = ("proto", "fragment", "tcp_flags")
_NUMBERS: Final = ("sport", "dport", "icmp", "packets", "bytes")
_COLUMNS: Final = (*_ENDS, *_KINDS, *_NUMBERS)
_HAVE: Final = (  # what only some protocols have, and only before the first fragment ends
    (frozenset({Kind.PORT, Kind.SPORT, Kind.DPORT}), PORTED),
    (frozenset({Kind.ICMP_TYPE, Kind.ICMP_CODE}), ICMP),
    (frozenset({Kind.TCP_FLAGS}), frozenset({6})),
)
_FAMILY_ANY: Final = 0
_NOTHING: Final = np.zeros(0, np.int64)


class Sum(msgspec.Struct, frozen=True):
    """What a rule takes: flows, and their packets and bytes times sampling."""

    flows: int
    packets: int
    bytes: int


class Scan:
    """A compiled rule or match. Columns as in records.flow, int64; only those in `columns` are read."""

    def __init__(self, one: Rule | Match) -> None:
        """Raises Unsayable for a match that FlowSpec cannot carry."""
        rule = of_match(one) if isinstance(one, Match) else one
        parts = {part.kind: part for part in rule.components}
        # a match without a prefix is of both families; a rule is always of one
        family = _FAMILY_ANY if isinstance(one, Match) and not PREFIXES & parts.keys() else rule.family
        self.columns = tuple(name for name in _COLUMNS if name in _read(parts, family))
        self.blind = _blind(parts)
        ends = [*_halves(parts.get(Kind.DST)), *_halves(parts.get(Kind.SRC))]
        self._lead, mask, wanted = _lead(ends, parts)
        ranges: list[Range] = [(0, 0)]
        begins = []
        for kind in _PLAIN:
            begins.append(len(ranges))
            ranges += (spans(parts[kind]) or ((1, 0),)) if kind in parts else ()
        fixed = [mask, wanted, family, *ends, *begins, len(ranges)]
        tables = (_protocols(parts), _fragments(parts), _flags(parts))
        self._compiled = (np.array(fixed, np.int64), np.array(ranges, np.int64), tables)

    def rows(self, columns: Columns) -> Int64s:
        """Places of the flows taken, ascending."""
        out = np.empty(len(columns[self._lead]), np.int64)
        read = {name: np.ascontiguousarray(columns[name], np.int64) if name in self.columns else _NOTHING for name in _COLUMNS}
        groups = (tuple(read[name] for name in group) for group in (_ENDS, _KINDS, _NUMBERS))
        lead = np.ascontiguousarray(columns[self._lead], np.int64)
        return out[: _rows(*self._compiled, lead, *groups, out)]

    def mask(self, columns: Columns) -> NDArray[np.bool_]:
        """The same as a mask."""
        out = np.zeros(len(columns[self._lead]), np.bool_)
        out[self.rows(columns)] = True
        return out

    def sum(self, columns: Columns) -> Sum:
        """What it takes; needs `packets`, `bytes` and `sampling` beside `columns`."""
        rows = self.rows(columns)
        scale = np.maximum(columns["sampling"][rows], 1)
        return Sum(len(rows), int((columns["packets"][rows] * scale).sum()), int((columns["bytes"][rows] * scale).sum()))


def _read(parts: dict[Kind, Component], family: int) -> set[str]:
    names = {name for kind in parts for name in _READ.get(kind, ())}
    names |= {"dst_hi", "dst_lo"} if family != _FAMILY_ANY and not names & {"dst_lo", "src_lo"} else set()
    return names or {"proto"}


def _blind(parts: dict[Kind, Component]) -> tuple[Kind, ...]:
    unseen: list[Kind] = [kind for kind in (Kind.DSCP, Kind.FLOW_LABEL) if kind in parts]
    for kind, seen in ((Kind.TCP_FLAGS, 0xFF), (Kind.FRAGMENT, 0b0110)):
        if any(term.value & ~seen for term in (parts[kind].terms if kind in parts else ())):
            unseen.append(kind)
    return tuple(unseen)


def _halves(part: Component | None) -> tuple[int, int, int, int, int]:
    """(given, mask hi, mask lo, value hi, value lo) in the mapped space, as signed halves."""
    if part is None:
        return (0, 0, 0, 0, 0)
    net = network(part.prefix)
    bits = net.prefixlen + (V4_BITS if net.version == 4 else 0)
    full = (1 << 128) - 1
    mask = (full << (128 - bits) & full) & (full >> part.offset)
    value = (int(net.network_address) | (V4_MAPPED if net.version == 4 else 0)) & mask
    return 1, _signed(mask >> 64), _signed(mask & _HALF), _signed(value >> 64), _signed(value & _HALF)


def _signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


def _lead(ends: list[int], parts: dict[Kind, Component]) -> tuple[str, int, int]:
    """The leading column with the mask and value that a flow taken has there."""
    for side, at in (("dst", 0), ("src", 5)):
        given, mask_hi, mask_lo, hi, lo = ends[at : at + 5]
        if given and mask_lo:
            return f"{side}_lo", mask_lo, lo
        if given and mask_hi:
            return f"{side}_hi", mask_hi, hi
    for kind, name in ((Kind.SPORT, "sport"), (Kind.DPORT, "dport"), (Kind.PROTO, "proto")):
        only = spans(parts[kind]) if kind in parts else ()
        if len(only) == 1 and only[0][0] == only[0][1]:
            return name, -1, only[0][0]
    side = "dst" if Kind.DST in parts else "src"
    return (f"{side}_lo" if ends[0] or ends[5] else "proto"), 0, 0


def _protocols(parts: dict[Kind, Component]) -> NDArray[np.bool_]:
    """By number: whether the protocol is meant and has what the rule asks for: ports, types or flags."""
    out = np.zeros(256, np.bool_)
    for low, high in spans(parts[Kind.PROTO]) if Kind.PROTO in parts else ((0, 255),):
        out[low : high + 1] = True
    for kinds, have in _HAVE:
        if kinds & parts.keys():
            out &= np.isin(np.arange(256), list(have))
    return out


def _flags(parts: dict[Kind, Component]) -> NDArray[np.bool_]:
    """By the low byte: whether some upper four bits make it fit."""
    every = members(parts[Kind.TCP_FLAGS]) if Kind.TCP_FLAGS in parts else 0
    return np.array([any(every >> (upper << 8 | low) & 1 for upper in range(16)) for low in range(256)])


def _fragments(parts: dict[Kind, Component]) -> NDArray[np.bool_]:
    """By records.flow.Fragment (the rest of 256 never occurs): later fragments have none of what _HAVE names."""
    out = np.zeros(256, np.bool_)
    every = members(parts[Kind.FRAGMENT]) if Kind.FRAGMENT in parts else -1
    headed = any(kinds & parts.keys() for kinds, _ in _HAVE)
    out[: len(_FRAGMENTS)] = [any(every >> value & 1 for value in values) for values in _FRAGMENTS]
    out[_LATER] &= not headed
    return out


# Each step goes over the places that are left of a block and writes those that stay to the front, without a branch to guess wrong.
@numba.njit(cache=True, nogil=True)
def _rows(fixed: Any, ranges: Any, tables: Any, lead: Any, ends: Any, kinds: Any, numbers: Any, out: Any) -> Any:
    """ends, kinds and numbers as in _ENDS, _KINDS and _NUMBERS; columns that the rule does not read are empty."""
    near = np.empty(BLOCK, np.int64)
    found = 0
    for start in range(0, len(lead), BLOCK):
        left = _led(lead, fixed[0], fixed[1], start, min(start + BLOCK, len(lead)), near)
        if left and fixed[3]:
            left = _addressed(ends[0], ends[1], fixed, 4, near, left)
        if left and fixed[8]:
            left = _addressed(ends[2], ends[3], fixed, 9, near, left)
        if left and fixed[2] and not fixed[3] and not fixed[8]:
            left = _of_family(ends[0], ends[1], fixed[2], near, left)
        if left and len(kinds[0]):
            left = _listed(kinds[0], tables[0], near, left)
        if left and len(kinds[1]):
            left = _listed(kinds[1], tables[1], near, left)
        if left and len(kinds[2]):
            left = _listed(kinds[2], tables[2], near, left)
        if left:
            left = _numbered(numbers, ranges, fixed, near, left)
        for at in range(left):
            out[found + at] = near[at]
        found += left
    return found


@numba.njit(cache=True, nogil=True)
def _led(lead: Any, mask: Any, wanted: Any, start: Any, end: Any, near: Any) -> Any:
    fits = 0
    for at in range(start, end):
        fits += (lead[at] & mask) == wanted
    if fits == 0:
        return 0
    left = 0
    if fits * SPARSE < end - start:  # few: the branch is guessed right nearly always, and is cheaper than writing
        for at in range(start, end):
            if (lead[at] & mask) == wanted:
                near[left] = at
                left += 1
        return left
    for at in range(start, end):
        near[left] = at
        left += (lead[at] & mask) == wanted
    return left


@numba.njit(cache=True, nogil=True)
def _addressed(hi: Any, lo: Any, fixed: Any, at: Any, near: Any, count: Any) -> Any:
    mask_hi, mask_lo, want_hi, want_lo, six = fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3], fixed[2] == 6
    left = 0
    for n in range(count):
        row = near[n]
        mapped = (hi[row] == 0) & ((lo[row] >> 32) == 0xFFFF)
        near[left] = row
        left += ((hi[row] & mask_hi) == want_hi) & ((lo[row] & mask_lo) == want_lo) & (not (six and mapped))
    return left


@numba.njit(cache=True, nogil=True)
def _of_family(hi: Any, lo: Any, family: Any, near: Any, count: Any) -> Any:
    left = 0
    for n in range(count):
        row = near[n]
        near[left] = row
        left += ((hi[row] == 0) & ((lo[row] >> 32) == 0xFFFF)) == (family == 4)
    return left


@numba.njit(cache=True, nogil=True)
def _listed(values: Any, table: Any, near: Any, count: Any) -> Any:
    left = 0
    for n in range(count):
        row = near[n]
        near[left] = row
        left += table[values[row] & 0xFF]
    return left


@numba.njit(cache=True, nogil=True)
def _numbered(numbers: Any, ranges: Any, fixed: Any, near: Any, count: Any) -> Any:
    left = count
    if fixed[14] > fixed[13]:
        left = _ranged(numbers[0], 0, -1, ranges, fixed[13], fixed[14], near, left)
    if fixed[15] > fixed[14]:
        left = _ranged(numbers[1], 0, -1, ranges, fixed[14], fixed[15], near, left)
    if fixed[16] > fixed[15]:
        left = _either(numbers[0], numbers[1], ranges, fixed[15], fixed[16], near, left)
    if fixed[17] > fixed[16]:
        left = _ranged(numbers[2], 8, -1, ranges, fixed[16], fixed[17], near, left)
    if fixed[18] > fixed[17]:
        left = _ranged(numbers[2], 0, 0xFF, ranges, fixed[17], fixed[18], near, left)
    if fixed[19] > fixed[18]:
        left = _averaged(numbers[4], numbers[3], ranges, fixed[18], fixed[19], near, left)
    return left


@numba.njit(cache=True, nogil=True)
def _ranged(values: Any, shift: Any, keep: Any, ranges: Any, begin: Any, end: Any, near: Any, count: Any) -> Any:
    left = 0
    for n in range(count):
        row = near[n]
        near[left] = row
        left += _inside(ranges, begin, end, (values[row] >> shift) & keep)
    return left


@numba.njit(cache=True, nogil=True)
def _either(some: Any, others: Any, ranges: Any, begin: Any, end: Any, near: Any, count: Any) -> Any:
    left = 0
    for n in range(count):
        row = near[n]
        near[left] = row
        left += _inside(ranges, begin, end, some[row]) | _inside(ranges, begin, end, others[row])
    return left


@numba.njit(cache=True, nogil=True)
def _averaged(sizes: Any, packets: Any, ranges: Any, begin: Any, end: Any, near: Any, count: Any) -> Any:
    left = 0
    for n in range(count):
        row = near[n]
        near[left] = row
        left += _inside(ranges, begin, end, sizes[row] // max(packets[row], 1))
    return left


@numba.njit(cache=True, nogil=True)
def _inside(ranges: Any, begin: Any, end: Any, value: Any) -> Any:
    found = False
    for at in range(begin, end):
        found |= (ranges[at, 0] <= value) & (value <= ranges[at, 1])
    return found
