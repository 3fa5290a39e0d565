"""The contract of a mitigation backend: route in, command out; listing in, routes out. Pure both ways; the sending is in wires."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from hsoc.perimeter.mitigate.route import Route
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation


class Backend(Protocol):
    """What a speaker can carry and how it is told. `can` is honest: an action outside it is refused before it is planned."""

    name: str
    can: frozenset[Action]

    def route(self, entry: Mitigation) -> Route:
        """What the router's table shall hold for the entry. Raises Unsayable for what would not arrive as it is meant."""

    def announce(self, one: Route) -> str:
        """The exact command that brings the route into the table."""

    def withdraw(self, one: Route) -> str:
        """The exact command that takes it out."""

    def routes(self, listing: str) -> Iterable[Route]:
        """Every readable route of a read-back listing, ours and others': the mark tells them apart."""

    def peers(self, listing: str) -> dict[str, bool]:
        """Neighbour → whether its session is up; empty where the listing does not tell."""
