"""Whom a rule would have hit: its match against the ordinary traffic of a hospital at this hour of the last week. Never: reading it.

Ordinary (benign, perimeter.md 2.8) is what completed a TCP connection, or answers something that the hospital sent. A sample is made once
for a hospital and an hour and kept twice, sorted by the hospital's address and by the partner's; a rule is then one pass of a fused loop
over the rows that its narrower prefix leaves (sweep.py). Exact, but for the mean length of a flow's packets and the OR of its flags (as
exchange/flowspec/match.py says), unless the caller says how much is enough. The same hour of the week weighs double.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any, Final, Literal

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.exchange.flowspec.match import halves
from hsoc.exchange.flowspec.terms import ICMP, PORTED
from hsoc.perimeter.decide.sweep import Columns, Terms, swept
from hsoc.perimeter.measure.hashing import hashed
from hsoc.records.flow import Direction, Fragment, flow_columns
from hsoc.records.scope import Match

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
DAYS: Final = 7  # looked back
SAME_HOUR: Final = 2  # weight of the same hour of the week; the other days of the week weigh 1
SLACK_MS: Final = 2_000  # ms by which an exporter may date an answer before what it answers
LEAST_PEERS: Final = 20  # partners below which a sample says nothing: one of ten would be 10 %
TCP: Final = 6
OPENED: Final = 0x12  # SYN and ACK: the handshake …
DATA: Final = 0x09  # … and PSH or FIN: something was said, so it is not an answer of a reflector
LONGEST: Final = 65_535
BYTE: Final = 0xFF  # bits of the flags that a sample keeps
NOTHING: Final = ((1, 0),)  # a span in which no value lies
PORTS, FLAGS, TYPES, PIECE = 1, 2, 4, 8  # bits of a row's kind: it has ports, TCP flags, an ICMP type, it is a fragment
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1
_MAPPED: Final = 0xFFFF << 32
_SEED: Final = 0  # of hashes that only tell rows of one sample apart

Int64s = NDArray[np.int64]


class Side(msgspec.Struct, frozen=True):
    """The rows sorted by one of their two addresses.

    hi, lo: each address once, sorted; starts: where the rows of each begin, and the end.
    """

    hi: Int64s
    lo: Int64s
    starts: Int64s
    columns: Columns

    def stretches(self, numbers: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
        """The rows (begin, end) of these addresses, told by (first, last) of their numbers."""
        return [(int(self.starts[low]), int(self.starts[high + 1])) for low, high in numbers if low <= high]


class Sample(msgspec.Struct, frozen=True):
    """The ordinary inbound flows of a hospital at one hour, sorted by its own address (own) and again by the partner's (far).

    weights: of each partner; total_*: weighted sums; days: of which there were flows at all. Each row's kind says which questions make
    sense of it (`_kind`).
    """

    member: int
    days: int
    own: Side
    far: Side
    weights: NDArray[np.int64]
    total_bytes: int
    total_peers: int

    @property
    def rows(self) -> int:
        """Flows in it."""
        return len(self.own.columns.proto)


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What a match would have hit: flows as counted; peers and bytes as shares of the weighted sums."""

    flows: int
    peers: int
    peers_share: float
    bytes_share: float
    of_peers: int
    days: int

    def over(self, *, peers: float, size: float) -> bool:
        """Whether it hits more than these shares."""
        return self.peers_share > peers or self.bytes_share > size


def hours(now: int) -> tuple[tuple[int, int, int], ...]:
    """The hours to look at, as (from, until, weight) in ms: this hour of each of the last DAYS days, the one a week ago weighing more."""
    begin = now // HOUR_MS * HOUR_MS
    return tuple((begin - day * DAY_MS, begin - day * DAY_MS + HOUR_MS, SAME_HOUR if day == DAYS else 1) for day in range(1, DAYS + 1))


def sample(flows: pa.Table, *, member: int, now: int) -> Sample | None:
    """The sample of a hospital from its flows (FLOW_SCHEMA, located) of `hours(now)`; None where they say too little."""
    columns = flow_columns(flows)
    own = columns["member"] == member
    inbound = np.flatnonzero(own & (columns["direction"] == Direction.INBOUND))
    outbound = np.flatnonzero(own & (columns["direction"] == Direction.OUTBOUND))
    rows = inbound[benign(columns, inbound, outbound)]
    day = np.unique(columns["first"][inbound] // HOUR_MS)
    host = _ordered(columns["dst_hi"][rows], columns["dst_lo"][rows])
    peer = _ordered(columns["src_hi"][rows], columns["src_lo"][rows])
    if len(peer.hi) < LEAST_PEERS:
        return None
    weight = np.ones(len(rows), np.int64)
    for begin, end, heavy in hours(now):
        weight[(columns["first"][rows] >= begin) & (columns["first"][rows] < end)] = heavy
    weights = np.maximum.reduceat(weight[peer.order], peer.starts[:-1])
    size = columns["bytes"][rows] * np.maximum(columns["sampling"][rows], 1) * weight
    plain = Columns(
        kind=_kind(columns["proto"][rows], columns["fragment"][rows]),
        proto=columns["proto"][rows].astype(np.uint8),
        sport=columns["sport"][rows].astype(np.uint16),
        dport=columns["dport"][rows].astype(np.uint16),
        icmp=np.where(columns["icmp"][rows] < 0, -1, columns["icmp"][rows] >> 8).astype(np.int16),
        flags=(columns["tcp_flags"][rows] & 0xFF).astype(np.uint8),
        length=np.minimum(columns["bytes"][rows] // np.maximum(columns["packets"][rows], 1), LONGEST).astype(np.uint16),
        peer=peer.numbers,
        host=host.numbers,
        size=size,
    )
    return Sample(
        member=member,
        days=len(day),
        own=_side(plain, host),
        far=_side(plain, peer),
        weights=weights,
        total_bytes=int(size.sum()),
        total_peers=int(weights.sum()),
    )


class _Order(msgspec.Struct, frozen=True):
    """How rows lie by one of their addresses; numbers: which address each row has; the rest as in Side."""

    order: NDArray[np.int64]
    numbers: NDArray[np.int32]
    hi: Int64s
    lo: Int64s
    starts: Int64s


def _ordered(hi: Int64s, lo: Int64s) -> _Order:
    order = np.lexsort((lo, hi))
    hi, lo = hi[order], lo[order]
    new = np.append([True], (np.diff(hi) != 0) | (np.diff(lo) != 0))[: len(hi)]
    starts = np.flatnonzero(new)
    numbers = np.empty(len(hi), np.int32)
    numbers[order] = np.cumsum(new, dtype=np.int32) - np.int32(1)
    return _Order(order=order, numbers=numbers, hi=hi[starts], lo=lo[starts], starts=np.append(starts, len(hi)))


def _side(plain: Columns, by: _Order) -> Side:
    columns = Columns(*(getattr(plain, name)[by.order] for name in Columns.__struct_fields__))
    return Side(hi=by.hi, lo=by.lo, starts=by.starts, columns=columns)


def _kind(proto: Int64s, fragment: Int64s) -> NDArray[np.uint8]:
    """Which questions make sense of each row: ports, flags and types are in the first fragment of their protocols only."""
    head = fragment != Fragment.LATER
    kind = np.where(head & np.isin(proto, list(PORTED)), PORTS, 0) | np.where(head & (proto == TCP), FLAGS, 0)
    kind |= np.where(head & np.isin(proto, list(ICMP)), TYPES, 0) | np.where(fragment != Fragment.NO, PIECE, 0)
    return kind.astype(np.uint8)


def benign(columns: Any, inbound: Int64s, outbound: Int64s) -> NDArray[np.bool_]:
    """Which of the inbound rows are ordinary: a completed TCP connection, or an answer to an outbound flow."""
    flags = columns["tcp_flags"][inbound]
    completed = (columns["proto"][inbound] == TCP) & ((flags & OPENED) == OPENED) & ((flags & DATA) != 0)
    there = hashed(
        [columns[name] for name in ("dst_hi", "dst_lo", "src_hi", "src_lo", "proto", "dport", "sport")], rows=outbound, seed=_SEED
    )
    here = hashed([columns[name] for name in ("src_hi", "src_lo", "dst_hi", "dst_lo", "proto", "sport", "dport")], rows=inbound, seed=_SEED)
    if not len(there):
        mask: NDArray[np.bool_] = completed
        return mask
    asked = columns["first"][outbound]
    order = np.lexsort((asked, there))
    there, asked = there[order], asked[order]
    # the earliest question of each conversation within the sample; TCP is judged by its flags alone
    at = np.minimum(np.searchsorted(there, here), len(there) - 1)
    answers = (there[at] == here) & (asked[at] <= columns["first"][inbound] + SLACK_MS) & (columns["proto"][inbound] != TCP)
    out: NDArray[np.bool_] = completed | answers
    return out


def estimate(history: Sample, match: Match, *, enough: float = 1.0) -> Estimate:
    """What a match would have hit of a sample.

    enough: share of the partners or of the bytes from which on the counting stops, as more changes nothing; the figures are then at least
    what was found. 1.0 = exact.
    """
    hit = np.zeros(len(history.weights), np.uint8)
    most = (_HIGHEST, _HIGHEST) if enough >= 1 else (int(enough * history.total_peers), int(enough * history.total_bytes))
    terms = _terms(history, match)
    side, within = history.own, [(0, history.rows)]
    if match.dst is not None:
        within = history.own.stretches(terms.host)
    if match.src is not None:
        far = history.far.stretches(terms.peer)
        if match.dst is None or sum(high - low for low, high in far) < sum(high - low for low, high in within):
            side, within = history.far, far
    # what the stretches say already is not asked of each row again
    terms = msgspec.structs.replace(terms, **{"host" if side is history.own else "peer": ()})
    flows = size = 0
    for begin, end in within:
        more, larger = swept(side.columns, terms, begin=begin, end=end, weights=history.weights, hit=hit, most=most)
        flows, size = flows + more, size + larger
    struck = hit != 0
    return Estimate(
        flows=flows,
        peers=int(struck.sum()),
        peers_share=float(history.weights[struck].sum()) / max(1, history.total_peers),
        bytes_share=float(size) / max(1, history.total_bytes),
        of_peers=len(history.weights),
        days=history.days,
    )


def _terms(history: Sample, match: Match) -> Terms:
    """The match as numbers of the sample's columns; a prefix is a stretch of its addresses."""
    kind = [(PORTS, PORTS)] * bool(match.sport or match.dport) + [(TYPES, TYPES)] * bool(match.icmp_type)
    kind += [(FLAGS, FLAGS)] * (match.tcp_flags is not None)
    if match.fragment is not None:
        kind.append((PIECE, PIECE * match.fragment))
    mask, value = match.tcp_flags or (0, 0)
    plain = match.tcp_flags is not None and match.proto == (TCP,)  # flags are TCP's alone
    proto = () if plain else tuple((one, one) for one in match.proto)
    return Terms(
        kind=(_or(mask for mask, _ in kind), _or(value for _, value in kind)),
        flags=(mask & BYTE, value & BYTE),
        proto=proto if value <= BYTE else NOTHING,
        sport=match.sport,
        dport=match.dport,
        icmp=tuple((one, one) for one in match.icmp_type),
        length=match.length,
        peer=() if match.src is None else _numbers(history.far, match.src),
        host=() if match.dst is None else _numbers(history.own, match.dst),
    )


def _numbers(side: Side, prefix: str) -> tuple[tuple[int, int], ...]:
    """(first, last) of the numbers of the addresses in a prefix; NOTHING where there is none."""
    return tuple((low, high - 1) for low, high in _within(side.hi, side.lo, prefix)) or NOTHING


def _or(bits: Iterable[int]) -> int:
    return functools.reduce(operator.or_, bits, 0)


def _within(hi: Int64s, lo: Int64s, prefix: str) -> list[tuple[int, int]]:
    """Stretches (begin, end) of sorted addresses that lie in a prefix; a short IPv6 one goes round the mapped IPv4 addresses."""
    family, net_hi, net_lo, mask_hi, mask_lo = halves(prefix)
    first_hi, last_hi = (net_hi, net_hi | ~mask_hi) if mask_hi else (_LOWEST, _HIGHEST)  # a free half takes all values, negative ones too
    first_lo, last_lo = (net_lo, net_lo | ~mask_lo) if mask_lo else (_LOWEST, _HIGHEST)
    begin, end = _place(hi, lo, first_hi, first_lo, "left"), _place(hi, lo, last_hi, last_lo, "right")
    if family == 4 or net_hi != 0:
        return [(begin, end)] if begin < end else []
    mapped = _place(hi, lo, 0, _MAPPED, "left"), _place(hi, lo, 0, _MAPPED | 0xFFFF_FFFF, "right")
    around = ((begin, min(end, mapped[0])), (max(begin, mapped[1]), end))
    return [(low, high) for low, high in around if low < high]


def _place(hi: Int64s, lo: Int64s, want_hi: int, want_lo: int, side: Literal["left", "right"]) -> int:
    low, high = (int(np.searchsorted(hi, np.int64(want_hi), one)) for one in ("left", "right"))
    return low + int(np.searchsorted(lo[low:high], np.int64(want_lo), side))
