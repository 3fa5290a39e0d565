"""What a neighbour of ours may not announce, and what it leaks. Belongs here: kernels over one announcement. Never: memory."""

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.guard.judge import holds, valley
from hsoc.perimeter.guard.labels import (
    BOGON_ASN,
    BOGON_PREFIX,
    HAIRPIN,
    INVALID,
    MARKED,
    OWN_ASN,
    OWN_PREFIX,
    RPKI_INVALID,
    TIER1_IN_PATH,
    TO_PEER,
    TO_PROVIDER,
    TOO_LONG,
    TOO_SHORT,
    UNEXPECTED,
    VALID,
)  # fmt: skip
from hsoc.perimeter.guard.rules import Neighbours, Rules
from hsoc.perimeter.guard.tree import Tree, find
from hsoc.perimeter.guard.validity import Validity, origin_validity
from hsoc.records.address import Int64s

_PEER = 1
_PROVIDER = 2
_CUSTOMER = 3
_V4 = 96
_BLACKHOLE = 4


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _length(n: Neighbours, hi: int, lo: int, bits: int, flags: int) -> int:
    four = hi == 0 and lo >> 32 == 0xFFFF and bits >= _V4
    longest, shortest = (n.limits[0], n.limits[1]) if four else (n.limits[2], n.limits[3])
    if bits > longest and not flags & _BLACKHOLE:  # a black hole is asked for by single addresses (RFC 7999)
        return TOO_LONG
    return TOO_SHORT if bits < shortest else 0


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _bogon_asn(n: Neighbours, path: Int64s, start: int, end: int) -> int:
    for i in range(start, end):
        for k in range(len(n.bogon_first)):
            if n.bogon_first[k] <= path[i] <= n.bogon_last[k]:
                return path[i]
    return np.int64(-1)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _any(values: Int64s, path: Int64s, start: int, end: int) -> int:
    """The first AS of the path (from the neighbour on, itself left out) that is listed, -1 where none is."""
    for i in range(start, end):
        if holds(values, 0, len(values), path[i]):
            return path[i]
    return np.int64(-1)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _beyond(path: Int64s, start: int, end: int) -> int:
    """Where the path goes on after the neighbour itself."""
    at = start
    while at < end and path[at] == path[start]:
        at += 1
    return at


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def wrong(
    n: Neighbours, v: Validity, expected: Validity, r: Rules, session: int, node: int, rule: int, permitted: bool,
    hi: int, lo: int, bits: int, flags: int, path: Int64s, start: int, end: int, origin: int,
) -> tuple[int, int, int]:  # fmt: skip
    """(kind of the peer guard or 0, culprit, validity). The gravest kind counts. session: number in Neighbours."""
    role = n.role[session]
    named = permitted and rule >= 0 and r.neighbour_at[rule + 1] > r.neighbour_at[rule]
    if role == _PEER and node >= 0 and not named:
        return OWN_PREFIX, origin, 0
    own = _any(n.own, path, start, end)
    if own >= 0 and role != _PROVIDER:
        return OWN_ASN, own, 0
    if find(Tree(n.bogon_hi, n.bogon_lo, n.bogon_bits, n.bogon_parent), hi, lo, bits) >= 0:
        return BOGON_PREFIX, origin, 0
    who = _bogon_asn(n, path, start, end)
    if who >= 0:
        return BOGON_ASN, who, 0
    kind = _length(n, hi, lo, bits, flags)
    if kind:
        return kind, origin, 0
    if role == _PEER:
        who = _any(n.tier1, path, _beyond(path, start, end), end)
        if who >= 0:
            return TIER1_IN_PATH, who, 0
    if n.listed[session] and origin_validity(expected, hi, lo, bits, session + 1) != VALID:
        return UNEXPECTED, origin, 0
    valid = origin_validity(v, hi, lo, bits, origin)
    return (RPKI_INVALID if valid == INVALID else 0), origin, valid


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def leaked(n: Neighbours, session: int, peer_asn: int, otc: int, path: Int64s, start: int, end: int) -> tuple[int, int]:
    """(kind of leak or 0, culprit): the mark of RFC 9234 first, then what our own relations say, then the valley between tier-1s."""
    role = n.role[session] if session >= 0 else np.int64(0)
    if otc >= 0 and (role == _CUSTOMER or (role == _PEER and otc != peer_asn)):
        return MARKED, peer_asn
    beyond = _beyond(path, start, end)
    if role == _PEER and _any(n.providers, path, beyond, end) >= 0:
        return TO_PEER, peer_asn
    if role == _CUSTOMER:
        if _any(n.providers, path, beyond, end) >= 0 or _any(n.tier1, path, beyond, end) >= 0:
            return HAIRPIN, peer_asn
        if _any(n.peers, path, beyond, end) >= 0:
            return TO_PROVIDER, peer_asn
    return valley(n, path, start, end)
