"""Whom a rule would have hit: its match against the ordinary traffic of a hospital at this hour of the last week. Never: reading it.

Ordinary (benign, perimeter.md 2.8) is what completed a TCP connection, or answers something that the hospital sent. A sample is made once
for a hospital and an hour, sorted by the hospital's address and, as a list of places, by the partner's; a rule is then one pass of a fused
loop over the rows that its prefix leaves (sweep.py). Exact, but for the mean length of a flow's packets and the OR of its flags (as
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
from hsoc.perimeter.decide.sweep import Columns, Terms, picked, swept
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
FEW: Final = (
    16  # rows of a sample to one of the partners asked for, from which on picking theirs out is quicker than passing over all (measured)
)
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1
_MAPPED: Final = 0xFFFF << 32
_SEED: Final = 0  # of hashes that only tell rows of one sample apart

Int64s = NDArray[np.int64]


class Sample(msgspec.Struct, frozen=True):
    """The ordinary inbound flows of a hospital at one hour. Rows sorted by dst; by_src: their places sorted by src.

    peers: (hi, lo) of each partner, sorted; starts: where in by_src the rows of each begin, and the end; weights: of each partner;
    total_*: weighted sums; days: of which there were flows at all. Each row's kind says which questions make sense of it (`_kind`).
    """

    member: int
    days: int
    dst: tuple[NDArray[np.int64], NDArray[np.int64]]
    columns: Columns
    by_src: NDArray[np.int32]
    peers: tuple[NDArray[np.int64], NDArray[np.int64]]
    starts: NDArray[np.int64]
    weights: NDArray[np.int64]
    total_bytes: int
    total_peers: int

    @property
    def rows(self) -> int:
        """Flows in it."""
        return len(self.columns.proto)


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
    order = np.lexsort((columns["dst_lo"][rows], columns["dst_hi"][rows]))
    rows = rows[order]
    src = [columns[name][rows] for name in ("src_hi", "src_lo")]
    by_src = np.lexsort((src[1], src[0])).astype(np.int32)
    sorted_hi, sorted_lo = src[0][by_src], src[1][by_src]
    changed = (np.diff(sorted_hi) != 0) | (np.diff(sorted_lo) != 0)
    starts = np.flatnonzero(np.append([True], changed)[: len(rows)])
    if len(starts) < LEAST_PEERS:
        return None
    peers = (sorted_hi[starts], sorted_lo[starts])
    starts = np.append(starts, len(rows))
    peer = np.empty(len(rows), np.int32)
    peer[by_src] = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    weight = np.ones(len(rows), np.int64)
    for begin, end, heavy in hours(now):
        weight[(columns["first"][rows] >= begin) & (columns["first"][rows] < end)] = heavy
    weights = np.maximum.reduceat(weight[by_src], starts[:-1])
    packets = np.maximum(columns["packets"][rows], 1)
    size = columns["bytes"][rows] * np.maximum(columns["sampling"][rows], 1) * weight
    return Sample(
        member=member,
        days=len(day),
        dst=(columns["dst_hi"][rows], columns["dst_lo"][rows]),
        columns=Columns(
            kind=_kind(columns["proto"][rows], columns["fragment"][rows]),
            proto=columns["proto"][rows].astype(np.uint8),
            sport=columns["sport"][rows].astype(np.uint16),
            dport=columns["dport"][rows].astype(np.uint16),
            icmp=np.where(columns["icmp"][rows] < 0, -1, columns["icmp"][rows] >> 8).astype(np.int16),
            flags=(columns["tcp_flags"][rows] & 0xFF).astype(np.uint8),
            length=np.minimum(columns["bytes"][rows] // packets, LONGEST).astype(np.uint16),
            peer=peer,
            size=size,
        ),
        by_src=by_src,
        peers=peers,
        starts=starts,
        weights=weights,
        total_bytes=int(size.sum()),
        total_peers=int(weights.sum()),
    )


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
    flows = size = 0
    within = [(0, history.rows)] if match.dst is None else _within(*history.dst, match.dst)
    partners = _partners(history, terms, sum(high - low for low, high in within)) if match.src is not None else None
    if partners is None:
        for begin, end in within:
            more, larger = swept(history.columns, terms, begin=begin, end=end, weights=history.weights, hit=hit, most=most)
            flows, size = flows + more, size + larger
    elif within:
        anybody = msgspec.structs.replace(terms, peer=())  # the places are those of the partners asked for
        for low, high in partners:
            places = history.by_src[low:high]
            more, larger = picked(history.columns, anybody, places=places, within=within, weights=history.weights, hit=hit, most=most)
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
    """The match as numbers of the sample's columns; a source prefix is a stretch of its partners."""
    kind = [(PORTS, PORTS)] * bool(match.sport or match.dport) + [(TYPES, TYPES)] * bool(match.icmp_type)
    kind += [(FLAGS, FLAGS)] * (match.tcp_flags is not None)
    if match.fragment is not None:
        kind.append((PIECE, PIECE * match.fragment))
    mask, value = match.tcp_flags or (0, 0)
    plain = match.tcp_flags is not None and match.proto == (TCP,)  # flags are TCP's alone
    proto = () if plain else tuple((one, one) for one in match.proto)
    peers = () if match.src is None else tuple((low, high - 1) for low, high in _within(*history.peers, match.src)) or NOTHING
    return Terms(
        kind=(_or(mask for mask, _ in kind), _or(value for _, value in kind)),
        flags=(mask & BYTE, value & BYTE),
        proto=proto if value <= BYTE else NOTHING,
        sport=match.sport,
        dport=match.dport,
        icmp=tuple((one, one) for one in match.icmp_type),
        length=match.length,
        peer=peers,
    )


def _or(bits: Iterable[int]) -> int:
    return functools.reduce(operator.or_, bits, 0)


def _partners(history: Sample, terms: Terms, all_: int) -> list[tuple[int, int]] | None:
    """Stretches (begin, end) of `by_src` with the rows of the partners asked for; None where passing over all is quicker."""
    found = [(int(history.starts[low]), int(history.starts[high + 1])) for low, high in terms.peer if low <= high]
    return found if sum(high - low for low, high in found) * FEW < all_ else None


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
