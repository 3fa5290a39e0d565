"""The words of ExaBGP's JSON (versions 4 and 5) as typed shapes, and what is carried. Never: meaning."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

LONGEST_LINE: Final = 4 << 20  # bytes; an UPDATE of 64 kB may name 20,000 prefixes
MOST_PREFIXES: Final = 40_000

Nlri = Annotated[list[dict[str, Any]], Meta(max_length=MOST_PREFIXES)]
FAMILIES: Final = ("ipv4 unicast", "ipv6 unicast")


class Ends(msgspec.Struct):
    """Both ends of a session."""

    peer: str


class Numbers(msgspec.Struct):
    """AS numbers of both ends."""

    peer: int


class Segment(msgspec.Struct):
    """A part of a path: as-sequence, as-set, confederations."""

    element: str
    value: list[int]


class Attributes(msgspec.Struct, rename={"as_path": "as-path"}):
    """What is used of the attributes."""

    as_path: dict[str, Segment] | list[int] = []
    community: list[tuple[int, int]] = []


class Update(msgspec.Struct):
    """Announce by family and next hop, withdraw by family; other families have other shapes."""

    attribute: Attributes = msgspec.field(default_factory=Attributes)
    announce: dict[str, msgspec.Raw] = {}
    withdraw: dict[str, msgspec.Raw] = {}


class Said(msgspec.Struct):
    """The message within a neighbour."""

    update: Update | None = None


class Neighbour(msgspec.Struct):
    """A session, and what came over it."""

    address: Ends
    asn: Numbers
    state: str = ""
    message: Said | None = None
    direction: str = ""


class Line(msgspec.Struct):
    """One line."""

    type: str
    time: float = 0.0
    neighbor: Neighbour | None = None


# field of records.route.Route
CARRIES: Final[dict[str, str]] = {
    "time": "kept",
    "peer": "kept",
    "peer_asn": "kept",
    "prefix": "kept",
    "kind": "kept",
    "path": "kept; confederation segments are left out, members of a set follow each other",
    "as_set": "kept",
    "next_hop": "kept",
    "communities": "kept",
    "otc": "lost; ExaBGP does not name it",
}
