"""The words of BMP version 3: message types, lengths, what is carried. Never: walking bytes."""

from __future__ import annotations

from typing import Final

VERSION: Final = 3
HEADER: Final = 6  # bytes: version, length, type
PEER_HEADER: Final = 42
LONGEST: Final = 1 << 20  # bytes of one message; a mirrored BGP message is at most 64 kB

ROUTE_MONITORING: Final = 0
STATISTICS: Final = 1
PEER_DOWN: Final = 2
PEER_UP: Final = 3
INITIATION: Final = 4
TERMINATION: Final = 5
MIRRORING: Final = 6

SIX: Final = 0x80  # peer flags: an IPv6 address
NARROW: Final = 0x20  # … AS numbers of two bytes in its messages

# field of records.route.Envelope
CARRIES: Final[dict[str, str]] = {
    "time": "kept",
    "peer": "kept",
    "peer_asn": "kept",
    "message": "kept",
    "wide": "kept",
    "many": "lost; BMP does not say it with each message",
}
