"""Looks of operators into a member's flows. Belongs here: opening one, with its reason. Never: the flows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.events.actions import SHORTEST_REASON, Unfit
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import LOOK
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import FlowLook
from hsoc.portal.network.models.traffic import REASON_LENGTH

LOOK_MINUTES = 30  # minutes: as long as one works at one thing; then the reason is asked for again


@transaction.atomic
def look_into_flows(*, actor: Actor, member: int, reason: str, now: datetime) -> FlowLook:
    """Open a look into a member's flows for LOOK_MINUTES; written down before anything is shown. Raises Unfit, Refused."""
    require(actor, Action.VIEW, Object.FLOW, member)
    if not actor.user:
        raise Refused("a look into flows belongs to a person")
    said = " ".join(reason.split())[:REASON_LENGTH]
    if len(said) < SHORTEST_REASON:
        raise Unfit(f"a reason of at least {SHORTEST_REASON} letters is needed")
    where = Organisation.objects.get(number=member)
    made = FlowLook.objects.create(
        user_id=actor.user, organisation=where, reason=said, since=now, until=now + timedelta(minutes=LOOK_MINUTES)
    )
    record(actor=actor, action=LOOK, object="flows", concerns=member, reason=said, details={"minutes": LOOK_MINUTES}, now=now)
    return made
