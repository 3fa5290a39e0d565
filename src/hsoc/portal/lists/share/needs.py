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
    label = gettext("Mailing list")
    for one in queries.pressing(actor)[:MOST]:
        if one.held_n:  # type: ignore[attr-defined]
            count: int = one.held_n  # type: ignore[attr-defined]
            what = ngettext("%(n)d post waits in %(list)s", "%(n)d posts wait in %(list)s", count) % {"n": count, "list": one.title}
            found.append(Need(level=Level.TODAY, label=label, what=what, href=reverse("list_held"), step=gettext("Decide")))
        if one.stopped:  # type: ignore[attr-defined]
            what = gettext("Mails of %(list)s came back from your address") % {"list": one.title}
            href = reverse("list", args=[one.name])
            found.append(Need(level=Level.WEEK, label=label, what=what, href=href, step=gettext("Begin again")))
    return tuple(found[:MOST])
