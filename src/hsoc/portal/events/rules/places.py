"""Whose address is it: the members' prefixes as sorted ranges. Pure. Belongs here: look-up, ranges to mask. Never: who may know."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable

from hsoc.records.address import V4_MAPPED

_V4 = V4_MAPPED  # v4-mapped: 0xffff in bits 32 to 47
_FULL = 1 << 64


def _whole(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> int:
    return _V4 | int(address) if address.version == 4 else int(address)


def _parsed(text: str) -> tuple[int, int] | None:
    """First and last address of an address, prefix (host bits allowed) or `a-b` range, in the mapped space; None where it is none."""
    try:
        if "-" in text:
            low, _, high = text.partition("-")
            first, last = _whole(ipaddress.ip_address(low.strip())), _whole(ipaddress.ip_address(high.strip()))
            return (first, last) if first <= last else None
        net = ipaddress.ip_network(text.strip(), strict=False)
        return _whole(net.network_address), _whole(net.broadcast_address)
    except ValueError:
        return None


class Places:
    """The prefixes of the community, to ask which organisation's an address is. More specific prefixes win."""

    def __init__(self, prefixes: Iterable[tuple[int, str]]) -> None:
        """prefixes: (number of the organisation, canonical prefix); what is not a prefix raises ValueError."""
        nets = sorted(((ipaddress.ip_network(text), number) for number, text in prefixes), key=lambda one: (one[0].version, one[0]))
        edges: list[tuple[int, int, int]] = []
        for net, number in nets:
            edges.append((_whole(net.network_address), _whole(net.broadcast_address), number))
        self._ranges = edges
        self._first = [low for low, _, _ in sorted(edges)]
        self._sorted = sorted(edges)
        self._widest = max((high - low for low, high, _ in edges), default=0)

    def of(self, text: str) -> int:
        """Number of the organisation that holds (all or part of) an address, prefix or range; 0 = nobody's or not an address."""
        span = _parsed(text)
        return self._of(*span) if span else 0

    def _of(self, first: int, last: int) -> int:
        best, width = 0, -1
        place = bisect_right(self._first, last) - 1
        while place >= 0 and self._sorted[place][0] + self._widest >= first:
            low, high, number = self._sorted[place]
            if high >= first and (width < 0 or high - low < width):
                best, width = number, high - low
            place -= 1
        return best

    def among(self, addresses: Iterable[str]) -> frozenset[int]:
        """The organisations that hold any of these addresses."""
        return frozenset(number for text in addresses if (number := self.of(text)))

    def guarded(self, own: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Ranges of `key` that belong to organisations other than `own`: sorted, disjoint, both ends inclusive.

        `key` of an address is its lower half where it is v4-mapped, else its upper half: IPv6 is guarded by whole /64.
        """
        mine = frozenset(own)
        keys = sorted((_key(low), _key(high)) for low, high, number in self._ranges if number not in mine)
        merged: list[tuple[int, int]] = []
        for low, high in keys:
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return tuple(merged)


def _key(address: int) -> int:
    if address >> 32 == 0xFFFF:
        return address
    half = address >> 64
    return half - _FULL if half >= _FULL >> 1 else half
