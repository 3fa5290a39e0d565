"""A set of prefixes that is asked often: does it overlap, does it cover. Never: what the set is for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from hsoc.records.address import Network, network

MOST_PARSED: Final = 8192  # prefixes; those of two full steps of stories, about 3 MB

Span = tuple[int, int, str]


@lru_cache(maxsize=MOST_PARSED)
def parsed(prefix: str) -> Network:
    """`network`, remembered: a story that runs asks for the same prefixes at every judgement."""
    return network(prefix)


class Prefixes:
    """Sorted disjoint spans per family; each question is one bisection. Raises ValueError for a prefix with host bits."""

    def __init__(self, prefixes: Iterable[str]) -> None:
        spans: dict[int, list[Span]] = {4: [], 6: []}
        for prefix in prefixes:
            net = network(prefix)
            spans[net.version].append((int(net.network_address), int(net.broadcast_address), prefix))
        self._spans = {family: _outermost(sorted(many, key=lambda span: (span[0], -span[1]))) for family, many in spans.items()}
        self._starts = {family: [span[0] for span in many] for family, many in self._spans.items()}

    def __bool__(self) -> bool:
        return any(self._spans.values())

    def overlap(self, prefix: str) -> str | None:
        """A prefix of the set that has an address in common with `prefix`, or None."""
        net = parsed(prefix)
        first, last = int(net.network_address), int(net.broadcast_address)
        spans = self._spans[net.version]
        at = bisect_right(self._starts[net.version], last) - 1
        return spans[at][2] if at >= 0 and spans[at][1] >= first else None

    def covers(self, prefix: str) -> bool:
        """True where the set holds all addresses of `prefix`, in one prefix or in several side by side."""
        net = parsed(prefix)
        spans, last = self._spans[net.version], int(net.broadcast_address)
        at = bisect_right(self._starts[net.version], int(net.network_address)) - 1
        if at < 0 or spans[at][1] < int(net.network_address):
            return False
        while spans[at][1] < last:
            if at + 1 == len(spans) or spans[at + 1][0] != spans[at][1] + 1:
                return False
            at += 1
        return True


def _outermost(spans: list[Span]) -> list[Span]:
    """Prefixes nest or are apart, never cross: those inside another one add nothing."""
    out: list[Span] = []
    for span in spans:
        if not out or span[0] > out[-1][1]:
            out.append(span)
    return out
