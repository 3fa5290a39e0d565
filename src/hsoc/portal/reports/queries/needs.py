"""What of the reports waits for a person on the first page: those of the own organisation that nobody answered. Never: their content."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import Level, Need
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.reports.queries import visible_to

ASKED: Final = timedelta(days=14)  # an older report is no longer worth an answer
LOUD: Final = 3  # severity from which an unanswered report is a matter of today


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """One line for all of them; its door is the newest."""
    own = [number for number in sorted(actor.organisations) if may(actor, Action.CREATE, Object.REPORT, number)]
    rows = visible_to(actor).filter(organisation__number__in=own, created__gt=now - ASKED, shadow=False, answers__isnull=True)
    waiting = list(rows.values_list("label", "severity", "created")[:100])
    if not waiting:
        return ()
    what = ngettext("%(n)d report waits for your answer", "%(n)d reports wait for your answer", len(waiting)) % {"n": len(waiting)}
    level = Level.TODAY if max(severity for _label, severity, _created in waiting) >= LOUD else Level.WEEK
    href = reverse("report", args=[waiting[0][0]]) if len(waiting) == 1 else reverse("reports")
    step = gettext("Say whether it was of use")
    return (Need(level=level, label=gettext("Report"), what=what, href=href, step=step, since=min(created for *_rest, created in waiting)),)
