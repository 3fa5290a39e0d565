"""What the worker does for people once a day: asks duty contacts, tells of keys that end, forgets those who asked for it. Never: a page."""

from __future__ import annotations

from datetime import datetime

from hsoc.portal.members import queries
from hsoc.portal.members.actions import keys, leaving
from hsoc.portal.members.actions.functions import ask_duty
from hsoc.portal.members.rules import SYSTEM

MOST_ASKED = 500  # mails of one day; the rest is asked tomorrow


def daily(*, now: datetime) -> None:
    """Each of the three; what fails leaves the others to tomorrow, so nothing is asked twice."""
    for held in queries.due_duties(now)[:MOST_ASKED]:
        ask_duty(actor=SYSTEM, function=held.pk, now=now)
    keys.tell_of_endings(actor=SYSTEM, now=now)
    leaving.erase_due(actor=SYSTEM, now=now)
