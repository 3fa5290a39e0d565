"""A BMP connection → Frames, as bytes come, by a compiled walker. Belongs here: messages to places of BGP messages. Never: a socket.

A peer of a router is known by its address and AS number; views before and after policy are one, so a router should send one of them.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numba import njit

from hsoc.exchange.bmp.terms import HEADER, LONGEST
from hsoc.records.route import FRAME_COLUMNS, Bytes, Frames, Int64s


class Unreadable(ValueError):
    """The connection does not speak BMP version 3 (any more); the text says where and why."""


class Counted(msgspec.Struct):
    """What came over a connection."""

    messages: int = 0
    routes: int = 0  # route monitoring messages
    statistics: int = 0
    ups: int = 0
    downs: int = 0
    left_out: int = 0  # mirrored and unknown messages, and those too short for what they are


@njit(cache=True, nogil=True)
def _big(b: Bytes, at: int, length: int) -> Any:
    value = np.int64(0)
    for i in range(length):
        value = value << 8 | np.int64(b[at + i])
    return value


@njit(cache=True, nogil=True)
def _walk(b: Bytes, longest: int, out: Int64s, tally: Int64s) -> tuple[int, int, int]:
    """(frames, bytes used, 1 where what follows is no BMP)."""
    n, at, size = 0, 0, len(b)
    while at + 6 <= size:
        length, kind = _big(b, at + 1, 4), b[at + 5]
        if b[at] != 3 or length < 6 or length > longest:
            return n, at, 1
        if at + length > size:
            break
        tally[0] += 1
        if kind == 1:
            tally[2] += 1
        elif kind in (0, 2, 3) and length >= 48 + (19 if kind == 0 else 1):
            head = at + 6
            flags = b[head + 1]
            out[0, n], out[1, n] = head + 42, at + length
            out[2, n] = 0 if kind == 0 else kind  # 2 down, 3 up, as records.route.Shape counts
            out[3, n], out[4, n] = (0 if flags & 0x20 else 1), 0
            out[5, n] = _big(b, head + 34, 4) * 1000 + min(_big(b, head + 38, 4) // 1000, 999)
            if flags & 0x80:
                out[6, n], out[7, n] = _big(b, head + 10, 8), _big(b, head + 18, 8)
            else:
                out[6, n], out[7, n] = 0, np.int64(0xFFFF00000000) | _big(b, head + 22, 4)
            out[8, n] = _big(b, head + 26, 4)
            out[9, n] = out[10, n] = out[11, n] = 0
            tally[1 if kind == 0 else 4 if kind == 2 else 3] += 1
            n += 1
        elif kind != 4 and kind != 5:
            tally[5] += 1
        at += length
    return n, at, 0


class Connection:
    """One connection of a router. `feed` takes bytes as they come; what is not whole yet waits, at most LONGEST bytes."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self._rest = b""
        self._tally = np.zeros(6, np.int64)

    @property
    def counted(self) -> Counted:
        """What came so far."""
        return Counted(*(int(one) for one in self._tally))

    def feed(self, data: bytes, *, now: int) -> Frames:
        """Frames of the messages that are whole now. now: ms, for routers that send no time. Raises Unreadable."""
        buffer = np.frombuffer(self._rest + data, np.uint8)
        out = np.empty((len(FRAME_COLUMNS), len(buffer) // HEADER + 1), np.int64)
        n, used, broken = _walk(buffer, LONGEST, out, self._tally)
        if broken:
            raise Unreadable(
                f"message {int(self._tally[0]) + 1} begins with {buffer[used : used + HEADER].tobytes().hex(' ')}, no BMP version 3"
            )
        self._rest = buffer[used:].tobytes()
        columns = out[:, :n].copy()
        columns[5] = np.where(columns[5] == 0, now, columns[5])
        return Frames(buffer, columns)
