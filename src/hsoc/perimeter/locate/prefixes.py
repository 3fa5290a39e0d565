"""Longest-prefix match over columns of addresses: boundaries made once, searched for whole batches. Never: what a value means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hsoc.records.address import V4_MAPPED, network

Int64s = NDArray[np.int64]

_FLIP: Final = np.int64(-(1 << 63))  # turns the order of signed halves into that of unsigned ones
_LOW: Final = (1 << 64) - 1
_LAST: Final = (1 << 128) - 1
_V4_FIRST: Final = V4_MAPPED
_V4_LAST: Final = V4_MAPPED | 0xFFFF_FFFF


def segments(prefixes: Iterable[tuple[str, int]]) -> list[tuple[int, int]]:
    """(first address, value) of the stretches that prefixes cut the mapped space into; the longest prefix wins, elsewhere 0.

    Raises ValueError for a prefix that is not canonical.
    """
    spans = []
    for text, value in prefixes:
        net = network(text)
        base = V4_MAPPED if net.version == 4 else 0
        spans.append((base | int(net.network_address), base | int(net.broadcast_address), value))
    # outer before inner; prefixes either nest or are apart
    spans.sort(key=lambda s: (s[0], -s[1]))
    out: list[tuple[int, int]] = [(0, 0)]
    open_: list[tuple[int, int]] = []  # (last address, value)

    def cut(at: int, value: int) -> None:
        if out[-1][0] == at:
            out[-1] = (at, value)
        elif out[-1][1] != value:
            out.append((at, value))

    for first, last, value in spans:
        while open_ and open_[-1][0] < first:
            ended = open_.pop()[0]
            cut(ended + 1, open_[-1][1] if open_ else 0)
        open_.append((last, value))
        cut(first, value)
    while open_:
        ended = open_.pop()[0]
        cut(ended + 1, open_[-1][1] if open_ else 0)
    return [(first, value) for first, value in out if first <= _LAST]


@njit(cache=True, nogil=True)
def _search(hi: Int64s, lo: Int64s, starts_hi: Int64s, starts_lo: Int64s, values: Int64s, out: Int64s) -> None:
    flip = np.int64(-9223372036854775808)
    for i in range(len(hi)):
        h, low = hi[i] ^ flip, lo[i] ^ flip
        left, right = 0, len(starts_hi)
        while right - left > 1:
            middle = (left + right) // 2
            if starts_hi[middle] < h or (starts_hi[middle] == h and starts_lo[middle] <= low):
                left = middle
            else:
                right = middle
        out[i] = values[left]


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


class Prefixes:
    """A table of prefixes with a small number each; 0 means none."""

    def __init__(self, prefixes: Iterable[tuple[str, int]]) -> None:
        """Build the boundaries."""
        found = segments(prefixes)
        self._hi = np.array([_signed(first >> 64) for first, _ in found], np.int64) ^ _FLIP
        self._lo = np.array([_signed(first & _LOW) for first, _ in found], np.int64) ^ _FLIP
        self._values = np.array([value for _, value in found], np.int64)
        before = [value for first, value in found if first <= _V4_FIRST][-1]
        four = [(_V4_FIRST, before)] + [(first, value) for first, value in found if _V4_FIRST < first <= _V4_LAST]
        self._four = np.array([first for first, _ in four], np.int64)
        self._four_values = np.array([value for _, value in four], np.int64)

    def values(self, hi: Int64s, lo: Int64s) -> Int64s:
        """The number of the longest prefix that holds each address. Batches of IPv4 alone take a search over one column."""
        six = (hi != 0) | (lo >> 32 != 0xFFFF)
        if not six.any():
            return self._four_values[np.searchsorted(self._four, lo, side="right") - 1]
        out = np.empty(len(hi), np.int64)
        _search(hi, lo, self._hi, self._lo, self._values, out)
        return out
