"""The words of BGP UPDATE messages: attribute types, families, bounds, what is carried. Never: walking bytes.

Sources: RFC 4271 (messages), RFC 4760 (MP_REACH), RFC 6793 (AS numbers of four bytes), RFC 1997 and 7999 (communities), RFC 9234 (OTC),
RFC 7606 (what becomes of a malformed attribute), RFC 7911 (path identifiers).
"""

from __future__ import annotations

from typing import Final

HEADER: Final = 19  # bytes: marker, length, type
UPDATE: Final = 2
LONGEST: Final = 65_535  # RFC 8654

# attribute types
ORIGIN: Final = 1
AS_PATH: Final = 2
NEXT_HOP: Final = 3
COMMUNITIES: Final = 8
MP_REACH: Final = 14
MP_UNREACH: Final = 15
AS4_PATH: Final = 17
OTC: Final = 35

AS_SET: Final = 1
AS_SEQUENCE: Final = 2
CONFED: Final = 3  # 3 and 4: inside a confederation, no part of the path that others see (RFC 5065)

UNICAST: Final = 1
AS_TRANS: Final = 23456

# field of records.route.Route
CARRIES: Final[dict[str, str]] = {
    "time": "lost; the message has none, the frame around it has",
    "peer": "lost; the session knows it",
    "peer_asn": "lost; the session knows it",
    "prefix": "kept; unicast only, bits beyond the length are cleared",
    "kind": "coarsened: announcements and withdrawals",
    "path": "kept; confederation segments are left out, members of a set follow each other",
    "as_set": "kept",
    "next_hop": "kept; the global one of an IPv6 pair",
    "communities": "kept; extended and large ones are left out",
    "otc": "kept",
}


class Unsayable(ValueError):
    """A route that no UPDATE message can say; the text names the reason."""
