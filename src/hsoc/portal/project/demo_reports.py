"""The demo's reports: what two hospitals would have been told of the days made up, and what they answered. Never: a report by hand.

The same code as the worker's, asked for every two hours of the past.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from hsoc.journal.days import DAY_MS, HOUR_MS
from hsoc.portal.events import queries as events
from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.members.rules import SYSTEM, Actor
from hsoc.portal.reports import queries, tasks
from hsoc.portal.reports.actions import making, wanted
from hsoc.portal.reports.models import Verdict

DAYS: Final = 2  # of the past
STEP_MS: Final = 2 * HOUR_MS  # ms between two looks; the worker looks every ten minutes
MAILED: Final = timedelta(hours=6)  # only what is as new as this is mailed, too
ANSWERS: Final = (
    ("analytik", Verdict.USEFUL, "Stroj jsme odpojili a přeinstalovali. Díky."),
    ("analytik", Verdict.FALSE, "To je náš dohledový server, prochází vlastní síť."),
    ("manazer", Verdict.NOT_OURS, "Tuto adresu používá nájemce v přízemí, předali jsme mu to."),
)


def settle(*, now: int, members: tuple[int, ...]) -> int:
    """Makes the reports of the last days; now in ms. Returns how many there are; nothing happens where there are some."""
    if queries.visible_to(SYSTEM).exists():
        return 0
    begin = now - DAYS * DAY_MS
    start = datetime.fromtimestamp(begin / 1000, UTC)
    for number in members:
        making.begin(actor=SYSTEM, organisation=number, serial=events.serial_at(begin), at=begin, now=start)
        quiet = datetime.fromtimestamp(now / 1000, UTC) - MAILED
        wanted.mute(actor=SYSTEM, organisation=number, until=quiet, reason="", now=start)
    made = 0
    for moment in range(begin + STEP_MS, now, STEP_MS):
        made += len(tasks.report(now=moment, upto=events.serial_at(moment), members=members))
    for who, verdict, text in ANSWERS:
        user = person(who)
        if user is not None:
            _answer(actor_of(user), verdict, text)
    return made


def _answer(actor: Actor, verdict: Verdict, text: str) -> None:
    """To the newest report of the person's that nobody has answered."""
    one = queries.unanswered(actor)
    if one is not None:
        given = one.created + timedelta(minutes=40)
        wanted.answer(actor=actor, report=one, verdict=verdict, event_class="", text=text, by_link=False, now=given)
