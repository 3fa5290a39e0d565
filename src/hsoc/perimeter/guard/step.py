"""A batch of updates through the guard: each is judged and remembered, in order, in one compiled loop. Never: wording, or a clock."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hsoc.perimeter.guard.judge import hijack_label
from hsoc.perimeter.guard.labels import GONE, HIJACK, LEAK, LOSS, LOST, MAX_PREFIX, OWN_PREFIX, PEER
from hsoc.perimeter.guard.memory import (
    ACTIVE,
    CODE,
    CONCERNED,
    DIRTY,
    ENDED,
    EVER,
    HELD,
    HELDS,
    LAST,
    NODE,
    ORIGIN,
    OVERFLOWED,
    ROWS,
    RULE,
    SEEN,
    SIGHTINGS,
    UPDATES,
    USED,
    VALID,
    Memory,
    alarm_of,
    describe,
    down,
    mixed,
    over,
    peer_of,
    sighting,
    under,
)  # fmt: skip
from hsoc.perimeter.guard.memory import LEAK as LEAK_ROW
from hsoc.perimeter.guard.rules import Neighbours, Rules
from hsoc.perimeter.guard.session import leaked, wrong
from hsoc.perimeter.guard.validity import Validity
from hsoc.records.address import Int64s


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _views(m: Memory, r: Rules, node: int, peer: int, sees: bool, time: int, lost_peers: int, lost_share: float, seed: int) -> None:
    """Who sees a registered prefix: told by a permitted announcement, ended by a withdrawal."""
    had = m.views[node, peer]
    counts = m.view_counts
    if sees:
        if had == 1:
            return
        if had == 2:
            counts[1, node] -= 1
        counts[0, node] += 1
        m.peers[7, peer] += 1
        m.views[node, peer] = 1
    else:
        if had != 1:
            return
        counts[0, node] -= 1
        counts[1, node] += 1
        m.views[node, peer] = 2
    seeing, lost = counts[0, node], counts[1, node]
    bad = lost >= lost_peers and lost >= lost_share * (lost + seeing)
    k = counts[2, node] - 1
    a = m.alarms
    if k >= 0 and (a[USED, k] != ACTIVE or a[NODE, k] != node):
        k = -1
    if bad and k < 0:
        hi, lo = r.hi[node] ^ np.int64(-9223372036854775808), r.lo[node] ^ np.int64(-9223372036854775808)
        k = alarm_of(m, seed, LOSS, LOST, hi, lo, r.bits[node], -1, -1, time)
        if k < 0:
            return
        counts[2, node] = k + 1
        a[NODE, k], a[RULE, k] = node, r.rule_at[node]
    if k < 0:
        return
    a[CODE, k] = GONE if seeing == 0 else LOST
    a[HELD, k], a[SEEN, k], a[LAST, k], a[UPDATES, k], a[DIRTY, k] = lost, lost + seeing, max(a[LAST, k], time), a[UPDATES, k] + 1, 1
    if not bad:
        a[USED, k] = ENDED
        counts[2, node] = 0


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _held(m: Memory, seed: int, peer: int, hi: int, lo: int, bits: int, told: bool) -> int:
    """Prefixes that a session holds: counted up or down; how many there are."""
    tag = np.int64(peer) << 32 | (m.peers[6, peer] & 0xFFFFFFFF)
    key = mixed(seed, hi, lo, bits, tag)
    if key == -1:
        key = np.int64(1)
    mask = len(m.held) - 1
    at = key & mask
    while m.held[at, 0]:
        if m.held[at, 0] == key and m.held[at, 1] == tag:
            if not told:
                m.held[at, 0] = -1
                m.peers[5, peer] -= 1
            return m.peers[5, peer]
        at = (at + 1) & mask
    if told:
        if m.counts[HELDS] >= 0.9 * len(m.held):
            m.counts[OVERFLOWED] += 1
        else:
            m.counts[HELDS] += 1
            m.held[at, 0], m.held[at, 1] = key, tag
            m.peers[5, peer] += 1
    return m.peers[5, peer]


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _limit(m: Memory, n: Neighbours, seed: int, peer: int, session: int, time: int, hi: int, lo: int, bits: int, told: bool) -> None:
    """The most prefixes that a session may hold."""
    count = _held(m, seed, peer, hi, lo, bits, told)
    if count > n.most[session]:
        k = alarm_of(m, seed, PEER, MAX_PREFIX, 0, 0, -1, n.session_asn[session], peer, time)
        if k >= 0:
            a = m.alarms
            a[HELD, k], a[EVER, k], a[LAST, k], a[UPDATES, k], a[DIRTY, k] = (
                count,
                max(a[EVER, k], count),
                max(a[LAST, k], time),
                a[UPDATES, k] + 1,
                1,
            )
            a[RULE, k] = -1
    elif count == n.most[session]:
        k = alarm_of(m, seed, PEER, MAX_PREFIX, 0, 0, -1, n.session_asn[session], peer, time)
        if k >= 0:
            m.alarms[USED, k] = ENDED if m.alarms[EVER, k] else 0
            m.alarms[HELD, k], m.alarms[DIRTY, k] = count, 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _raise(
    m: Memory, seed: int, share: float, at: int, peer: int, time: int, family: int, code: int, key_peer: int, culprit: int, ours: bool,
    rule: int, node: int, valid: int, origin: int, path: Int64s, start: int, end: int, hi: int, lo: int, bits: int,
) -> int:  # fmt: skip
    """The update belongs to an alarm: open or feed it. ours: it is keyed by its prefix, else only by the session."""
    if ours:
        k = alarm_of(m, seed, family, code, hi, lo, bits, culprit, key_peer, time)
    else:
        k = alarm_of(m, seed, family, code, 0, 0, -1, 0, key_peer, time)
    if k < 0 or at < 0:
        return np.int64(-1)
    a = m.alarms
    a[RULE, k], a[NODE, k], a[VALID, k], a[ORIGIN, k] = rule, node, valid, origin
    under(m, at, family, peer, k, time, share)
    describe(m, k, path, start, end, hi, lo, bits)
    return k


@njit(cache=True, nogil=True)
def step(
    rows: Int64s, told: Int64s, path: Int64s, nodes: NDArray[np.int32], fine: NDArray[np.uint8], r: Rules, n: Neighbours, v: Validity,
    expected: Validity, m: Memory, seed: int, share: float, lost_peers: int, lost_share: float,
) -> None:  # fmt: skip
    """All rows in order. nodes, fine: what `plain` says of them.

    Memory and rules are some fifty arrays, and handing them to another function costs more than most judgements; so what changes nothing is
    passed over here, by a few arrays that are taken out once.
    """
    before = np.array([-1, 0, 0, -1], np.int64)  # the peer of the row before: rows of one message follow each other
    peers, views, lost, marks, counts, bits, defends = m.peers, m.views, m.view_counts, m.marks, m.counts, r.bits, r.defends
    for i in range(rows.shape[1]):
        time, kind = rows[0, i], rows[1, i]
        if before[3] < 0 or before[0] != rows[2, i] or before[1] != rows[3, i] or before[2] != rows[4, i]:
            before[0], before[1], before[2] = rows[2, i], rows[3, i], rows[4, i]
            before[3] = peer_of(m, seed, rows[2, i], rows[3, i], rows[4, i], n.session_hi, n.session_lo, n.session_asn)
        peer = before[3]
        counts[ROWS] += 1
        if peer < 0 or kind == 3:
            continue
        if kind == 2:
            down(m, peer, time, share)
            continue
        node = np.int64(nodes[i])
        if peers[3, peer] < 0 and (node < 0 or fine[i]):
            watched = node >= 0 and bits[node] == rows[7, i] and defends[node] == 0
            # where no loss is told, one more that sees it can neither begin nor end one
            calm = watched and lost[2, node] == 0
            key = mixed(seed, rows[5, i], rows[6, i], rows[7, i], peer) if counts[SIGHTINGS] else np.int64(0)
            if (calm or not watched or views[node, peer] == 1) and (key == 0 or marks[(key >> 20) & (len(marks) - 1)] == 0):
                counts[CONCERNED] += node >= 0
                if watched and views[node, peer] != 1:
                    lost[0, node] += 1
                    lost[1, node] -= views[node, peer] == 2
                    views[node, peer] = 1
                    peers[7, peer] += 1
                continue
        if kind == 1:
            _withdrawn(rows, i, node, r, n, m, peer, seed, share, lost_peers, lost_share)
        else:
            _announced(rows, i, node, told, path, r, n, v, expected, m, peer, seed, share, lost_peers, lost_share)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _withdrawn(
    rows: Int64s, i: int, node: int, r: Rules, n: Neighbours, m: Memory, peer: int, seed: int, share: float, lost_peers: int,
    lost_share: float,
) -> None:  # fmt: skip
    time, hi, lo, bits = rows[0, i], rows[5, i], rows[6, i], rows[7, i]
    if m.counts[SIGHTINGS]:
        at = sighting(m, mixed(seed, hi, lo, bits, peer), peer, False)
        if at >= 0:
            for family in range(3):
                over(m, at, family, peer, time, share)
    session = m.peers[3, peer]
    if session >= 0 and n.most[session]:
        _limit(m, n, seed, peer, session, time, hi, lo, bits, False)
    if node >= 0:
        m.counts[CONCERNED] += 1
        if r.bits[node] == bits and not r.defends[node]:
            _views(m, r, node, peer, False, time, lost_peers, lost_share, seed)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _announced(
    rows: Int64s,
    i: int,
    node: int,
    told: Int64s,
    path: Int64s,
    r: Rules,
    n: Neighbours,
    v: Validity,
    expected: Validity,
    m: Memory,
    peer: int,
    seed: int,
    share: float,
    lost_peers: int,
    lost_share: float,
) -> None:
    time, hi, lo, bits, t = rows[0, i], rows[5, i], rows[6, i], rows[7, i], rows[8, i]
    session = m.peers[3, peer]
    if session >= 0 and n.most[session]:
        _limit(m, n, seed, peer, session, time, hi, lo, bits, True)
    if node < 0 and session < 0 and m.counts[SIGHTINGS] == 0:
        return
    start, end, origin = told[5, t], told[5, t + 1], told[0, t]
    label, culprit, rule, valid = np.int64(0), np.int64(-1), np.int64(-1), np.int64(0)
    if node >= 0:
        m.counts[CONCERNED] += 1
        if end > start:  # an empty path is our own router's word
            label, culprit, rule, valid = hijack_label(r, v, node, hi, lo, bits, origin, path, start, end)
        else:
            rule = r.rule_at[node]
        if label == 0 and r.bits[node] == bits and not r.defends[node]:
            _views(m, r, node, peer, True, time, lost_peers, lost_share, seed)
    leak, leaker = np.int64(0), np.int64(-1)
    if (node >= 0 or session >= 0) and end > start:
        leak, leaker = leaked(n, session, rows[4, i], told[2, t], path, start, end)
    kind, who, checked = np.int64(0), np.int64(-1), np.int64(0)
    if session >= 0 and end > start:
        kind, who, checked = wrong(n, v, expected, r, session, node, rule, label == 0, hi, lo, bits, told[1, t], path, start, end, origin)
    troubled = label != 0 or leak != 0 or kind != 0
    if not troubled and m.counts[SIGHTINGS] == 0:
        return
    at = sighting(m, mixed(seed, hi, lo, bits, peer), peer, troubled)
    if label:
        k = _raise(
            m,
            seed,
            share,
            at,
            peer,
            time,
            HIJACK,
            label,
            np.int64(-1),
            culprit,
            True,
            rule,
            node,
            valid,
            origin,
            path,
            start,
            end,
            hi,
            lo,
            bits,
        )
        if k >= 0:
            m.alarms[LEAK_ROW, k] = _like_leak(label, culprit, r, rule)
    elif at >= 0:
        over(m, at, HIJACK, peer, time, share)
    if leak:
        key_peer = peer if session >= 0 else np.int64(-1)
        _raise(
            m,
            seed,
            share,
            at,
            peer,
            time,
            LEAK,
            leak,
            key_peer,
            leaker,
            node >= 0,
            rule,
            node,
            valid,
            origin,
            path,
            start,
            end,
            hi,
            lo,
            bits,
        )
    elif at >= 0:
        over(m, at, LEAK, peer, time, share)
    if kind:
        ours = kind == OWN_PREFIX
        _raise(m, seed, share, at, peer, time, PEER, kind, peer, who, ours, rule, node, checked, origin, path, start, end, hi, lo, bits)
    elif at >= 0:
        over(m, at, PEER, peer, time, share)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _like_leak(label: int, culprit: int, r: Rules, rule: int) -> int:
    """RFC 7908's types that look like hijacks: 5 re-origination by a neighbour of ours, 6 our own more-specific got out."""
    path_kind = label // 10 % 10
    if path_kind == 5:
        return np.int64(6)
    if path_kind == 1:
        for k in range(r.neighbour_at[rule], r.neighbour_at[rule + 1]):
            if r.neighbours[k] == culprit:
                return np.int64(5)
    return np.int64(0)
