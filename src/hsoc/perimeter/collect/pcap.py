"""Captures: where packets begin in pcap and pcapng, when they came and on which link. Never: their content (dissect), flows (aggregate).

pcap: both byte orders, microseconds and nanoseconds. pcapng (draft-ietf-opsawg-pcapng): section, interface, enhanced, simple and old
packet blocks; other blocks are passed over.
"""

# mypy: disable-error-code="assignment,return-value,no-any-return,operator"
# (a Numba kernel has one kind of integer; NumPy's stubs see many)

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.framing import Bytes, Int64s

PCAP_HEADER: Final = 24
MOST_SNAP: Final = 262_144  # bytes of one packet; libpcap's own ceiling (MAXIMUM_SNAPLEN)
MOST_BLOCK: Final = 16 << 20  # bytes of one pcapng block; more is a lie
MOST_INTERFACES: Final = 256  # of one pcapng section
# columns of a packet row
OFFSET, LENGTH, TIME, LINK = 0, 1, 2, 3


@njit(cache=True, inline="always")
def _u32(b: Bytes, at: int, big: bool) -> int:  # noqa: FBT001 - a kernel
    if big:
        return np.int64(b[at]) << 24 | np.int64(b[at + 1]) << 16 | np.int64(b[at + 2]) << 8 | np.int64(b[at + 3])
    return np.int64(b[at + 3]) << 24 | np.int64(b[at + 2]) << 16 | np.int64(b[at + 1]) << 8 | np.int64(b[at])


@njit(cache=True, nogil=True)
def _u16(b: Bytes, at: int, big: bool) -> int:  # noqa: FBT001 - a kernel
    if big:
        return np.int64(b[at]) << 8 | np.int64(b[at + 1])
    return np.int64(b[at + 1]) << 8 | np.int64(b[at])


@njit(cache=True, nogil=True)
def _pcap(b: Bytes, at: int, out: Int64s, big: bool, nano: bool, link: int) -> tuple[int, int, int]:  # noqa: FBT001
    """Packets found, where to go on, and 0 or the place of an error."""
    found = 0
    while found < len(out):
        if at + 16 > len(b):
            return found, len(b), at if at < len(b) else 0
        captured = _u32(b, at + 8, big)
        if captured > MOST_SNAP or at + 16 + captured > len(b):
            return found, len(b), at
        fraction = _u32(b, at + 4, big)
        out[found, 0], out[found, 1] = at + 16, captured
        out[found, 2] = _u32(b, at, big) * 1000 + fraction // (1_000_000 if nano else 1000)
        out[found, 3] = link
        found += 1
        at += 16 + captured
    return found, at, 0


@njit(cache=True, nogil=True)
def _interface(b: Bytes, at: int, end: int, big: bool, links: Int64s, units: Int64s, known: int) -> None:  # noqa: FBT001
    links[known] = _u16(b, at + 8, big)
    units[known] = 1_000_000
    option = at + 16
    while option + 4 <= end:
        code, length = _u16(b, option, big), _u16(b, option + 2, big)
        if code == 0:
            break
        if code == 9 and option + 5 <= end:  # if_tsresol
            exponent = np.int64(b[option + 4])
            if exponent & 0x80:
                units[known] = np.int64(1) << min(exponent & 0x7F, 40)
            else:
                units[known] = np.int64(10) ** min(exponent, 12)
        option += 4 + (length + 3) // 4 * 4


@njit(cache=True, nogil=True)
def _milliseconds(high: int, low: int, unit: int) -> int:
    ticks = high << 32 | low
    if ticks < 0 or unit <= 0:
        return 0
    return ticks // unit * 1000 + (ticks % unit) * 1000 // unit


@njit(cache=True, nogil=True)
def _pcapng(b: Bytes, at: int, out: Int64s, state: Int64s, links: Int64s, units: Int64s) -> tuple[int, int, int]:
    """state: [big-endian, interfaces known, time of the last packet]."""
    found = 0
    while found < len(out):
        if at + 12 > len(b):
            return found, len(b), at if at < len(b) else 0
        kind = _u32(b, at, state[0] != 0)
        if kind == 0x0A0D0D0A:
            state[0] = b[at + 8] == 0x1A
            state[1] = 0
        big = state[0] != 0
        length = _u32(b, at + 4, big)
        if length < 12 or length > MOST_BLOCK or at + length > len(b):
            return found, len(b), at
        end = at + length - 4
        if kind == 1 and length >= 20 and state[1] < MOST_INTERFACES:
            _interface(b, at, end, big, links, units, state[1])
            state[1] += 1
        elif kind in (2, 6) and length >= 32:
            face = _u32(b, at + 8, big) if kind == 6 else _u16(b, at + 8, big)
            captured = _u32(b, at + 20, big)
            if face < state[1] and at + 28 + captured <= end:
                state[2] = _milliseconds(_u32(b, at + 12, big), _u32(b, at + 16, big), units[face])
                out[found, 0], out[found, 1], out[found, 2], out[found, 3] = at + 28, captured, state[2], links[face]
                found += 1
        elif kind == 3 and length >= 16 and state[1] > 0:
            captured = min(_u32(b, at + 8, big), end - at - 12)
            out[found, 0], out[found, 1], out[found, 2], out[found, 3] = at + 12, captured, state[2], links[0]
            found += 1
        at += length
    return found, at, 0


class Capture:
    """Packets of a capture, chunk by chunk. `cut` is the place where the file broke off, 0 = it did not."""

    def __init__(self, buffer: Bytes) -> None:
        """At the first packet. The caller has sniffed pcap or pcapng."""
        self.buffer = buffer
        self.cut = 0
        magic = bytes(buffer[:4]).ljust(4, b"\0")
        self._ng = magic == b"\x0a\x0d\x0d\x0a"
        self._big = magic[0] == 0xA1
        self._nano = magic in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")
        self._state = np.zeros(3, np.int64)
        self._links, self._units = np.zeros(MOST_INTERFACES, np.int64), np.ones(MOST_INTERFACES, np.int64)
        self._at = 0 if self._ng else PCAP_HEADER
        self._link = -1
        if not self._ng and len(buffer) >= PCAP_HEADER:
            self._link = _u32(buffer, 20, self._big) & 0xFFFF
        elif not self._ng:
            self._at, self.cut = len(buffer), len(buffer)

    def packets(self, most: int) -> Int64s:
        """Rows (offset, length, time in ms, link type) of the next `most` packets; empty at the end."""
        out = np.empty((most, 4), np.int64)
        if self._ng:
            found, self._at, cut = _pcapng(self.buffer, self._at, out, self._state, self._links, self._units)
        else:
            found, self._at, cut = _pcap(self.buffer, self._at, out, self._big, self._nano, self._link)
        self.cut = self.cut or cut
        return out[:found]
