"""Ends open sessions. Never: opens one (allauth)."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from hsoc.portal.accounts.models import Device
from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import Actor


@transaction.atomic
def end_sessions(*, actor: Actor, only: int | None = None, keep: str = "", now: datetime) -> int:
    """Ends one's own session of that number, or all but the one whose key is `keep`. Answers how many ended."""
    mine = UserSession.objects.filter(user_id=actor.user).exclude(session_key=keep)
    ended = list(mine if only is None else mine.filter(pk=only))
    for one in ended:
        one.end()
    if ended:
        record(actor=actor, action="session.ended", object=f"person:{actor.user}", details={"sessions": len(ended)}, now=now)
    return len(ended)


@transaction.atomic
def note_seen(*, actor: Actor, session: str, now: datetime) -> None:
    """When the session was last used. Called every few minutes; no link of the chain, it is a sign of life."""
    del actor  # the key names the person
    UserSession.objects.filter(session_key=session).update(last_seen_at=now)


@transaction.atomic
def forget_person(*, actor: Actor, person: int, now: datetime) -> int:
    """Ends all sessions of somebody erased and forgets the devices; how many sessions ended."""
    ended = list(UserSession.objects.filter(user_id=person))
    for one in ended:
        one.end()
    Device.objects.filter(user_id=person).delete()
    record(actor=actor, action="session.ended", object=f"person:{person}", details={"sessions": len(ended)}, now=now)
    return len(ended)
