"""The words of RIS-Live messages (ris-live.ripe.net/manual) as typed shapes, and what is carried. Never: meaning."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

LONGEST_LINE: Final = 1 << 20  # bytes; a message of one UPDATE has at most some 200 kB
MOST_HOPS: Final = 5000
MOST_PREFIXES: Final = 20_000

Asn = Annotated[int, Meta(ge=0, le=0xFFFF_FFFF)]
Hops = Annotated[list[Asn | list[Asn]], Meta(max_length=MOST_HOPS)]
Prefixes = Annotated[list[str], Meta(max_length=MOST_PREFIXES)]


class Announced(msgspec.Struct):
    """Prefixes with one next hop."""

    prefixes: Prefixes = []
    next_hop: str = ""


class Data(msgspec.Struct):
    """What a collector heard from one peer. Times are seconds with a fraction."""

    peer: str
    peer_asn: str | Asn
    timestamp: float
    type: str = ""
    state: str = ""
    path: Hops = []
    community: list[tuple[int, int]] = []
    announcements: Annotated[list[Announced], Meta(max_length=MOST_PREFIXES)] = []
    withdrawals: Prefixes = []


class Message(msgspec.Struct):
    """One line. Others than `ris_message` (pongs, errors) have data of another shape."""

    type: str
    data: msgspec.Raw = msgspec.Raw(b"null")


# field of records.route.Route
CARRIES: Final[dict[str, str]] = {
    "time": "kept",
    "peer": "kept",
    "peer_asn": "kept",
    "prefix": "kept",
    "kind": "kept",
    "path": "kept; members of a set follow each other",
    "as_set": "kept",
    "next_hop": "kept; the first of a pair",
    "communities": "kept",
    "otc": "lost; the stream leaves it out",
}
