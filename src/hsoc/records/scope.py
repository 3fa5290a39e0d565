"""Which traffic: a match as FlowSpec can express it (RFC 8955). Belongs here: the value. Never: its wire form (exchange/flowspec)."""

from __future__ import annotations

from typing import Final

import msgspec

Range = tuple[int, int]  # inclusive on both ends


class Match(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A set of packets: all that is given must hold, an empty tuple or None does not restrict.

    dst and src are canonical prefixes; ranges are inclusive; tcp_flags is (mask, value): flags & mask == value;
    fragment: None does not restrict, True = any fragment (first or later), False = none.
    """

    dst: str | None = None
    src: str | None = None
    proto: tuple[int, ...] = ()
    dport: tuple[Range, ...] = ()
    sport: tuple[Range, ...] = ()
    icmp_type: tuple[int, ...] = ()
    tcp_flags: tuple[int, int] | None = None
    length: tuple[Range, ...] = ()  # bytes of the IP packet
    fragment: bool | None = None


ANYTHING: Final = Match()
