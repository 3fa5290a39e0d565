"""A file of export messages one behind another (IPFIX files of RFC 5655, dumped datagrams): where each ends. Never: their content."""

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.collect.framing import Bytes, Int64s, u16, u32

LEAST: int = 16  # bytes of the shortest header


@njit(cache=True, nogil=True)
def _v9_end(b: Bytes, at: int, end: int) -> int:
    """A v9 message does not say how long it is: flow sets follow until one would have the reserved number of a version."""
    at += 20
    while at + 4 <= end:
        number, length = u16(b, at), u16(b, at + 2)
        # a template set has at least 8 bytes: "0, 5" is the next message, sFlow
        if number in (5, 9, 10) or length < 4 or at + length > end or (number < 2 and length < 8):
            break
        at += length
    return at


@njit(cache=True, nogil=True)
def _sflow_end(b: Bytes, at: int, end: int) -> int:
    at += 8 + (4 if u32(b, at + 4) == 1 else 16)
    if at + 16 > end:
        return end
    samples = u32(b, at + 12)
    at += 16
    for _ in range(samples):
        if at + 8 > end:
            return end
        at += 8 + u32(b, at + 4)
        if at > end:
            return end
    return at


@njit(cache=True, nogil=True)
def _split(b: Bytes, at: int, stop: int, offsets: Int64s, lengths: Int64s) -> tuple[int, int]:
    found, end = 0, len(b)
    while found < len(offsets) and at < stop and at + LEAST <= end:
        version = u16(b, at)
        if version == 10:
            length = max(u16(b, at + 2), 16)
        elif version == 5:
            length = 24 + 48 * u16(b, at + 2)
        elif version == 9:
            length = _v9_end(b, at, end) - at
        elif version == 0 and u16(b, at + 2) == 5:
            length = _sflow_end(b, at, end) - at
        else:
            return found, at
        offsets[found] = at
        lengths[found] = min(length, end - at)
        found += 1
        at += length
    return found, min(at, end)


def split(buffer: Bytes, at: int, *, most: int, window: int) -> tuple[Int64s, Int64s, int]:
    """Offsets and lengths of up to `most` messages from `at` on, within about `window` bytes, and where the next one begins.

    The result does not advance where no message begins at `at`.
    """
    offsets, lengths = np.empty(most, np.int64), np.empty(most, np.int64)
    found, after = _split(buffer, at, at + window, offsets, lengths)
    return offsets[:found], lengths[:found], int(after)
