"""The contract of a mitigation backend: plan in, lines out; listing in, entries out. Pure both ways; the sending is in wires."""

from __future__ import annotations

from typing import Protocol

from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation


class Backend(Protocol):
    """What a speaker can carry and how it is told. `can` is honest: an action outside it is refused before it is planned."""

    name: str
    can: frozenset[Action]

    def announce(self, entry: Mitigation) -> tuple[str, ...]:
        """The exact lines that bring the entry into force."""

    def withdraw(self, entry: Mitigation) -> tuple[str, ...]:
        """The exact lines that take it back."""

    def parse(self, listing: str) -> frozenset[str]:
        """Keys of our own entries in a read-back listing; foreign entries are not ours to name."""
