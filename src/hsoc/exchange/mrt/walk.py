"""The compiled walkers of single MRT records (RFC 6396, section 4). Never: a Python object per record.

Each adds frames (records.route.FRAME_COLUMNS) at `n` and returns how many there are; `tally` counts what is left out (decode.REASONS).
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
def _address(b: Bytes, at: int, size: int) -> tuple[int, int]:
    if size == 4:
        return np.int64(0), np.int64(0xFFFF00000000) | _big(b, at, 4)
    return _big(b, at, 8), _big(b, at + 8, 8)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def record(b: Bytes, at: int, end: int, peers: Int64s, out: Int64s, n: int, tally: Int64s) -> int:
    """One record, header included."""
    time = _big(b, at, 4) * 1000
    kind, subtype = _big(b, at + 4, 2), _big(b, at + 6, 2)
    at += 12
    if kind == 17:
        if at + 4 > end:
            tally[3] += 1
            return n
        time += min(_big(b, at, 4) // 1000, 999)
        at += 4
    if kind == 16 or kind == 17:
        return _bgp4mp(b, at, end, subtype, time, out, n, tally)
    if kind == 13:
        return _table_two(b, at, end, subtype, time, peers, out, n, tally)
    if kind == 12:
        return _table_one(b, at, end, subtype, time, out, n, tally)
    tally[0] += 1
    return n


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _bgp4mp(b: Bytes, at: int, end: int, subtype: int, time: int, out: Int64s, n: int, tally: Int64s) -> int:
    change = subtype == 0 or subtype == 5
    if subtype == 2 or subtype == 3 or subtype > 11:
        tally[1] += 1
        return n
    wide = subtype in (4, 5, 7, 9, 11)
    many = subtype >= 8
    number = 4 if wide else 2
    if at + 2 * number + 4 > end:
        tally[3] += 1
        return n
    asn = _big(b, at, number)
    family = _big(b, at + 2 * number + 2, 2)
    if family < 1 or family > 2:
        tally[2] += 1
        return n
    at += 2 * number + 4
    size = 4 if family == 1 else 16
    if at + 2 * size + (4 if change else 19) > end:
        tally[3] += 1
        return n
    hi, lo = _address(b, at, size)
    at += 2 * size
    shape = 0
    if change:
        old, new = _big(b, at, 2), _big(b, at + 2, 2)
        if old == new or (old != 6 and new != 6):
            return n  # still on its way up, nothing was told yet
        shape = 3 if new == 6 else 2
    _frame(out, n, at, end, shape, wide, many, time, hi, lo, asn)
    return n + 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _frame(out: Int64s, n: int, at: int, end: int, shape: int, wide: int, many: int, time: int, hi: int, lo: int, asn: int) -> None:
    out[0, n], out[1, n], out[2, n], out[3, n], out[4, n] = at, end, shape, wide, many
    out[5, n], out[6, n], out[7, n], out[8, n] = time, hi, lo, asn
    out[9, n] = out[10, n] = out[11, n] = 0


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _prefix(b: Bytes, at: int, size: int, bits: int, out: Int64s, n: int, most: int) -> None:
    """The prefix beside a table entry; bits beyond its length are cleared. most: 4 bytes for IPv4, 16 for IPv6."""
    hi, lo = np.int64(0), np.int64(0)
    for i in range(size):
        octet = np.int64(b[at + i])
        left = bits - 8 * i
        if left < 8:
            octet &= (0xFF << (8 - left) & 0xFF) if left > 0 else 0
        if most == 4:
            lo |= octet << (24 - 8 * i)
        elif i < 8:
            hi |= octet << (56 - 8 * i)
        else:
            lo |= octet << (120 - 8 * i)
    if most == 4:
        lo |= np.int64(0xFFFF00000000)
        bits += 96
    out[9, n], out[10, n], out[11, n] = hi, lo, bits


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _table_one(b: Bytes, at: int, end: int, subtype: int, time: int, out: Int64s, n: int, tally: Int64s) -> int:
    """TABLE_DUMP (section 4.2): one entry a record, AS numbers of two bytes."""
    if subtype < 1 or subtype > 2:
        tally[2] += 1
        return n
    size = 4 if subtype == 1 else 16
    if at + 4 + size + 2 + 4 + size + 4 > end:
        tally[3] += 1
        return n
    bits = np.int64(b[at + 4 + size])
    length = _big(b, at + 4 + 2 * size + 8, 2)
    start = at + 4 + 2 * size + 10
    if bits > 8 * size or start + length > end:
        tally[3] += 1
        return n
    hi, lo = _address(b, at + 4 + size + 6, size)
    _frame(out, n, start, start + length, 1, 0, 0, time, hi, lo, _big(b, at + 4 + 2 * size + 6, 2))
    _prefix(b, at + 4, size, bits, out, n, size)
    return n + 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _table_two(b: Bytes, at: int, end: int, subtype: int, time: int, peers: Int64s, out: Int64s, n: int, tally: Int64s) -> int:
    """TABLE_DUMP_V2 (section 4.3): the table of peers, or one prefix with an entry per peer."""
    if subtype == 1:
        if not _peer_table(b, at, end, peers):
            tally[3] += 1
        return n
    if subtype not in (2, 4, 8, 10):
        tally[2] += 1  # multicast, generic, geographic
        return n
    most = 4 if subtype in (2, 8) else 16
    many = subtype >= 8
    if at + 5 > end:
        tally[3] += 1
        return n
    bits = np.int64(b[at + 4])
    where, size = at + 5, (bits + 7) // 8
    if bits > 8 * most or where + size + 2 > end:
        tally[3] += 1
        return n
    count = _big(b, where + size, 2)
    at = where + size + 2
    for _ in range(count):
        more = 12 if many else 8
        if at + more > end:
            tally[3] += 1
            return n
        index, length = _big(b, at, 2), _big(b, at + more - 2, 2)
        at += more
        if at + length > end:
            tally[3] += 1
            return n
        if index >= peers[0, 65535]:
            tally[4] += 1
        else:
            _frame(out, n, at, at + length, 1, 1, 0, time, peers[0, index], peers[1, index], peers[2, index])
            _prefix(b, where, size, bits, out, n, most)
            n += 1
        at += length
    return n


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _peer_table(b: Bytes, at: int, end: int, peers: Int64s) -> bool:
    """The peers, kept in columns; their number stands in the last place of the first row."""
    peers[0, 65535] = 0
    if at + 6 > end:
        return False
    at += 6 + _big(b, at + 4, 2)
    if at + 2 > end:
        return False
    count = _big(b, at, 2)
    at += 2
    for i in range(min(count, 65535)):
        if at + 5 > end:
            return False
        size = 16 if b[at] & 1 else 4
        number = 4 if b[at] & 2 else 2
        at += 5
        if at + size + number > end:
            return False
        peers[0, i], peers[1, i] = _address(b, at, size)
        peers[2, i] = _big(b, at + size, number)
        at += size + number
        peers[0, 65535] = i + 1
    return True
