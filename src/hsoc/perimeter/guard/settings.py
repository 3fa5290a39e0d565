"""What the guard is told besides the policy: our neighbours and thresholds. Belongs here: the section [routing]. Never: reading a file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

Asn = Annotated[int, Meta(ge=0, le=0xFFFF_FFFF)]
Length = Annotated[int, Meta(ge=0, le=128)]
Share = Annotated[float, Meta(gt=0.0, le=1.0)]

MOST_SESSIONS: Final = 1000
# networks that buy transit from nobody: two of them around a third in one path means that the third passed on what it may not
TIER1: Final = (174, 701, 1299, 2914, 3257, 3320, 3356, 3491, 5511, 6453, 6461, 6762, 6830, 7018, 12956)
# AS numbers that have no business in the public table (IANA special-purpose registry; RFC 5398, 6996, 7300, 7607, 6793)
BOGON_ASNS: Final = ((0, 0), (23456, 23456), (64496, 131071), (4200000000, 4294967295))


class Role(StrEnum):
    """What a neighbour is to us (RFC 9234, section 3, seen from our side)."""

    PEER = "peer"
    PROVIDER = "provider"
    CUSTOMER = "customer"


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A neighbour of our own. Others that are heard (collectors' peers) only bear witness. most_prefixes 0 = not watched."""

    address: str
    asn: Asn = 0
    role: Role = Role.PEER
    name: str = ""
    most_prefixes: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    prefixes: tuple[str, ...] = ()  # what it may announce (IRR and history), empty = anything that is not forbidden


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds and neighbours. Each with the reason why it is as it is."""

    own_asns: tuple[Asn, ...] = ()
    providers: tuple[Asn, ...] = ()  # we buy transit from them: a peer or customer has no routes of theirs to offer
    peers: tuple[Asn, ...] = ()  # lateral neighbours: a customer has no routes of theirs to offer
    tier1: tuple[Asn, ...] = TIER1
    bogon_asns: tuple[tuple[Asn, Asn], ...] = BOGON_ASNS
    longest_v4: Length = 24  # the longest prefixes that networks commonly accept
    longest_v6: Length = 48
    shortest_v4: Length = 8  # the largest blocks that were ever allocated
    shortest_v6: Length = 12
    ended_share: Share = 0.8  # of those who saw a hijack: gone at so many it is over (ARTEMIS)
    lost_peers: Annotated[int, Meta(ge=1)] = 3  # peers that lost a prefix; fewer is a neighbour's own trouble
    lost_share: Share = 0.5  # … and this share of those who knew it
    session: Annotated[tuple[Session, ...], Meta(max_length=MOST_SESSIONS)] = ()


class Hearing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where routing data comes from. Listeners belong on the management network: whoever reaches one can invent routes.

    bmp, ris_live, exabgp: `HOST:PORT` to listen on (a router's BMP; lines of RIS-Live; lines of ExaBGP's JSON); ris_live_file and
    exabgp_pipe: a file or named pipe of such lines, read as it grows.
    """

    bmp: str = ""
    ris_live: str = ""
    ris_live_file: str = ""
    exabgp: str = ""
    exabgp_pipe: str = ""


class Routing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole section: where the guard hears from, where VRPs come from, what it is told of our neighbours."""

    hear: Hearing = Hearing()
    vrp_file: str = ""  # JSON as Routinator, rpki-client and StayRTR write it; read again when it changes
    rtr: str = ""  # HOST:PORT of a validator's RTR server (RFC 8210)
    settings: Settings = Settings()

    @property
    def hears(self) -> bool:
        """True where any source is named, if only of VRPs."""
        return self.hear != Hearing() or bool(self.vrp_file or self.rtr)
