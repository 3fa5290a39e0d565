"""Whom a rule would have hit: its match against the ordinary traffic of a hospital at this hour of the last week. Never: reading it.

Ordinary (benign, perimeter.md 2.8) is what completed a TCP connection, or answers something that the hospital sent. A sample is made once
for a hospital and an hour, sorted by the hospital's address and, as a list of places, by the partner's; a rule is then one pass of a fused
loop over the rows that its prefix leaves, without a mask or a copy. The same hour of the week weighs double.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.exchange.flowspec.match import halves
from hsoc.perimeter.measure.hashing import hashed
from hsoc.records.flow import Direction, flow_columns
from hsoc.records.scope import Match, Range

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
DAYS: Final = 7  # looked back
SAME_HOUR: Final = 2  # weight of the same hour of the week; the other days of the week weigh 1
SLACK_MS: Final = 2_000  # ms by which an exporter may date an answer before what it answers
LEAST_PEERS: Final = 20  # partners below which a sample says nothing: one of ten would be 10 %
TCP: Final = 6
UDP: Final = 17
OPENED: Final = 0x12  # SYN and ACK: the handshake …
DATA: Final = 0x09  # … and PSH or FIN: something was said, so it is not an answer of a reflector
LONGEST: Final = 65_535
_STRETCH: Final = 256  # rows passed by at once: few enough that a rare port does not make all of them be looked at
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1
_SEED: Final = 0  # of hashes that only tell rows of one sample apart

Int64s = NDArray[np.int64]


class Sample(msgspec.Struct, frozen=True):
    """The ordinary inbound flows of a hospital at one hour. Rows sorted by dst; by_src: their places sorted by src.

    peer: number of the partner of each row; weights: of each partner; total_*: weighted sums; days: of which there were flows at all.
    """

    member: int
    days: int
    ends: NDArray[np.int64]  # (4, rows): dst_hi, dst_lo, src_hi, src_lo
    proto: NDArray[np.uint8]
    sport: NDArray[np.uint16]
    dport: NDArray[np.uint16]
    icmp: NDArray[np.int16]  # type, -1 for none
    flags: NDArray[np.uint8]
    fragment: NDArray[np.uint8]
    length: NDArray[np.uint16]
    size: NDArray[np.int64]  # bytes, scaled by sampling and weighted
    peer: NDArray[np.int32]
    weights: NDArray[np.int64]
    by_src: NDArray[np.int32]
    total_bytes: int
    total_peers: int

    @property
    def rows(self) -> int:
        """Flows in it."""
        return len(self.proto)


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
    peers = hashed([columns["src_hi"], columns["src_lo"]], rows=rows, seed=_SEED)
    names, peer = np.unique(peers, return_inverse=True)
    if len(names) < LEAST_PEERS:
        return None
    weight = np.ones(len(rows), np.int64)
    for begin, end, heavy in hours(now):
        weight[(columns["first"][rows] >= begin) & (columns["first"][rows] < end)] = heavy
    weights = np.zeros(len(names), np.int64)
    np.maximum.at(weights, peer, weight)
    order = np.lexsort((columns["dst_lo"][rows], columns["dst_hi"][rows]))
    rows, peer, weight = rows[order], peer[order], weight[order]
    ends = np.stack([columns[name][rows] for name in ("dst_hi", "dst_lo", "src_hi", "src_lo")])
    packets = np.maximum(columns["packets"][rows], 1)
    size = columns["bytes"][rows] * np.maximum(columns["sampling"][rows], 1) * weight
    return Sample(
        member=member,
        days=len(day),
        ends=ends,
        proto=columns["proto"][rows].astype(np.uint8),
        sport=columns["sport"][rows].astype(np.uint16),
        dport=columns["dport"][rows].astype(np.uint16),
        icmp=np.where(columns["icmp"][rows] < 0, -1, columns["icmp"][rows] >> 8).astype(np.int16),
        flags=(columns["tcp_flags"][rows] & 0xFF).astype(np.uint8),
        fragment=columns["fragment"][rows].astype(np.uint8),
        length=np.minimum(columns["bytes"][rows] // packets, LONGEST).astype(np.uint16),
        size=size,
        peer=peer.astype(np.int32),
        weights=weights,
        by_src=np.lexsort((ends[3], ends[2])).astype(np.int32),
        total_bytes=int(size.sum()),
        total_peers=int(weights.sum()),
    )


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
    begin, end, places = _range(history, match)
    hit = np.zeros(len(history.weights), np.uint8)
    columns = (history.ends, history.proto, history.sport, history.dport, history.icmp, history.flags, history.fragment, history.length)
    numbers = (tuple((v, v) for v in match.proto), match.sport, match.dport, tuple((v, v) for v in match.icmp_type), match.length)
    fixed = np.array([*(match.tcp_flags or (0, 0)), -1 if match.fragment is None else int(match.fragment)], np.int64)
    wanted = (_ends(match.dst), _ends(match.src), *(_spans(one) for one in numbers), fixed)
    counted = (history.size, history.peer, history.weights, hit)
    most = np.array([1 << 62, 1 << 62] if enough >= 1 else [int(enough * history.total_peers), int(enough * history.total_bytes)], np.int64)
    flows, size = _judged(begin, end, places, columns, wanted, counted, most)
    struck = hit != 0
    return Estimate(
        flows=int(flows),
        peers=int(struck.sum()),
        peers_share=float(history.weights[struck].sum()) / max(1, history.total_peers),
        bytes_share=float(size) / max(1, history.total_bytes),
        of_peers=len(history.weights),
        days=history.days,
    )


def _range(history: Sample, match: Match) -> tuple[int, int, NDArray[np.int32]]:
    """Rows that can match at all: a stretch of those sorted by dst (no places), or of the places sorted by src."""
    if match.dst is not None:
        return (*_stretch(history.ends[0], history.ends[1], match.dst), np.zeros(0, np.int32))
    if match.src is None:
        return 0, history.rows, np.zeros(0, np.int32)
    begin, end = _places(history.ends[2], history.ends[3], history.by_src, *_bounds(match.src))
    return begin, end, history.by_src


def _bounds(prefix: str) -> tuple[int, int, int, int]:
    """First and last address of a prefix as signed halves."""
    _, hi, lo, mask_hi, mask_lo = halves(prefix)
    first_hi, last_hi = (hi, hi | ~mask_hi) if mask_hi else (_LOWEST, _HIGHEST)  # a free half takes all values, negative ones too
    first_lo, last_lo = (lo, lo | ~mask_lo) if mask_lo else (_LOWEST, _HIGHEST)
    return first_hi, first_lo, last_hi, last_lo


def _stretch(hi: Int64s, lo: Int64s, prefix: str) -> tuple[int, int]:
    first_hi, first_lo, last_hi, last_lo = _bounds(prefix)
    begin, end = _search(hi, lo, first_hi, first_lo, last_hi, last_lo)
    return int(begin), int(end)


def _ends(prefix: str | None) -> tuple[int, int, int, int, int]:
    return halves(prefix) if prefix is not None else (0, 0, 0, 0, 0)


def _spans(ranges: tuple[Range, ...]) -> Int64s:
    return np.array(ranges, np.int64).reshape(-1, 2)


@numba.njit(cache=True, nogil=True)
def _less(hi: Any, lo: Any, other_hi: Any, other_lo: Any) -> Any:
    return hi < other_hi or (hi == other_hi and lo < other_lo)


@numba.njit(cache=True, nogil=True)
def _search(hi: Any, lo: Any, first_hi: Any, first_lo: Any, last_hi: Any, last_lo: Any) -> Any:
    """First row not before the first address, first row after the last one."""
    out = [0, 0]
    for side in range(2):
        low, high = 0, len(hi)
        while low < high:
            middle = (low + high) // 2
            before = _less(hi[middle], lo[middle], first_hi, first_lo) if side == 0 else not _less(last_hi, last_lo, hi[middle], lo[middle])
            if before:
                low = middle + 1
            else:
                high = middle
        out[side] = low
    return out[0], out[1]


@numba.njit(cache=True, nogil=True)
def _places(hi: Any, lo: Any, order: Any, first_hi: Any, first_lo: Any, last_hi: Any, last_lo: Any) -> Any:
    """The same over rows that are sorted only by the places in `order`."""
    out = [0, 0]
    for side in range(2):
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            at = order[middle]
            before = _less(hi[at], lo[at], first_hi, first_lo) if side == 0 else not _less(last_hi, last_lo, hi[at], lo[at])
            if before:
                low = middle + 1
            else:
                high = middle
        out[side] = low
    return out[0], out[1]


@numba.njit(cache=True, nogil=True)
def _in(spans: Any, value: Any) -> Any:
    for at in range(len(spans)):  # noqa: SIM110 - Numba compiles the loop, not a generator
        if spans[at, 0] <= value <= spans[at, 1]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _any(ports: Any, begin: Any, end: Any, spans: Any) -> Any:
    """Whether any of some ports lies in the one span given."""
    low, high = np.uint16(spans[0, 0]), np.uint16(spans[0, 1])
    found = 0
    for at in range(begin, end):
        found += (ports[at] >= low) & (ports[at] <= high)
    return found > 0


@numba.njit(cache=True, nogil=True)
def _holds(want: Any, hi: Any, lo: Any) -> Any:
    """Whether an address lies in a prefix as `halves` gives it; family 0 = any."""
    if want[0] == 0:
        return True
    if (hi & want[3]) != want[1] or (lo & want[4]) != want[2]:
        return False
    return want[0] == 4 or not (hi == 0 and (lo >> 32) == 0xFFFF)


# The cheapest and most telling columns are looked at first; tuples are unpacked once, outside of the loop.
@numba.njit(cache=True, nogil=True)
def _judged(begin: Any, end: Any, places: Any, columns: Any, want: Any, counted: Any, most: Any) -> Any:  # noqa: C901 - one loop, one pass
    ends, proto, sport, dport, icmp, flags, fragment, length = columns
    dst, src, protos, sports, dports, types, lengths, fixed = want
    size, peer, weights, hit = counted
    mask, value, fragments = fixed[0], fixed[1], fixed[2]
    count, total, partners = 0, 0, 0
    number, ahead = begin - 1, begin
    while number + 1 < end:
        number += 1
        if number >= ahead and not len(places):
            # a stretch without the port is passed by in one vectorised sweep
            ahead = min(number + _STRETCH, end)
            if (len(sports) == 1 and not _any(sport, number, ahead, sports)) or (
                len(dports) == 1 and not _any(dport, number, ahead, dports)
            ):
                number = ahead - 1
                continue
        row = places[number] if len(places) else number
        if len(sports) and not (_in(sports, sport[row]) and fragment[row] != 2 and (proto[row] == 6 or proto[row] == 17)):
            continue
        if len(dports) and not (_in(dports, dport[row]) and fragment[row] != 2 and (proto[row] == 6 or proto[row] == 17)):
            continue
        if len(protos) and not _in(protos, proto[row]):
            continue
        if len(types) and not (_in(types, icmp[row]) and fragment[row] != 2 and (proto[row] == 1 or proto[row] == 58)):
            continue
        if mask != 0 and (proto[row] != 6 or fragment[row] == 2 or (flags[row] & mask) != value):
            continue
        if fragments >= 0 and (fragment[row] != 0) != (fragments == 1):
            continue
        if len(lengths) and not _in(lengths, length[row]):
            continue
        if not _holds(dst, ends[0, row], ends[1, row]) or not _holds(src, ends[2, row], ends[3, row]):
            continue
        count += 1
        total += size[row]
        if not hit[peer[row]]:
            hit[peer[row]] = 1
            partners += weights[peer[row]]
        if partners > most[0] or total > most[1]:
            break
    return count, total
