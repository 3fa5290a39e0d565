"""The backend that sends nothing: it shows exactly what would be announced, and keeps the table so that reading back works.

Commands are those of ExaBGP with the route's place in the table (family, VRF, NLRI in hex or prefix) behind `#`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hsoc.perimeter.mitigate.exabgp import ExaBGP
from hsoc.perimeter.mitigate.route import DEFAULT, Route, Terms
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation

_MARK: Final = " # "


class DryRun:
    """Carries all that touches traffic, and sends none of it. terms: what would be agreed with real routers."""

    name = "dry-run"

    def __init__(self, terms: Terms = DEFAULT) -> None:
        self._speech = ExaBGP(terms)
        self.can: frozenset[Action] = self._speech.can
        self._said: dict[str, Route] = {}  # by place, of commands that were asked for
        self._table: dict[str, str] = {}

    def route(self, entry: Mitigation) -> Route:
        """What the table would hold. Raises Unsayable."""
        return self._speech.route(entry)

    def announce(self, one: Route) -> str:
        """The line that would bring the route in."""
        self._said[one.name] = one
        return f"{self._speech.announce(one)}{_MARK}{one.name}"

    def withdraw(self, one: Route) -> str:
        """The line that would take it back."""
        return f"{self._speech.withdraw(one)}{_MARK}{one.name}"

    def routes(self, listing: str) -> Iterator[Route]:
        """The routes of a listing of ours; lines without our mark are not ours to name."""
        for line in listing.splitlines():
            known = self._said.get(line.rpartition(_MARK)[2]) if _MARK in line else None
            if known is not None:
                yield known

    def peers(self, _listing: str) -> dict[str, bool]:
        """Nobody is told."""
        return {}

    def take(self, lines: Iterable[str]) -> None:
        """Do to the table what a router would do with the lines."""
        for line in lines:
            name = line.rpartition(_MARK)[2]
            if line.startswith("announce "):
                self._table[name] = line.removeprefix("announce ")
            else:
                self._table.pop(name, None)
                self._said.pop(name, None)

    def listing(self) -> str:
        """The table as it would be read back, sorted, one route per line."""
        return "\n".join(self._table[name] for name in sorted(self._table))
