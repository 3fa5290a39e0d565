"""The demo's meetings: one series and one single, where the groups and their people are. Never: how a meeting is called."""

from __future__ import annotations

from datetime import datetime, timedelta

from hsoc.portal.meetings.actions.meetings import call_meeting
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.dates import PRAGUE, Rhythm
from hsoc.portal.members.queries import actor_of, person


def settle(*, now: datetime) -> None:
    """Calls groups of the demo's people together once; nothing happens where they may call none."""
    for username in ("koordinator", "analytik"):
        user = person(username)
        actor = actor_of(user) if user is not None else None
        if actor is None or queries.visible_to(actor).exists():
            continue
        day = now.astimezone(PRAGUE).date()
        for number, group in enumerate(queries.may_call(actor).order_by("name")[:2]):
            series = number == 0
            call_meeting(
                actor=actor,
                group=group,
                title="Pravidelné setkání" if series else "Poučení z posledního výpadku",
                text="Co se stalo od minula, co chystáme, kdo potřebuje pomoc.",
                first=day + timedelta(days=3 + 4 * number),
                hour=9 + 4 * number,
                minute=0,
                minutes=60,
                rhythm=Rhythm.FORTNIGHTLY if series else Rhythm.ONCE,
                times=6 if series else 1,
                now=now,
            )
