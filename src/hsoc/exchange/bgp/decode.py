"""BGP UPDATE messages → Routes, a batch at a time by a compiled walker. Belongs here: bytes to columns. Never: where they come from.

Malformed attributes are treated as RFC 7606 asks: the prefixes of such a message count as withdrawn; where the prefixes themselves cannot
be read the message is left out and counted. Work is linear in the bytes; a batch is cut by whoever makes the frames.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
from numba import njit

from hsoc.exchange.bgp.walk import attributes, nlri
from hsoc.records.route import ROW_COLUMNS, TOLD_COLUMNS, Bytes, Frames, Int64s, Routes

_UPDATE: Final = 2
_ENTRY: Final = 1  # records.route.Shape; kernels take plain numbers
_SESSION: Final = 2

# places in the tally of a batch
MALFORMED: Final = 0  # messages left out
WITHDRAWN: Final = 1  # messages whose announcements count as withdrawals (RFC 7606)
OTHER_FAMILY: Final = 2  # multicast, VPN, FlowSpec …: parts left out
NOT_UPDATE: Final = 3  # OPEN, KEEPALIVE, NOTIFICATION: nothing to say


class Tally(msgspec.Struct, frozen=True):
    """What a batch held besides routes."""

    malformed: int = 0
    treated_as_withdrawn: int = 0
    other_family: int = 0
    not_update: int = 0


@njit(cache=True, nogil=True)
def _walk(
    b: Bytes, frames: Int64s, rows: Int64s, told: Int64s, path: Int64s, community: Int64s, tally: Int64s
) -> tuple[int, int, int, int]:
    n = m = hops = marks = 0
    state = np.zeros(8, np.int64)
    for f in range(frames.shape[1]):
        start, end, shape = frames[0, f], frames[1, f], frames[2, f]
        if shape >= _SESSION:
            rows[0, n], rows[1, n], rows[8, n] = frames[5, f], shape, -1
            rows[2, n], rows[3, n], rows[4, n] = frames[6, f], frames[7, f], frames[8, f]
            rows[5, n] = rows[6, n] = rows[7, n] = 0
            n += 1
            continue
        first = n
        told[5, m], told[6, m] = hops, marks
        told[0, m], told[1, m], told[2, m], told[3, m], told[4, m] = -1, 0, -1, 0, 0
        state[:] = 0
        state[0], state[1], state[2] = n, hops, marks
        if shape == _ENTRY:
            _entry(b, frames, f, rows, told, m, path, community, state, tally)
        else:
            _message(b, start, end, frames, f, rows, told, m, path, community, state, tally)
        n = state[0]
        announced = False
        for i in range(first, n):
            rows[0, i], rows[2, i], rows[3, i], rows[4, i] = frames[5, f], frames[6, f], frames[7, f], frames[8, f]
            announced |= rows[1, i] == 0
        if announced:
            m += 1
            hops, marks = state[1], state[2]
    told[:, m] = 0
    told[5, m], told[6, m] = hops, marks
    return n, m, hops, marks


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _entry(
    b: Bytes, frames: Int64s, f: int, rows: Int64s, told: Int64s, m: int, path: Int64s, community: Int64s, state: Int64s, tally: Int64s
) -> None:
    ok = attributes(b, frames[0, f], frames[1, f], frames[3, f], 1, frames[4, f], rows, told, m, path, community, state, tally)
    if ok < 0:
        tally[MALFORMED] += 1
        return
    n = state[0]
    rows[5, n], rows[6, n], rows[7, n] = frames[9, f], frames[10, f], frames[11, f]
    rows[1, n], rows[8, n] = 0, m
    if ok == 0:
        tally[WITHDRAWN] += 1
        rows[1, n], rows[8, n] = 1, -1
    state[0] = n + 1


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _message(
    b: Bytes,
    start: int,
    end: int,
    frames: Int64s,
    f: int,
    rows: Int64s,
    told: Int64s,
    m: int,
    path: Int64s,
    community: Int64s,
    state: Int64s,
    tally: Int64s,
) -> None:
    """One message with its header; rows are added at state[0]."""
    first = state[0]
    if end - start < 19 or np.int64(b[start + 16]) << 8 | np.int64(b[start + 17]) != end - start:
        tally[MALFORMED] += 1
        return
    if b[start + 18] != _UPDATE:
        tally[NOT_UPDATE] += 1
        return
    if end - start < 23:
        tally[MALFORMED] += 1
        return
    at = start + 19
    gone = np.int64(b[at]) << 8 | np.int64(b[at + 1])
    at += 2
    if at + gone + 2 > end:
        tally[MALFORMED] += 1
        return
    many = frames[4, f]
    good = nlri(b, at, at + gone, 1, 1, -1, many, rows, state)
    at += gone
    size = np.int64(b[at]) << 8 | np.int64(b[at + 1])
    at += 2
    if not good or at + size > end:
        state[0] = first
        tally[MALFORMED] += 1
        return
    ok = attributes(b, at, at + size, frames[3, f], 0, many, rows, told, m, path, community, state, tally)
    if ok >= 0 and not nlri(b, at + size, end, 1, 0, m, many, rows, state):
        ok = -1
    if ok < 0:
        state[0] = first
        tally[MALFORMED] += 1
        return
    _withdraw_all(rows, first, state, ok, tally)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _withdraw_all(rows: Int64s, first: int, state: Int64s, ok: int, tally: Int64s) -> None:
    """RFC 7606: without sound attributes (or without a path at all) what is announced counts as withdrawn."""
    spoilt = False
    for i in range(first, state[0]):
        if rows[1, i] == 0 and (ok == 0 or state[4] == 0):
            rows[1, i], rows[8, i] = 1, -1
            spoilt = True
    if spoilt:
        tally[WITHDRAWN] += 1


def decode(frames: Frames) -> tuple[Routes, Tally]:
    """Everything that the frames say, in their order."""
    room = int((frames.columns[1] - frames.columns[0]).sum()) + len(frames)
    # never more prefixes than bytes, hops than byte pairs; pages that stay untouched cost nothing
    rows = np.empty((len(ROW_COLUMNS), room + 1), np.int64)
    told = np.empty((len(TOLD_COLUMNS), len(frames) + 1), np.int64)
    path, community = np.empty(room + 1, np.int64), np.empty(room // 4 + 1, np.int64)
    tally = np.zeros(4, np.int64)
    n, m, hops, marks = _walk(frames.buffer, frames.columns, rows, told, path, community, tally)
    kept = Routes(rows[:, :n].copy(), told[:, : m + 1].copy(), path[:hops].copy(), community[:marks].copy())
    return kept, Tally(*(int(one) for one in tally))


def warm(frames: Frames) -> Any:
    """Compile, or load from Numba's cache."""
    return decode(frames)
