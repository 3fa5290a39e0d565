"""Who announced what of it, kept in arrays of fixed size: alarms, sightings, views. Belongs here: kernels over them. Never: a judgement.

A sighting is one peer's view of one prefix, with the alarm it stands for per family (hijack, leak, peer guard) and when it was told and
withdrawn. What is older than what is known changes nothing but the beginning, so updates may come out of order. An alarm of a prefix ends
when the share `ended_share` of those who saw it have withdrawn; one of a session when nothing of it is left.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hsoc.records.address import Int64s

MOST_ALARMS: Final = 4096  # open at once, about 2 kB each; more are counted and left out
MOST_PEERS: Final = 2048  # heard at once; RIPE's collectors together have some 1,500
MOST_SIGHTINGS: Final = 1 << 18  # a power of two; about 120 bytes each
MARKS: Final = 1 << 18  # a power of two
MOST_HELD: Final = 1 << 21  # prefixes counted for sessions with a limit, a power of two
MOST_ASES: Final = 64  # networks named in one alarm
MOST_HOPS: Final = 16  # of the example path
FULL: Final = 0.6  # of the sightings' table: from here on it is cleared of what is over

# rows of `alarms`
(USED, FAMILY, CODE, HI, LO, BITS, CULPRIT, PEER, FIRST, LAST, UPDATES, HELD, EVER, DIRTY, GENERATION, NODE, RULE, VALID, LEAK,
 ASES, HOPS, EXAMPLE_HI, EXAMPLE_LO, EXAMPLE_BITS, SEEN, ORIGIN, TOLD) = range(27)  # fmt: skip
ACTIVE: Final = 1
ENDED: Final = 2

# columns of a sighting after hash and peer and next: per family alarm + 1, generation, told, gone
_FAMILIES: Final = 3
_HASH: Final = 0
_WHO: Final = 1
_NEXT: Final = 2  # next sighting of the same peer + 1, for the end of its session
_LINKED: Final = 3
_FIRST: Final = 4
_WIDTH: Final = _FIRST + 4 * _FAMILIES

# places in `counts`
ALARMS: Final = 0
PEERS: Final = 1
SIGHTINGS: Final = 2
OVERFLOWED: Final = 3  # alarms, sightings or peers that found no room
HELDS: Final = 4
ROWS: Final = 5
CONCERNED: Final = 6  # updates about what is ours


class Memory(NamedTuple):
    """The arrays. Untouched pages cost nothing."""

    alarms: Int64s  # (27, MOST_ALARMS)
    ases: Int64s  # (MOST_ALARMS, MOST_ASES)
    hops: Int64s  # (MOST_ALARMS, MOST_HOPS)
    seen: NDArray[np.uint8]  # (MOST_ALARMS, MOST_PEERS): 1 holds it, 2 withdrew it
    slots: Int64s  # (4 * MOST_ALARMS,): alarm + 1 by key
    sightings: Int64s  # (MOST_SIGHTINGS, _WIDTH)
    marks: NDArray[np.uint8]  # (MARKS,): 1 where some sighting's key falls; most views have none, and this lies in the cache
    peers: Int64s  # (8, MOST_PEERS): hi, lo, asn, session, first sighting + 1, prefixes held, epoch, views
    peer_slots: Int64s  # (4 * MOST_PEERS,)
    views: NDArray[np.uint8]  # (nodes, MOST_PEERS): 0 unknown, 1 sees it, 2 lost it
    view_counts: Int64s  # (3, nodes): seeing, lost, alarm + 1
    held: Int64s  # (MOST_HELD, 2): hash, peer * 2^32 + epoch
    counts: Int64s  # (8,)


def memory(nodes: int) -> Memory:
    """Nothing remembered; `nodes` registered prefixes."""
    return Memory(
        alarms=np.zeros((27, MOST_ALARMS), np.int64),
        ases=np.zeros((MOST_ALARMS, MOST_ASES), np.int64),
        hops=np.zeros((MOST_ALARMS, MOST_HOPS), np.int64),
        seen=np.zeros((MOST_ALARMS, MOST_PEERS), np.uint8),
        slots=np.zeros(4 * MOST_ALARMS, np.int64),
        sightings=np.zeros((MOST_SIGHTINGS, _WIDTH), np.int64),
        marks=np.zeros(MARKS, np.uint8),
        peers=np.zeros((8, MOST_PEERS), np.int64),
        peer_slots=np.zeros(4 * MOST_PEERS, np.int64),
        views=np.zeros((max(nodes, 1), MOST_PEERS), np.uint8),
        view_counts=np.zeros((3, max(nodes, 1)), np.int64),
        held=np.zeros((MOST_HELD, 2), np.int64),
        counts=np.zeros(8, np.int64),
    )


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def mixed(seed: int, a: int, b: int, c: int, d: int) -> int:
    """SplitMix64 over four numbers, never 0."""
    x = np.uint64(seed)
    for value in (a, b, c, d):
        x = (x ^ np.uint64(value)) + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    return np.int64(x | np.uint64(1))


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def peer_of(m: Memory, seed: int, hi: int, lo: int, asn: int, session_hi: Int64s, session_lo: Int64s, session_asn: Int64s) -> int:
    """The number of a peer, given at its first word; -1 where there is no room."""
    mask = len(m.peer_slots) - 1
    at = mixed(seed, hi, lo, asn, 1) & mask
    while m.peer_slots[at]:
        p = m.peer_slots[at] - 1
        if m.peers[0, p] == hi and m.peers[1, p] == lo and m.peers[2, p] == asn:
            return p
        at = (at + 1) & mask
    p = m.counts[PEERS]
    if p >= m.peers.shape[1]:
        m.counts[OVERFLOWED] += 1
        return np.int64(-1)
    m.counts[PEERS] += 1
    m.peer_slots[at] = p + 1
    m.peers[0, p], m.peers[1, p], m.peers[2, p], m.peers[3, p] = hi, lo, asn, -1
    for s in range(len(session_hi)):
        if session_hi[s] == hi and session_lo[s] == lo and (session_asn[s] == 0 or session_asn[s] == asn):
            m.peers[3, p] = s
    return p


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def alarm_of(m: Memory, seed: int, family: int, code: int, hi: int, lo: int, bits: int, culprit: int, peer: int, time: int) -> int:
    """The alarm of a key, opened where there is none; -1 where there is no room."""
    mask = len(m.slots) - 1
    at = mixed(seed, family * 4096 + code, hi ^ (culprit << 13), lo, (bits << 20) + peer) & mask
    a = m.alarms
    while m.slots[at]:
        k = m.slots[at] - 1
        same = a[FAMILY, k] == family and a[CODE, k] == code and a[HI, k] == hi and a[LO, k] == lo and a[BITS, k] == bits
        if same and a[CULPRIT, k] == culprit and a[PEER, k] == peer and a[USED, k] == ACTIVE:
            return k
        at = (at + 1) & mask
    if m.counts[ALARMS] >= a.shape[1]:
        m.counts[OVERFLOWED] += 1
        return np.int64(-1)
    k = np.int64(0)
    while a[USED, k]:
        k += 1
    m.counts[ALARMS] += 1
    m.slots[at] = k + 1
    generation = a[GENERATION, k] + 1
    for i in range(a.shape[0]):  # a slice would compile for seconds
        a[i, k] = 0
    a[USED, k], a[FAMILY, k], a[CODE, k], a[HI, k], a[LO, k], a[BITS, k] = ACTIVE, family, code, hi, lo, bits
    a[CULPRIT, k], a[PEER, k], a[FIRST, k], a[LAST, k], a[GENERATION, k], a[DIRTY, k] = culprit, peer, time, time, generation, 1
    for i in range(m.seen.shape[1]):
        m.seen[k, i] = 0
    return k


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def describe(m: Memory, k: int, path: Int64s, start: int, end: int, hi: int, lo: int, bits: int) -> None:
    """The newest example of an alarm, and who stands on its path before the culprit."""
    a = m.alarms
    a[EXAMPLE_HI, k], a[EXAMPLE_LO, k], a[EXAMPLE_BITS, k] = hi, lo, bits
    a[HOPS, k] = min(end - start, m.hops.shape[1])
    for i in range(a[HOPS, k]):
        m.hops[k, i] = path[start + i]
    for i in range(start, end):
        asn = path[i]
        if asn == a[CULPRIT, k]:
            return
        known = asn == path[end - 1] and a[CULPRIT, k] < 0
        for j in range(a[ASES, k]):
            known = known or m.ases[k, j] == asn
        if not known and a[ASES, k] < m.ases.shape[1]:
            m.ases[k, a[ASES, k]] = asn
            a[ASES, k] += 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _let_go(m: Memory, k: int, peer: int, time: int, share: float) -> None:
    """One view of an alarm is over; maybe the alarm is."""
    a = m.alarms
    a[HELD, k] -= 1
    a[LAST, k] = max(a[LAST, k], time)
    a[DIRTY, k] = 1
    if a[PEER, k] >= 0:
        if a[HELD, k] <= 0:
            a[USED, k] = ENDED
        return
    m.seen[k, peer] = 2
    if a[SEEN, k] - a[HELD, k] >= share * a[SEEN, k] - 1e-9:
        a[USED, k] = ENDED


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def sighting(m: Memory, key: int, peer: int, create: bool) -> int:
    """The place of a peer's view of a prefix, -1 where there is none (or no room for it)."""
    mask = len(m.sightings) - 1
    at = key & mask
    while m.sightings[at, _HASH]:
        if m.sightings[at, _HASH] == key and m.sightings[at, _WHO] == peer:
            return at
        at = (at + 1) & mask
    if not create:
        return np.int64(-1)
    if m.counts[SIGHTINGS] >= FULL * len(m.sightings):
        m.counts[OVERFLOWED] += 1
        return np.int64(-1)
    m.counts[SIGHTINGS] += 1
    m.marks[(key >> 20) & (len(m.marks) - 1)] = 1
    m.sightings[at, _HASH], m.sightings[at, _WHO] = key, peer
    return at


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def standing(m: Memory, at: int, family: int) -> int:
    """The alarm that a sighting stands for in a family, -1 where none or where it is over."""
    column = _FIRST + 4 * family
    k = m.sightings[at, column] - 1
    if k < 0 or m.alarms[GENERATION, k] != m.sightings[at, column + 1] or m.alarms[USED, k] != ACTIVE:
        return np.int64(-1)
    return k


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def over(m: Memory, at: int, family: int, peer: int, time: int, share: float) -> None:
    """The peer's view is in order again, or gone. Older news than what is known changes nothing."""
    k = standing(m, at, family)
    column = _FIRST + 4 * family
    if k >= 0 and m.sightings[at, column + 3] == 0 and time >= m.sightings[at, column + 2]:
        m.sightings[at, column + 3] = time + 1  # so that 0 stays `not withdrawn`
        _let_go(m, k, peer, time, share)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def under(m: Memory, at: int, family: int, peer: int, k: int, time: int, share: float) -> None:
    """The peer's view of a prefix is alarm k now."""
    a, s, column = m.alarms, m.sightings, _FIRST + 4 * family
    before = standing(m, at, family)
    a[FIRST, k], a[LAST, k], a[UPDATES, k], a[DIRTY, k] = min(a[FIRST, k], time), max(a[LAST, k], time), a[UPDATES, k] + 1, 1
    if before == k:
        if s[at, column + 3] and time + 1 > s[at, column + 3]:
            s[at, column + 3] = 0
            a[HELD, k] += 1
            m.seen[k, peer] = 1
        s[at, column + 2] = max(s[at, column + 2], time)
    else:
        if before >= 0:
            if time < s[at, column + 2]:
                return  # told before what stands now
            over(m, at, family, peer, time, share)
        s[at, column], s[at, column + 1], s[at, column + 2], s[at, column + 3] = k + 1, a[GENERATION, k], time, 0
        a[HELD, k] += 1
        a[EVER, k] += 1
        if m.seen[k, peer] == 0:
            a[SEEN, k] += 1
        m.seen[k, peer] = 1
    if not s[at, _LINKED]:
        s[at, _LINKED], s[at, _NEXT] = 1, m.peers[4, peer]
        m.peers[4, peer] = at + 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def down(m: Memory, peer: int, time: int, share: float) -> None:
    """The session ended: all its views are unknown. Each sighting is walked once for each time it was taken up."""
    at = m.peers[4, peer] - 1
    while at >= 0:
        after = m.sightings[at, _NEXT] - 1
        m.sightings[at, _LINKED] = m.sightings[at, _NEXT] = 0
        for family in range(_FAMILIES):
            over(m, at, family, peer, time, share)
        at = after
    m.peers[4, peer] = 0
    m.peers[5, peer] = 0
    m.peers[6, peer] += 1
    if m.peers[7, peer]:
        for node in range(len(m.views)):
            if m.views[node, peer]:
                m.view_counts[m.views[node, peer] - 1, node] -= 1
                m.views[node, peer] = 0
        m.peers[7, peer] = 0
