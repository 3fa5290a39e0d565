"""Packets become flows: the flow cache of a router, in one compiled pass (RFC 5470, 5.4). Belongs here: keys and timeouts. Never: bytes.

The key is addresses, protocol, ports, ICMP type and code, and the kind of fragment. A flow ends after `inactive` without a packet or
`active` since its first.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.canonical import Columns
from hsoc.perimeter.collect.framing import Int64s

ACTIVE_MS: Final = 60_000  # ms; what most routers are set to (issue 2; nfpcapd 300 s, softflowd 1800 s are too slow to act upon)
INACTIVE_MS: Final = 15_000  # ms; the default of Cisco and softflowd
MOST_OPEN: Final = 1 << 20  # flows open at once; beyond it all are closed early, which only splits flows

# columns of a flow row: 0-3 addresses, 4 proto, 5 sport, 6 dport, 7 flags, 8 icmp, 9 fragment, 10 bytes, 11 packets, 12 first, 13 last
WIDTH: Final = 14
_NAMES: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo", "proto", "sport", "dport", "tcp_flags", "icmp", "fragment",
                 "bytes", "packets", "first", "last")  # fmt: skip


@njit(cache=True, nogil=True)
def _hash(row: Int64s, salt: int) -> Any:
    value = np.uint64(salt)
    for i in (0, 1, 2, 3, 4, 5, 6, 8, 9):
        value = (value ^ np.uint64(row[i])) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    return np.int64(value & np.uint64(0x7FFFFFFFFFFFFFFF))


@njit(cache=True, nogil=True)
def _same(a: Int64s, b: Int64s) -> bool:
    for i in (0, 1, 2, 3, 4, 5, 6, 8, 9):  # noqa: SIM110 - Numba compiles no generator
        if a[i] != b[i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _add(rows: Int64s, used: int, packets: Int64s, times: Int64s, slots: Int64s, active: int, inactive: int, salt: int) -> int:
    mask = len(slots) - 1
    for r in range(used):  # flows carried over from the chunk before
        slot = _hash(rows[r], salt) & mask
        while slots[slot] >= 0:
            slot = (slot + 1) & mask
        slots[slot] = r
    for p in range(len(packets)):
        packet, now = packets[p], times[p]
        slot = _hash(packet, salt) & mask
        while slots[slot] >= 0 and not _same(rows[slots[slot]], packet):
            slot = (slot + 1) & mask
        r = slots[slot]
        if r < 0 or now - rows[r, 13] > inactive or now - rows[r, 12] > active:
            r = used
            used += 1
            slots[slot] = r
            rows[r, :10] = packet[:10]
            rows[r, 10] = packet[10]
            rows[r, 11], rows[r, 12], rows[r, 13] = 1, now, now
        else:
            rows[r, 7] |= packet[7]
            rows[r, 10] += packet[10]
            rows[r, 11] += 1
            rows[r, 12], rows[r, 13] = min(rows[r, 12], now), max(rows[r, 13], now)
    return used


class Aggregator:
    """A flow cache. `salt` keeps senders from choosing colliding keys; any number does for a file."""

    def __init__(self, *, active: int = ACTIVE_MS, inactive: int = INACTIVE_MS, salt: int = 0x5DEECE66D) -> None:
        """Empty; timeouts in ms."""
        self._active, self._inactive, self._salt = active, inactive, salt
        self._open = np.empty((0, WIDTH), np.int64)

    def add(self, packets: Int64s, times: Int64s) -> Columns | None:
        """Take in dissected packets (dissect.COLUMNS) with their times in ms; flows that have ended, or None."""
        used = len(self._open)
        rows = np.empty((used + len(packets), WIDTH), np.int64)
        rows[:used] = self._open
        slots = np.full(1 << max(int(2 * len(rows) + 1).bit_length(), 4), -1, np.int64)
        total = _add(rows, used, packets, times, slots, self._active, self._inactive, self._salt)
        rows = rows[:total]
        if not len(times):
            return None
        now = int(times.max())
        current = np.zeros(total, np.bool_)
        live = slots[slots >= 0]
        current[live] = True
        ended = ~current | (now - rows[:, 13] > self._inactive) | (now - rows[:, 12] > self._active)
        if total - int(ended.sum()) > MOST_OPEN:
            ended[:] = True
        self._open = rows[~ended]
        return _columns(rows[ended])

    def finish(self) -> Columns | None:
        """All that is still open."""
        rows, self._open = self._open, np.empty((0, WIDTH), np.int64)
        return _columns(rows)


def _columns(rows: Int64s) -> Columns | None:
    if not len(rows):
        return None
    rows = rows[np.argsort(rows[:, 12], kind="stable")]
    return {name: rows[:, place].copy() for place, name in enumerate(_NAMES)}
