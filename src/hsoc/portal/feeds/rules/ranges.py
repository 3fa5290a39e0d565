"""Addresses as ranges: joined, less what must not be among them, cut into prefixes. Pure and vectorised. Never: which addresses.

IPv4 goes through NumPy, a million addresses in well under a second; IPv6 through Python's long integers, since nobody shares a million of
those. A range is (first, last), both inclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ranges4 = NDArray[np.int64]  # (n, 2): first and last
Range = tuple[int, int]
BITS: Final = {4: 32, 6: 128}


def joined4(ranges: Ranges4) -> Ranges4:
    """Overlapping and neighbouring ranges made one, sorted."""
    if not len(ranges):
        return np.empty((0, 2), np.int64)
    found = ranges[np.argsort(ranges[:, 0], kind="stable")]
    reach = np.maximum.accumulate(found[:, 1])
    begins = np.concatenate([[True], found[1:, 0] > reach[:-1] + 1])
    starts = np.flatnonzero(begins)
    ends = np.concatenate([starts[1:], [len(found)]]) - 1
    return np.stack([found[starts, 0], reach[ends]], axis=1)


def without4(ranges: Ranges4, gone: Ranges4) -> Ranges4:
    """The ranges less the others, joined: what encloses one of them is cut around it."""
    kept, taken = joined4(ranges), joined4(gone)
    if not len(kept) or not len(taken):
        return kept
    # a plus for where an address begins to be wanted, a big minus for where it begins to be gone
    points = np.concatenate([kept[:, 0], kept[:, 1] + 1, taken[:, 0], taken[:, 1] + 1])
    steps = np.concatenate(
        [
            np.ones(len(kept), np.int64),
            -np.ones(len(kept), np.int64),
            np.full(len(taken), -2, np.int64),
            np.full(len(taken), 2, np.int64),
        ]
    )
    where, inverse = np.unique(points, return_inverse=True)
    level = np.cumsum(np.bincount(inverse, weights=steps, minlength=len(where)).astype(np.int64))
    wanted = level == 1
    begins = wanted & ~np.concatenate([[False], wanted[:-1]])
    ends = ~wanted & np.concatenate([[False], wanted[:-1]])
    return np.stack([where[begins], where[ends] - 1], axis=1)


def prefixes4(ranges: Ranges4) -> list[str]:
    """The fewest prefixes that cover exactly these joined ranges; a single address without its /32."""
    alone = ranges[:, 0] == ranges[:, 1]
    single = ranges[alone, 0]
    quads = [(single >> shift & 255).astype("U3") for shift in (24, 16, 8, 0)] if len(single) else []
    written: dict[int, str] = {}
    if quads:
        texts = quads[0]
        for part in quads[1:]:
            texts = np.char.add(np.char.add(texts, "."), part)
        written = dict(zip(single.tolist(), texts.tolist(), strict=True))
    for first, last in ranges[~alone].tolist():
        for start, bits in _cut(first, last, 32):
            written[start] = f"{IPv4Address(start)}/{bits}" if bits < 32 else str(IPv4Address(start))
    return [written[start] for start in sorted(written)]


def without6(ranges: Iterable[Range], gone: Iterable[Range]) -> list[Range]:
    """As without4, of Python's integers."""
    kept, taken = _joined(ranges), _joined(gone)
    found: list[Range] = []
    place = 0
    for first, last in kept:
        while place < len(taken) and taken[place][1] < first:
            place += 1
        at, start = place, first
        while at < len(taken) and taken[at][0] <= last:
            if taken[at][0] > start:
                found.append((start, taken[at][0] - 1))
            start = max(start, taken[at][1] + 1)
            at += 1
        if start <= last:
            found.append((start, last))
    return found


def prefixes6(ranges: Iterable[Range]) -> list[str]:
    """As prefixes4."""
    return [
        f"{IPv6Address(start)}/{bits}" if bits < 128 else str(IPv6Address(start))
        for first, last in ranges
        for start, bits in _cut(first, last, 128)
    ]


def _joined(ranges: Iterable[Range]) -> list[Range]:
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _cut(first: int, last: int, width: int) -> Iterable[tuple[int, int]]:
    """(start, prefix length) of the fewest prefixes between two addresses."""
    while first <= last:
        aligned = (first & -first).bit_length() - 1 if first else width
        size = min(aligned, (last - first + 1).bit_length() - 1)
        yield first, width - size
        first += 1 << size


def ranges4(pairs: Sequence[Range]) -> Ranges4:
    """Pairs as an array."""
    return np.array(pairs, np.int64).reshape(-1, 2)
