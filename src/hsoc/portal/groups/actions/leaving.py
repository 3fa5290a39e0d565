"""Somebody erased leaves his groups; what he wrote there stays under a pseudonym. Never: leaving by oneself (membership)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hsoc.portal.groups.actions import history
from hsoc.portal.groups.models import GroupMembership
from hsoc.portal.groups.rules.standing import End, State
from hsoc.portal.groups.signals import membership_changed
from hsoc.portal.members.rules import Action, Actor, Object, require


@transaction.atomic
def erase(*, actor: Actor, person: int, now: datetime) -> int:
    """Ends all stays of the person and forgets what he said to get in; how many ended."""
    require(actor, Action.REMOVE, Object.PERSON, 0)  # of nobody in particular: only who may it everywhere
    stays = GroupMembership.objects.select_related("group", "user", "organisation").filter(user_id=person)
    ended = list(stays.exclude(state=State.ENDED))
    for stay in ended:
        stay.state, stay.ended_by, stay.until = State.ENDED.value, End.LEFT.value, now
        stay.save(update_fields=["state", "ended_by", "until"])
        history.record(
            actor=actor,
            group=stay.group,
            code=End.LEFT.value,
            now=now,
            whom=stay.user,
            reason="",
            about="",
            concerns=stay.organisation.number,
        )
        membership_changed.send(sender=GroupMembership, group=stay.group, user=stay.user, now=now)
    GroupMembership.objects.filter(user_id=person).update(said="")
    return len(ended)
