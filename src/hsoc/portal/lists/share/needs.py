"""What of the lists presses on the first page: held posts, and a box of one's own that sends mails back. Never: the lists."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.lists import queries
from hsoc.portal.members.rules import Actor


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:  # noqa: ARG001
    """The most pressing of each kind."""
    if not actor.user:
        return ()
    found = []
    for one, count in queries.waiting_held(actor)[:MOST]:
        what = ngettext("%(n)d post waits in %(list)s", "%(n)d posts wait in %(list)s", count) % {"n": count, "list": one.title}
        label, step = gettext("Mailing list"), gettext("Decide")
        found.append(Need(level=Level.TODAY, label=label, what=what, href=reverse("list_held"), step=step))
    paused = {number for number, row in queries.subscriptions(actor).items() if row.paused is not None}
    for one in queries.lists_of(actor).filter(pk__in=paused)[:MOST] if paused else ():
        what = gettext("Mails of %(list)s came back from your address") % {"list": one.title}
        label, step = gettext("Mailing list"), gettext("Begin again")
        found.append(Need(level=Level.WEEK, label=label, what=what, href=reverse("list", args=[one.name]), step=step))
    return tuple(found[:MOST])
