"""What of the feeds waits for a person on the first page: sources that do not answer. Never: what they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import Level, Need
from hsoc.portal.feeds.queries.pulls import visible_to
from hsoc.portal.members.rules import Actor

TRIED: Final = 3  # failures in a row after which it is no hiccup


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:  # noqa: ARG001  (every room is asked alike)
    """Sources of the actor's own organisations that failed several times in a row."""
    names = visible_to(actor).filter(organisation__number__in=actor.organisations, enabled=True, failures__gte=TRIED)
    rows = list(names.values_list("name", "last_good")[:100])
    if not rows:
        return ()
    what = ngettext("%(n)d fetched source does not answer", "%(n)d fetched sources do not answer", len(rows)) % {"n": len(rows)}
    detail = ", ".join(name for name, _good in rows[:3])
    good = [moment for _name, moment in rows if moment]
    step = gettext("Mend or switch off")
    return (
        Need(
            level=Level.WEEK, label=gettext("Source"), what=what, detail=detail, href=reverse("pulls"), step=step,
            since=min(good) if good else None,
        ),
    )  # fmt: skip
