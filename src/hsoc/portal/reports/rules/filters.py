"""What an organisation does not want to be told: filters as values and as a question. Pure: time comes in."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from hsoc.portal.reports.rules.reckon import Filtered

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Number and what it takes; '' = any. network: canonical prefix or address of the organisation's own."""

    number: int
    event_class: str = ""
    network: str = ""
    detector: str = ""

    @property
    def empty(self) -> bool:
        """True where it would take everything."""
        return not (self.event_class or self.network or self.detector)


@lru_cache(maxsize=4096)
def _net(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _inside(own: str, network: str) -> bool:
    inner, outer = _net(own), _net(network)
    return inner is not None and outer is not None and inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def filtering(filters: Sequence[Filter]) -> Filtered:
    """Which of the filters takes an event first; one that would take everything takes nothing."""
    wanted = tuple(one for one in filters if not one.empty)

    def taken(event_class: str, own: str, detector: str) -> int:
        for one in wanted:
            if (
                one.event_class in ("", event_class)
                and one.detector in ("", detector)
                and (not one.network or (own and _inside(own, one.network)))
            ):
                return one.number
        return 0

    return taken
