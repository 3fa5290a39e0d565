"""Back-flow between the apps, all of it: a fact in the past tense → the actions that answer it. Never: an action itself.

A reaction runs inside the transaction of the fact: either both happen or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.dispatch import Signal

from hsoc.portal.members.actions import organisations, people
from hsoc.portal.members.models import Approval
from hsoc.portal.members.signals import approval_granted

Reaction = Callable[..., Any]

# code of an approved change → what carries it out; called with actor (who approved), payload's members, approval and now
APPROVED: Final[Mapping[str, Reaction]] = MappingProxyType(
    {
        "prefix.add": organisations.add_prefix,
        "prefix.remove": organisations.remove_prefix,
        "seat.give": people.give_seat,
    }
)


def carry_out(sender: object, *, approval: Approval, actor: object, now: object, **_: object) -> None:  # noqa: ARG001  (Django's signature)
    """Does what was approved. Raises KeyError on a code that nobody answers, which undoes the approval."""
    APPROVED[approval.code](actor=actor, now=now, reason=approval.reason, approval=approval, **approval.payload)


REACTIONS: Final[tuple[tuple[Signal, Reaction], ...]] = ((approval_granted, carry_out),)


def connect() -> None:
    """Ties every fact to its reactions; once, at the start."""
    for number, (fact, reaction) in enumerate(REACTIONS):
        fact.connect(reaction, weak=False, dispatch_uid=f"reaction-{number}")
