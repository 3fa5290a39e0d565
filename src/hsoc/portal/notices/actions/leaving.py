"""Somebody erased: what he was told and how he wanted to be told goes. Never: the facts that were told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.notices.models import Choice, Habit, Notice


@transaction.atomic
def erase(*, actor: Actor, person: int, now: datetime) -> int:
    """Deletes the person's notices, what of them was still to leave, and his choices; how many notices."""
    require(actor, Action.REMOVE, Object.PERSON, 0)  # of nobody in particular: only who may it everywhere
    notices = Notice.objects.filter(user_id=person)
    many = notices.count()
    notices.delete()
    for model in (Choice, Habit):
        model.objects.filter(user_id=person).delete()
    record(actor=actor, action="notices.person_erased", object=f"person:{person}", details={"notices": many}, now=now)
    return many
