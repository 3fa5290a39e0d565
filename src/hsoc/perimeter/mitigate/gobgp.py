"""GoBGP's language over its API: NLRI and path attributes as the bytes that we encoded ourselves, so nothing is left to be changed.

A command is `announce FAMILY NLRI ATTRIBUTE,ATTRIBUTE…`, a listing has a line `FAMILY NLRI ATTRIBUTES NEIGHBOUR` per path and
`peer ADDRESS STATE` per neighbour, all bytes in hex. Pure; the calls are in wires.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from hsoc.exchange.flowspec.terms import Unreadable
from hsoc.perimeter.mitigate.attributes import attributes, nlri, route_of
from hsoc.perimeter.mitigate.route import DEFAULT, Family, Route, Terms, actions, route
from hsoc.records.mitigation import Mitigation

LINES: Final = 16_384  # of listings remembered, some 5 MB: a table is read back every few seconds and is nearly the same each time
OWN: Final = "local"  # the neighbour of paths that were brought in by the API


class GoBGP:
    """One GoBGP under the operator's terms."""

    name = "gobgp"

    def __init__(self, terms: Terms = DEFAULT) -> None:
        self.terms = terms
        self.can = actions(terms)

    def route(self, entry: Mitigation) -> Route:
        """What the table shall hold. Raises Unsayable."""
        return route(entry, terms=self.terms)

    def announce(self, one: Route) -> str:
        """The command that brings the route in."""
        return f"announce {one.family.value} {nlri(one).hex()} {','.join(part.hex() for part in attributes(one))}"

    def withdraw(self, one: Route) -> str:
        """The command that takes it back."""
        return f"withdraw {one.family.value} {nlri(one).hex()} {','.join(part.hex() for part in attributes(one))}"

    def routes(self, listing: str) -> Iterator[Route]:
        """Every route that was brought in at this speaker; what its neighbours told it is not ours to judge."""
        for line in listing.splitlines():
            one = _heard(line)
            if one is not None:
                yield one

    def peers(self, listing: str) -> dict[str, bool]:
        """Neighbour → whether its session is established."""
        found = (line.split(" ") for line in listing.splitlines() if line.startswith("peer "))
        return {parts[1]: parts[2] == "established" for parts in found if len(parts) == 3}


@lru_cache(maxsize=LINES)
def _heard(line: str) -> Route | None:
    """A path of a listing, None where it is not ours to judge or beyond us."""
    parts = line.split(" ")
    if len(parts) != 4 or parts[3] != OWN:
        return None
    try:
        path = tuple(bytes.fromhex(part) for part in parts[2].split(",") if part)
        return route_of(Family(parts[0]), bytes.fromhex(parts[1]), path)
    except (Unreadable, ValueError):
        return None
