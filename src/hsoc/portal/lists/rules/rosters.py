"""What must change so that a roster elsewhere is ours. Pure. Never: where it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import msgspec

from hsoc.portal.lists.rules.posting import Delivery

MOST_STEPS: Final = 2000  # changes of one list at a time; the rest follows a minute later


class Roster(msgspec.Struct, frozen=True):
    """members: address, small letters → how it gets posts (NONE: none); leaders: addresses of those who decide about held posts."""

    members: Mapping[str, Delivery] = MappingProxyType({})
    leaders: frozenset[str] = frozenset()


class Steps(msgspec.Struct, frozen=True):
    """add: address → how it gets posts; change: the same of those who are there; the others are addresses."""

    add: dict[str, Delivery]
    change: dict[str, Delivery]
    remove: tuple[str, ...]
    lead: tuple[str, ...] = ()
    unlead: tuple[str, ...] = ()

    def __len__(self) -> int:
        return sum(len(one) for one in (self.add, self.change, self.remove, self.lead, self.unlead))


class Keeper(Protocol):
    """Where rosters are kept. Both sides have it: the own lists (share.own) and Mailman 3 (share.mailman)."""

    def roster(self, name: str) -> Roster:
        """Everybody of a list; nobody where there is none."""


class Writable(Keeper, Protocol):
    """A keeper that is brought into step. An address that is there already, or gone already, is no error."""

    def names(self) -> Collection[str]:
        """Lists that are there."""

    def make(self, name: str, title: str) -> None:
        """A list of that name."""

    def write(self, name: str, steps: Steps) -> None:
        """Those steps, without a word to anybody."""


def steps(have: Roster, want: Roster) -> Steps:
    """From one roster to another, bounded; who must go goes first."""
    left = MOST_STEPS

    def some(found: Collection[str]) -> tuple[str, ...]:
        nonlocal left
        taken = tuple(sorted(found)[:left])
        left -= len(taken)
        return taken

    unlead, gone = some(have.leaders - want.leaders), some(set(have.members) - set(want.members))
    new = some(set(want.members) - set(have.members))
    other = some({one for one, how in want.members.items() if have.members.get(one, how) is not how})
    return Steps(
        add={one: want.members[one] for one in new},
        change={one: want.members[one] for one in other},
        remove=gone,
        lead=some(want.leaders - have.leaders),
        unlead=unlead,
    )
