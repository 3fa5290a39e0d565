"""The compiled walkers of path attributes and prefixes (RFC 4271, sections 4.3 and 5). Never: a Python object per message.

state: 0 rows written, 1 hops written, 2 communities written, 3 spoilt (an attribute is malformed), 4 an AS_PATH was seen, 5 where an
AS4_PATH begins (0 = none), 6 where it ends, 7 a bit per attribute type seen (types below 63).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from hsoc.records.route import Bytes, Int64s


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _big(b: Bytes, at: int, length: int) -> Any:
    value = np.int64(0)
    for i in range(length):
        value = value << 8 | np.int64(b[at + i])
    return value


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def nlri(b: Bytes, at: int, end: int, family: int, kind: int, told: int, many: int, rows: Int64s, state: Int64s) -> bool:
    """Prefixes of a family (1 IPv4, 2 IPv6) as rows; False where they cannot be read. Bits beyond the length do not count."""
    while at < end:
        if many:
            at += 4  # the path identifier (RFC 7911); one peer's several paths are one view for us
            if at >= end:
                return False
        bits = np.int64(b[at])
        at += 1
        size = (bits + 7) // 8
        if at + size > end or bits > (32 if family == 1 else 128):
            return False
        n = state[0]
        hi, lo = np.int64(0), np.int64(0)
        for i in range(size):
            octet = np.int64(b[at + i])
            if i == size - 1 and bits % 8:
                octet &= 0xFF << (8 - bits % 8) & 0xFF
            if family == 1:
                lo |= octet << (24 - 8 * i)
            elif i < 8:
                hi |= octet << (56 - 8 * i)
            else:
                lo |= octet << (120 - 8 * i)
        if family == 1:
            lo |= np.int64(0xFFFF00000000)
            bits += 96
        rows[1, n], rows[5, n], rows[6, n], rows[7, n], rows[8, n] = kind, hi, lo, bits, told
        state[0] = n + 1
        at += size
    return True


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _segments(b: Bytes, at: int, end: int, wide: int, path: Int64s, hops: int, told: Int64s, m: int) -> int:
    """AS_PATH segments from `path[hops]` on; the number of hops after, -1 where malformed. Sets the origin and the AS_SET bit."""
    size = 4 if wide else 2
    origin = np.int64(-1)
    while at < end:
        if at + 2 > end:
            return -1
        kind, count = b[at], np.int64(b[at + 1])
        at += 2
        if kind < 1 or kind > 4 or count == 0 or at + count * size > end:
            return -1
        if kind <= 2:
            for i in range(count):
                path[hops] = _big(b, at + i * size, size)
                hops += 1
            origin = path[hops - 1] if kind == 2 else np.int64(-1)
            if kind == 1:
                told[1, m] |= 1
        at += count * size
    told[0, m] = origin
    return hops


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _communities(b: Bytes, at: int, size: int, told: Int64s, m: int, community: Int64s, state: Int64s) -> None:
    if size == 0 or size % 4:
        state[3] = 1
        return
    for i in range(size // 4):
        value = _big(b, at + 4 * i, 4)
        community[state[2]] = value
        state[2] += 1
        if value == 0xFFFFFF01:
            told[1, m] |= 2
        elif value == 0xFFFF029A:
            told[1, m] |= 4


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _reach(b: Bytes, at: int, end: int, short: int, many: int, rows: Int64s, told: Int64s, m: int, state: Int64s, tally: Int64s) -> bool:
    """MP_REACH_NLRI; in table entries usually only the next hop (RFC 6396, section 4.3.4), but some write all of it."""
    if short and end > at and b[at] != 0:
        size = np.int64(b[at])
        if at + 1 + size > end or size < 16:
            return False
        told[3, m], told[4, m] = _big(b, at + 1, 8), _big(b, at + 9, 8)
        return True
    if at + 5 > end:
        return False
    family, safi, size = _big(b, at, 2), b[at + 2], np.int64(b[at + 3])
    if at + 5 + size > end:
        return False
    if safi != 1 or family < 1 or family > 2:
        tally[2] += 1
        return True
    if size >= 16:
        told[3, m], told[4, m] = _big(b, at + 4, 8), _big(b, at + 12, 8)
    elif size == 4:
        told[4, m] = np.int64(0xFFFF00000000) | _big(b, at + 4, 4)
    else:
        return False
    if short:
        return True  # the prefix stands in the entry itself
    return nlri(b, at + 5 + size, end, family, 0, m, many, rows, state)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _unreach(b: Bytes, at: int, end: int, many: int, rows: Int64s, state: Int64s, tally: Int64s) -> bool:
    if at + 3 > end:
        return False
    family, safi = _big(b, at, 2), b[at + 2]
    if safi != 1 or family < 1 or family > 2:
        tally[2] += 1
        return True
    return nlri(b, at + 3, end, family, 1, -1, many, rows, state)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _plain(
    b: Bytes, at: int, size: int, kind: int, wide: int, told: Int64s, m: int, path: Int64s, community: Int64s, state: Int64s
) -> None:
    """The attributes that only describe; a malformed one spoils the announcement, not the session (RFC 7606)."""
    if kind == 2:
        hops = _segments(b, at, at + size, wide, path, state[1], told, m)
        state[4] = 1
        if hops < 0:
            state[3] = 1
        else:
            state[1] = hops
    elif kind == 3:
        if size == 4:
            told[4, m] = np.int64(0xFFFF00000000) | _big(b, at, 4)
        else:
            state[3] = 1
    elif kind == 8:
        _communities(b, at, size, told, m, community, state)
    elif kind == 17 and not wide:
        state[5], state[6] = at, at + size
    elif kind == 35:
        if size == 4:
            told[2, m] = _big(b, at, 4)
        else:
            state[3] = 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def attributes(
    b: Bytes,
    at: int,
    end: int,
    wide: int,
    short: int,
    many: int,
    rows: Int64s,
    told: Int64s,
    m: int,
    path: Int64s,
    community: Int64s,
    state: Int64s,
    tally: Int64s,
) -> int:
    """All attributes of one message: 1 sound, 0 spoilt (announcements count as withdrawn), -1 unreadable."""
    hops = state[1]
    while at < end:
        if at + 3 > end:
            return -1
        flags, kind = b[at], np.int64(b[at + 1])
        long = 2 if flags & 0x10 else 1
        if at + 2 + long > end:
            return -1
        size = _big(b, at + 2, long)
        at += 2 + long
        if at + size > end:
            return -1
        seen = np.int64(1) << min(kind, 62)
        again = state[7] & seen != 0 and kind < 62
        state[7] |= seen
        if kind == 14 or kind == 15:
            if again:
                return -1  # RFC 7606, 3 g
            good = (
                _reach(b, at, at + size, short, many, rows, told, m, state, tally)
                if kind == 14
                else _unreach(b, at, at + size, many, rows, state, tally)
            )
            if not good:
                return -1
        elif not again:  # of several only the first counts (RFC 7606, 3 g)
            _plain(b, at, size, kind, wide, told, m, path, community, state)
        at += size
    if state[5] and not state[3]:
        _merge(b, hops, told, m, path, state)
    return 0 if state[3] else 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _merge(b: Bytes, hops: int, told: Int64s, m: int, path: Int64s, state: Int64s) -> None:
    """AS4_PATH over the tail of AS_PATH (RFC 6793, section 4.2.3); one that is longer, or malformed, does not count."""
    had = state[1] - hops
    flags, origin = told[1, m], told[0, m]
    after = _segments(b, state[5], state[6], 1, path, state[1], told, m)
    news = after - state[1]
    if after < 0 or news > had or news == 0:
        told[1, m], told[0, m] = flags, origin
        return
    for i in range(news):
        path[hops + had - news + i] = path[state[1] + i]
