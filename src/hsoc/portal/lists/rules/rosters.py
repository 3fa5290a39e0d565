"""What must change so that a roster elsewhere is ours. Pure. Never: where it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Protocol

import msgspec

from hsoc.portal.lists.rules.posting import Delivery

MOST_STEPS: Final = 2000  # changes of one list at a time; the rest follows a minute later


class Steps(msgspec.Struct, frozen=True):
    """add: address → how it gets posts; change: the same of those who are there; remove: addresses."""

    add: dict[str, Delivery]
    change: dict[str, Delivery]
    remove: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)


class Keeper(Protocol):
    """Where rosters are kept. Both sides have it: the own lists (share.own) and Mailman 3 (share.mailman)."""

    def roster(self, name: str) -> dict[str, Delivery]:
        """Address, small letters → how it gets posts; those who get none are in it as NONE."""


class Writable(Keeper, Protocol):
    """A keeper that is brought into step."""

    def make(self, name: str, title: str) -> None:
        """A list of that name, if there is none."""

    def names(self) -> Collection[str]:
        """Lists that are there."""

    def add(self, name: str, address: str, delivery: Delivery) -> None:
        """A new member, without a word to him."""

    def change(self, name: str, address: str, delivery: Delivery) -> None:
        """How a member gets posts."""

    def remove(self, name: str, address: str) -> None:
        """No member any more."""


def steps(have: Mapping[str, Delivery], want: Mapping[str, Delivery]) -> Steps:
    """From one roster to another, bounded; who must go goes first."""
    gone = sorted(set(have) - set(want))[:MOST_STEPS]
    left = MOST_STEPS - len(gone)
    new = sorted(set(want) - set(have))[:left]
    other = sorted(one for one in set(want) & set(have) if want[one] is not have[one])[: left - len(new)]
    return Steps({one: want[one] for one in new}, {one: want[one] for one in other}, tuple(gone))
