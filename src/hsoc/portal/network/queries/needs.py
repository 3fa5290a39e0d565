"""What of the network waits for a person on the first page: rules that end or were refused, proposals of the engine. Never: figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.network.models import Rule
from hsoc.portal.network.queries import force
from hsoc.portal.network.queries.rules import visible_to

ENDS: Final = timedelta(days=2)  # a rule that ends sooner is worth a look


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Rules of the actor's own organisations that end soon; what the engine proposes and the actor may agree to."""
    ends = visible_to(actor).filter(state=Rule.State.SET, until__gt=now, until__lte=now + ENDS)
    mine = ends.filter(organisation__number__in=actor.organisations)
    found = [
        Need(
            level=Level.TODAY,
            label=gettext("Rule"),
            what=gettext("Your rule ends soon: %(rule)s") % {"rule": one.comment or one.text},
            href=reverse("rule", args=[one.pk]),
            step=gettext("Extend it or let it end"),
            due=one.until,
        )
        for one in mine.order_by("until")[:MOST]
    ]
    if may(actor, Action.CHANGE, Object.PERIMETER):
        count = len(force.waiting(actor, force.heard(now=now), now=now))
        if count:
            what = ngettext("The engine proposes %(n)d measure", "The engine proposes %(n)d measures", count) % {"n": count}
            step = gettext("Agree or refuse")
            found.append(Need(level=Level.NOW, label=gettext("Decision"), what=what, href=reverse("in_force_waiting"), step=step))
    return tuple(found)
