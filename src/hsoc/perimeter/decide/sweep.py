"""One match over the columns of a sample, a block of rows at a time. Belongs here: those loops. Never: what a row or a share means.

A block's mask lies in the first cache. Each part of the match is one plain loop over one narrow column, which the compiler turns into
vector instructions: ten million rows of two bytes go by in two milliseconds. The most telling column comes first, and a block in which
nobody is left is passed by. Only rows that all parts leave are looked at one by one. Rows that lie far apart are never visited: who asks
keeps its columns in the order in which what it asks for lies together.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numba
import numpy as np
from numpy.typing import NDArray

TOLD: Final = ("dport", "sport", "peer", "host", "icmp", "length", "proto")  # columns asked by ranges, the most telling first
BLOCK: Final = 8192  # rows; mask and the block of a column are 24 KB, which the first cache holds


class Columns(msgspec.Struct, frozen=True):
    """What a match may ask of rows.

    kind: bits that the caller gives a meaning; peer, host: numbers of the partner and of the own address; size: bytes, weighted.
    """

    kind: NDArray[np.uint8]
    proto: NDArray[np.uint8]
    sport: NDArray[np.uint16]
    dport: NDArray[np.uint16]
    icmp: NDArray[np.int16]
    flags: NDArray[np.uint8]
    length: NDArray[np.uint16]
    peer: NDArray[np.int32]
    host: NDArray[np.int32]
    size: NDArray[np.int64]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. Of a column: (first, last) pairs, of which any is enough. Of kind and flags: (mask, value). () and 0 ask nothing."""

    kind: tuple[int, int] = (0, 0)
    flags: tuple[int, int] = (0, 0)
    proto: tuple[tuple[int, int], ...] = ()
    sport: tuple[tuple[int, int], ...] = ()
    dport: tuple[tuple[int, int], ...] = ()
    icmp: tuple[tuple[int, int], ...] = ()
    length: tuple[tuple[int, int], ...] = ()
    peer: tuple[tuple[int, int], ...] = ()
    host: tuple[tuple[int, int], ...] = ()


def swept(
    columns: Columns, terms: Terms, *, begin: int, end: int, weights: NDArray[np.int64], hit: NDArray[np.uint8], most: tuple[int, int]
) -> tuple[int, int]:
    """(rows, their size) of begin … end that fit; partners that are met are marked in `hit`.

    Stops where the weights of those newly met exceed most[0], or the size most[1]; the figures are then at least what was found.
    """
    asked, spans, bits = _asked(columns, terms)
    rows, size = _swept(begin, end, asked, spans, columns.kind, columns.flags, bits, (columns.size, columns.peer, weights, hit), most)
    return int(rows), int(size)


def _asked(columns: Columns, terms: Terms) -> tuple[Any, Any, Any]:
    """The columns that are asked by ranges, their ranges, and what is asked of kind and flags."""
    spans = tuple(_spans(getattr(terms, name), getattr(columns, name).dtype) for name in TOLD)
    return tuple(getattr(columns, name) for name in TOLD), spans, np.array([*terms.kind, *terms.flags], np.uint8)


def _spans(ranges: tuple[tuple[int, int], ...], dtype: Any) -> NDArray[Any]:
    """Ranges as the column's own numbers, cut to those it can hold; one that holds nothing stands for ranges beyond all of them."""
    least, most = np.iinfo(dtype).min, np.iinfo(dtype).max
    cut = [(max(low, least), min(high, most)) for low, high in ranges]
    held = [one for one in cut if one[0] <= one[1]]
    return np.array(held or [(most, least)] * bool(ranges), dtype).reshape(-1, 2)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _keep(mask: Any, some: Any, column: Any, low: Any, n: Any, spans: Any) -> Any:
    """Rows stay whose value lies in one of the spans; whether any is left."""
    part = column[low : low + n]
    if len(spans) == 1:
        first, last = spans[0, 0], spans[0, 1]
        if first == last:
            for at in range(n):
                mask[at] &= np.uint8(part[at] == first)
        else:
            for at in range(n):
                mask[at] &= np.uint8(part[at] >= first) & np.uint8(part[at] <= last)
        return _any(mask, n)
    some[:n] = 0
    for which in range(len(spans)):
        first, last = spans[which, 0], spans[which, 1]
        for at in range(n):
            some[at] |= np.uint8(part[at] >= first) & np.uint8(part[at] <= last)
    for at in range(n):
        mask[at] &= some[at]
    return _any(mask, n)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _masked(mask: Any, column: Any, low: Any, n: Any, bits: Any, value: Any) -> Any:
    """Rows stay whose bits under a mask have a value; whether any is left."""
    part = column[low : low + n]
    for at in range(n):
        mask[at] &= np.uint8((part[at] & bits) == value)
    return _any(mask, n)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _any(mask: Any, n: Any) -> Any:
    out = np.uint8(0)
    for at in range(n):
        out |= mask[at]
    return out != 0


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _swept(begin: Any, end: Any, columns: Any, spans: Any, kind: Any, flags: Any, bits: Any, counted: Any, most: Any) -> Any:
    dport, sport, peer, host, icmp, length, proto = columns
    dports, sports, peers, hosts, types, lengths, protos = spans
    size, partner, weights, hit = counted
    mask, some = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    words = mask.view(np.uint64)
    rows, total, met = 0, 0, 0
    for low in range(begin, end, BLOCK):
        n = min(BLOCK, end - low)
        mask[:n] = 1
        mask[n:] = 0
        if (
            (len(dports) and not _keep(mask, some, dport, low, n, dports))
            or (len(sports) and not _keep(mask, some, sport, low, n, sports))
            or (len(peers) and not _keep(mask, some, peer, low, n, peers))
            or (len(hosts) and not _keep(mask, some, host, low, n, hosts))
            or (len(types) and not _keep(mask, some, icmp, low, n, types))
            or (len(lengths) and not _keep(mask, some, length, low, n, lengths))
            or (bits[2] and not _masked(mask, flags, low, n, bits[2], bits[3]))
            or (bits[0] and not _masked(mask, kind, low, n, bits[0], bits[1]))
            or (len(protos) and not _keep(mask, some, proto, low, n, protos))
        ):
            continue
        for word in range(BLOCK // 8):
            if words[word] == 0:
                continue
            for at in range(8 * word, 8 * word + 8):
                if mask[at]:
                    row = low + at
                    rows += 1
                    total += size[row]
                    who = partner[row]
                    if not hit[who]:
                        hit[who] = 1
                        met += weights[who]
        if met > most[0] or total > most[1]:
            break
    return rows, total
