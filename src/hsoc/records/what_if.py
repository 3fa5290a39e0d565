"""What if: a day under a present and a changed policy, side by side. What travels from the engine's command to whoever shows it.

Never: reckoning it (perimeter/what_if). Times in ms since 1970 UTC; counts scaled by sampling. `preventive` is what standing limits and the
hospitals' own rules would have dropped, `reactive` what answers to attacks would have. Fields may be added, never renamed.
"""

from __future__ import annotations

from typing import Final

import msgspec

MOST_NAMED: Final = 100  # entries named of those that only one side has


class Amount(msgspec.Struct, frozen=True):
    """How much traffic."""

    flows: int = 0
    packets: int = 0
    bytes: int = 0

    def plus(self, other: Amount) -> Amount:
        """Both together."""
        return Amount(self.flows + other.flows, self.packets + other.packets, self.bytes + other.bytes)


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What one detector's answers, one standing limit (`limit:NAME`) or one own rule (`own:ID`) would have dropped."""

    name: str
    preventive: bool
    dropped: Amount = Amount()


class Hurt(msgspec.Struct, frozen=True, kw_only=True):
    """Ordinary traffic of one hospital that would have been dropped: distinct partners and bytes, each with the whole."""

    member: int
    name: str = ""
    peers: int = 0
    of_peers: int = 0
    bytes: int = 0
    of_bytes: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry and what it would have done; units: TCAM units on the dearest platform. refused entries are not here."""

    key: str
    story: str
    member: int
    preventive: bool
    units: int
    dropped: Amount = Amount()
    benign_bytes: int = 0
    benign_peers: int = 0


class Peak(msgspec.Struct, frozen=True, kw_only=True):
    """The fullest table of the day: entries, when, how many preventive, TCAM units by platform, entries by member."""

    entries: int = 0
    at: int = 0
    preventive: int = 0
    units: dict[str, int] = {}
    members: dict[int, int] = {}


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A day under one policy. worst: entries that would have hurt most, at most 20; refused: decisions by code of the refusal."""

    preventive: Amount = Amount()
    reactive: Amount = Amount()
    kinds: tuple[Kind, ...] = ()
    hurt: tuple[Hurt, ...] = ()
    worst: tuple[Entry, ...] = ()
    entries: int = 0
    peak: Peak = Peak()
    decisions: int = 0
    refused: dict[str, int] = {}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The changed policy less the present one."""

    preventive: Amount
    reactive: Amount
    peers: int
    benign_bytes: int
    peak_entries: int
    only_present: tuple[str, ...] = ()  # keys of entries that only one of them would have had, at most 100
    only_changed: tuple[str, ...] = ()


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. left_out: flows beyond what one stretch of time may hold; they are in no figure but this."""

    day: str
    flows: int
    left_out: int
    present: Side
    changed: Side
    difference: Difference
    version: int = 1
