"""What people change around events: clients (clients), and looks into a member's data. Every one is recorded. Never: storing events."""

from __future__ import annotations

from datetime import datetime

from hsoc.portal.audit.actions import record
from hsoc.portal.events.actions.clients import Unfit, register_client
from hsoc.portal.events.models import WardenClient
from hsoc.portal.members.rules import Action, Actor, Object, require

__all__ = ["Unfit", "look_into", "register_client", "remember_position"]

SHORTEST_REASON = 8  # letters; a reason that nobody can read is none


def look_into(*, actor: Actor, member: int, reason: str, now: datetime, object: str = "events") -> None:  # noqa: A002  (the word of the table of rights)
    """Note that somebody from outside a member looks into its raw data, and why; the member sees it. Raises Unfit, Refused.

    Call it before the data is shown. object: what is looked at (`events`, `event:<id>`, `flows`).
    """
    require(actor, Action.VIEW, Object.FLOW if object == "flows" else Object.EVENT, member)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unfit(f"a reason of at least {SHORTEST_REASON} letters is needed")
    record(actor=actor, action="member_data.looked_into", object=object, concerns=member, reason=reason.strip(), now=now)


def remember_position(*, client: WardenClient, position: int, now: datetime) -> None:
    """Note how far a client has fetched. No entry in the log: it happens at every call and is the client's own bookmark."""
    WardenClient.objects.filter(pk=client.pk).update(position=position, fetched=now)
