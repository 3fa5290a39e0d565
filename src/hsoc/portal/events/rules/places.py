"""Whose address is it: the members' prefixes as sorted ranges. Pure. Belongs here: look-up, ranges to mask. Never: who may know."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from hsoc.records.address import IPV4, V4_MAPPED, packed

MOST_KNOWN: Final = 65_536  # answers remembered, 10 MB: a few thousand addresses stand in nearly all events
_FULL = 1 << 64


def _whole(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> int:
    return V4_MAPPED | int(address) if address.version == 4 else int(address)


def _parsed(text: str) -> tuple[int, int] | None:
    """First and last address of an address, prefix (host bits allowed) or `a-b` range, in the mapped space; None where it is none."""
    try:
        return (one := V4_MAPPED | int.from_bytes(packed(IPV4, text))), one  # nearly all, at a tenth of the cost
    except (OSError, ValueError):
        pass
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
        self._first = [low for low, _, _ in sorted(edges)]
        self._sorted = sorted(edges)
        self._known: dict[str, int] = {}
        self._widest = max((high - low for low, high, _ in edges), default=0)

    def of(self, text: str) -> int:
        """Number of the organisation that holds (all or part of) an address, prefix or range; 0 = nobody's or not an address."""
        found = self._known.get(text)
        if found is None:
            span = _parsed(text)
            found = self._of(*span) if span else 0
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[text] = found
        return found

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

    def guarded(self, own: Iterable[int]) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Prefixes of organisations other than `own`, as (shift, (key >> shift, …)).

        `key` of an address is its lower half where it is v4-mapped, else its upper half: IPv6 is guarded by whole /64.
        """
        mine = frozenset(own)
        found: dict[int, set[int]] = {}
        for low, high, number in self._sorted:
            if number in mine:
                continue
            half = low >> 32 != V4_MAPPED >> 32
            size = (high - low + 1).bit_length() - 1
            shift = max(size - 64, 0) if half else size
            found.setdefault(shift, set()).add(_key(low) >> shift)
        return tuple((shift, tuple(sorted(keys))) for shift, keys in sorted(found.items()))


def _key(address: int) -> int:
    if address >> 32 == V4_MAPPED >> 32:
        return address
    half = address >> 64
    return half - _FULL if half >= _FULL >> 1 else half
