"""Wanted against in force: what to add, keep and withdraw. Belongs here: the difference. Never: whether it may be sent (fuse)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from hsoc.exchange.flowspec.text import match_text
from hsoc.records.decision import Decision
from hsoc.records.mitigation import Mitigation

OWNER: Final = "hsoc"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Additions come before withdrawals, so that no victim is bare in between. Sent only where `objections` is empty."""

    add: tuple[Mitigation, ...] = ()
    keep: tuple[Mitigation, ...] = ()
    withdraw: tuple[Mitigation, ...] = ()
    objections: tuple[str, ...] = ()

    @property
    def sendable(self) -> bool:
        """True where the fuse had nothing against it."""
        return not self.objections

    @property
    def changes(self) -> int:
        """Entries that would be added or withdrawn."""
        return len(self.add) + len(self.withdraw)


def difference(wanted: Mapping[str, Mitigation], in_force: Mapping[str, Mitigation], *, missing: frozenset[str] = frozenset()) -> Plan:
    """The plan from one table to the other, each in the order of its keys; foreign entries in force are not ours to withdraw.

    missing: keys that a read-back did not show, so they are announced again.
    """
    add = tuple(wanted[key] for key in sorted(wanted) if key not in in_force or key in missing)
    keep = tuple(wanted[key] for key in sorted(wanted) if key in in_force and key not in missing)
    withdraw = tuple(entry for key, entry in sorted(in_force.items()) if key not in wanted and entry.owner == OWNER)
    return Plan(add=add, keep=keep, withdraw=withdraw)


def entry(decision: Decision) -> Mitigation:
    """The entry that a decision asks for. Raises Unsayable for a match that has no canonical text."""
    return Mitigation(
        key=key(decision),
        action=decision.action,
        match=decision.match,
        since=decision.made,
        until=decision.until,
        story=decision.story,
        member=decision.member,
        rate=decision.rate,
        offer=decision.offer,
    )


def key(decision: Decision) -> str:
    """Action and canonical match text: the identity of an entry in plan, router and journal."""
    return f"{decision.action} {match_text(decision.match)}"
