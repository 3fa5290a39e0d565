"""What of the notices presses on the first page. Belongs here: the urgent ones. Never: the whole list."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.members.rules import Actor
from hsoc.portal.notices import queries
from hsoc.portal.notices.share.words import words


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:  # noqa: ARG001  (every room is asked alike)
    """Urgent notices that were not read: whoever was called must see it first."""
    found = []
    for one in queries.urgent_unread(actor, MOST):
        title, text = words(one)
        href = reverse("notices_go", args=[one.pk])
        step = gettext("Open")
        found.append(Need(level=Level.NOW, label=gettext("Urgent"), what=title, detail=text, href=href, step=step, since=one.made))
    return tuple(found)
