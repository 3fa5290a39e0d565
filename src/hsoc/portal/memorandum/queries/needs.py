"""What waits for a person: a vote of the organisation, a signature to decide, votes to count. Never: a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.memorandum.queries import ballots, register

SOON: Final = timedelta(days=2)  # a vote that closes sooner is for today


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """At most a line for each vote that waits, one for signatures, one for counting."""
    rows = list(ballots.with_own(ballots.uncounted(actor, now=now), actor)[:50])
    running = [one for one in rows if one.closes > now and one.waits]  # type: ignore[attr-defined]
    mine = running if running and ballots.votes_for(actor, stands=running[0].stands) else []  # type: ignore[attr-defined]
    found = [
        Need(
            level=Level.TODAY if one.closes - now < SOON else Level.WEEK, label=gettext("Vote"), what=one.title,
            href=reverse("memorandum_ballot", args=[one.pk]), step=gettext("Vote for your organisation"), since=one.opens,
        )
        for one in mine
    ][:MOST]  # fmt: skip
    waiting = list(register.waiting(actor).values_list("handed", flat=True)[:1000]) if may(actor, Action.APPROVE, Object.MEMORANDUM) else []
    if waiting:
        n = len(waiting)
        what = ngettext("%(n)d signature of the memorandum waits", "%(n)d signatures of the memorandum wait", n) % {"n": n}
        found.append(
            Need(
                level=Level.WEEK,
                label=gettext("Memorandum"),
                what=what,
                href=reverse("memorandum"),
                step=gettext("Confirm or refuse"),
                since=waiting[0],
            )
        )
    if may(actor, Action.CHANGE, Object.BALLOT):
        found += [
            Need(
                level=Level.TODAY, label=gettext("Vote"), what=one.title, href=reverse("memorandum_ballot", args=[one.pk]),
                step=gettext("Count it"), since=one.closes,
            )
            for one in [one for one in rows if one.closes <= now][:MOST]
        ]  # fmt: skip
    return tuple(found)
