"""The reporter: looks every ten minutes who is due, reckons, and posts what was made. Belongs here: the cycle. Never: what is told.

It runs in the worker that also writes events, so that nothing here waits long: one reading of the journal for all, mails a few at a time.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from smtplib import SMTPException
from typing import Final

from django.core.mail import get_connection

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.manifest import JournalError
from hsoc.portal.events import queries as events
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.reports.actions import making as actions
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.queries.drafts import Draft, drafts
from hsoc.portal.reports.rules.classes import State, quiet
from hsoc.portal.reports.rules.concern import concerned
from hsoc.portal.reports.rules.items import Seen
from hsoc.portal.reports.rules.timing import EVERY_MS, boundary
from hsoc.portal.reports.share.mail import message

log = logging.getLogger("hsoc.reports")
MOST_SEEN: Final = 300_000  # events of one reckoning held in memory, 0.5 kB each; the rest waits for the next beat
MOST_MAILS: Final = 20  # mails of one beat
MAIL_SECONDS: Final = 3.0  # s of one beat for mails
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
REST_MS: Final = 60_000  # ms without an attempt after the relay refused
_Places = dict[tuple[int, int], list[Seen]]


class _Clock:
    """When this process last looked, and until when the relay is left alone (ms)."""

    looked = 0
    rest_until = 0


def on_beat(now: int) -> int:
    """At every beat of the worker (ms): once per ten minutes whoever is due, and mails that wait; how many reports were made."""
    made: list[Report] = []
    if boundary(EVERY_MS, now) > _Clock.looked:
        try:
            made = report(now=now)
            _Clock.looked = now
        except (TooSlow, JournalError, OSError):
            log.exception("reports could not be made; trying again in ten minutes")
            _Clock.looked = now
    if now >= _Clock.rest_until:
        post(now=now)
    return len(made)


def _gathered(due: Sequence[making.Due], *, upto: int, members: tuple[int, ...]) -> tuple[_Places, int]:
    """(events by organisation and severity, the serial up to which all of them are there)."""
    wanted = {(one.organisation, int(one.severity)): one for one in due}
    places, house, states = events.places(), making.house(), making.states()
    found: _Places = defaultdict(list)
    count, after = 0, min(one.after for one in due)
    wanted_ones = events.Wanted(members=members, quiet=quiet(), inside=places.guarded(()))
    for rows in events.window(SYSTEM, after=after, upto=upto, wanted=wanted_ones):
        for row in rows:
            for number, seen in concerned(row, places, house):
                one = wanted.get((number, seen.severity))
                if one and row.row.serial > one.after and states[seen.event_class.name] is not State.DISABLED:
                    found[number, seen.severity].append(seen)
                    count += 1
        if count > MOST_SEEN:
            return found, rows[-1].row.serial
    return found, upto


def report(*, now: int, upto: int | None = None, members: tuple[int, ...] = (), everything: bool = False) -> list[Report]:
    """Make the reports that are due at `now` (ms), from events up to the serial `upto` (the newest there is).

    members: only these organisations, () = all; everything: as if every period ended now. Raises TooSlow, JournalError.
    """
    upto = events.newest_serial() if upto is None else upto
    at = datetime.fromtimestamp(now / 1000, UTC)
    for number in making.unknown() if not members else ():
        actions.begin(actor=SYSTEM, organisation=number, serial=upto, at=now, now=at)
    due = [one for one in making.due_now(now=now, everything=everything) if not members or one.organisation in members]
    if not due:
        return []
    found, reached = _gathered(due, upto=upto, members=members)
    made: list[Report] = []
    for one in due:
        seen = found.get((one.organisation, int(one.severity)), [])
        made += actions.settle(actor=SYSTEM, due=one, upto=max(reached, one.after), seen=seen, at=now, now=at, more=reached < upto)
    return made


def rehearse(*, now: int, members: tuple[int, ...] = ()) -> list[tuple[making.Due, Draft]]:
    """What `report(everything=True)` would make, without a change."""
    due = [one for one in making.due_now(now=now, everything=True) if not members or one.organisation in members]
    if not due:
        return []
    found, _reached = _gathered(due, upto=events.newest_serial(), members=members)
    owners = making.by_number(one.organisation for one in due)
    return [
        (one, draft)
        for one in due
        for draft in drafts(owners[one.organisation], one, found.get((one.organisation, int(one.severity)), []), now=now)
        if draft.outcome.arithmetic.all
    ]


def post(*, now: int) -> int:
    """Send mails that wait, a few; how many left. After a refusal the relay is left alone for a while, and nothing is lost."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    began, sent = time.monotonic(), 0
    connection = get_connection(timeout=RELAY_TIMEOUT)
    for one in making.to_post(most=MOST_MAILS):
        if time.monotonic() - began > MAIL_SECONDS:
            break
        addresses = making.addresses(one.organisation, one.severity)
        secret = actions.give_link(actor=SYSTEM, report=one.pk, now=at)
        mail = message(one, addresses=addresses, secret=secret)
        mail.connection = connection
        try:
            mail.send()
        except (OSError, SMTPException) as error:
            log.warning("report %s could not be mailed: %s", one.label, error)
            actions.mark_unsent(actor=SYSTEM, report=one.pk, reason=str(error), now=at)
            _Clock.rest_until = now + REST_MS
            break
        actions.mark_mailed(actor=SYSTEM, report=one.pk, addresses=addresses, now=at)
        sent += 1
    return sent
