"""LZO1X decompression, written from the description of the stream (Linux: Documentation/staging/lzo.rst); the bindings are GPL.

Compiled and bounded: it never writes beyond the size it was given and never reads outside its input. Never: compression.
"""

# mypy: disable-error-code="assignment,return-value,no-any-return,operator"
# (a Numba kernel has one kind of integer; NumPy's stubs see many)

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.collect.framing import Bytes


@njit(cache=True, inline="always")
def _extended(b: Bytes, at: int) -> tuple[int, int]:
    """A length continued over zero bytes: the sum and the place behind it, -1 where the input ends."""
    total = np.int64(0)
    while at < len(b) and b[at] == 0:
        total += 255
        at += 1
    if at >= len(b):
        return 0, -1
    return total + np.int64(b[at]), at + 1


@njit(cache=True, nogil=True)
def _literals(b: Bytes, at: int, out: Bytes, to: int, count: int) -> bool:
    if at + count > len(b) or to + count > len(out):
        return False
    for i in range(count):
        out[to + i] = b[at + i]
    return True


@njit(cache=True, nogil=True)
def _match(out: Bytes, to: int, distance: int, length: int) -> bool:
    if distance > to or to + length > len(out):
        return False
    for i in range(length):  # byte by byte: source and target may overlap
        out[to + i] = out[to - distance + i]
    return True


@njit(cache=True, nogil=True)
def _decompress(b: Bytes, out: Bytes) -> int:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one state machine, split it reads worse
    at, to, state, end = 0, 0, 0, len(b)
    if end == 0:
        return -1
    if b[0] > 17:
        count = np.int64(b[0]) - 17
        if not _literals(b, 1, out, to, count):
            return -1
        at, to, state = 1 + count, count, min(count, 4)
    while at < end:
        code = np.int64(b[at])
        at += 1
        if code < 16 and state == 0:
            count = code + 3
            if code == 0:
                more, at = _extended(b, at)
                if at < 0:
                    return -1
                count = more + 18
            if not _literals(b, at, out, to, count):
                return -1
            at, to, state = at + count, to + count, 4
            continue
        if code < 16 or code >= 64:
            if at >= end:
                return -1
            low, trailing = np.int64(b[at]), code & 3
            at += 1
            if code >= 64:
                length, distance = (code >> 5) + 1, 1 + (code >> 2 & 7) + (low << 3)
            elif state == 4:
                length, distance = 3, 2049 + (code >> 2) + (low << 2)
            else:
                length, distance = 2, 1 + (code >> 2) + (low << 2)
        else:
            mask = 31 if code >= 32 else 7
            length = code & mask
            if length == 0:
                more, at = _extended(b, at)
                if at < 0:
                    return -1
                length = more + mask
            length += 2
            if at + 2 > end:
                return -1
            pair = np.int64(b[at]) | np.int64(b[at + 1]) << 8
            at += 2
            trailing, distance = pair & 3, pair >> 2
            if code >= 32:
                distance += 1
            else:
                distance += (code & 8) << 11
                if distance == 0:
                    return to  # the mark of the end
                distance += 16384
        if not _match(out, to, distance, length):
            return -1
        to += length
        if trailing:
            if not _literals(b, at, out, to, trailing):
                return -1
            at, to = at + trailing, to + trailing
        state = trailing
    return -1


def decompress(data: Bytes, *, most: int) -> Bytes:
    """The content of one LZO1X block of at most `most` bytes. Raises ValueError where the stream is damaged, cut or larger."""
    out = np.empty(most, np.uint8)
    size = _decompress(data, out)
    if size < 0:
        raise ValueError("damaged LZO block")
    return out[:size]
