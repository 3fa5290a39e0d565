"""The reporter: looks every ten minutes who is due, reckons, and posts what was made. Belongs here: the cycle. Never: what is told.

A round is a process of its own: the worker that writes events starts it at a beat and never waits for it. Only one round runs at a time
(a lock that ends with its process); a report is made in one transaction with the place up to which it was reckoned, and a mail is marked
before it is handed over, so that a round which is killed is gone on with and nothing of it is sent twice.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import logging
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import get_connection

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
MOST_SEEN: Final = 300_000  # events of one reckoning held in memory, 0.5 kB each; the rest waits for the next round
MOST_MAILS: Final = 200  # mails of one round
MAIL_SECONDS: Final = 60.0  # s of one round for mails
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
REST_MS: Final = 60_000  # ms between two rounds for mails alone; a relay that refuses is left alone so long
MOST_SECONDS: Final = 600  # s of CPU of one round
_Places = dict[tuple[int, int], list[Seen]]


_running: list[subprocess.Popen[bytes]] = []


class _Clock:
    """When this process last began a round, of any kind (ms)."""

    began = 0


@atexit.register
def _end() -> None:
    for one in _running:
        one.kill()


def on_beat(now: int) -> None:
    """At every beat of the worker (ms): a process for a round, once per ten minutes and where mails wait, unless one runs. Never waits."""
    _running[:] = [one for one in _running if one.poll() is None]
    if _running or not settings.STARTS_PROCESSES:
        return
    due = boundary(EVERY_MS, now) > _Clock.began
    if not due and (now - _Clock.began < REST_MS or not making.to_post(most=1).exists()):
        return
    _Clock.began = now
    begin = f"import os, resource; os.nice(10); resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS})); "
    words = [sys.executable, "-c", begin + "from hsoc.cli import main; main()", "portal", "manage", "reports"]
    _running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True))  # noqa: S603  (our own command)


class Busy(Exception):
    """Another process makes a round."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Nobody else makes a round meanwhile; the lock ends with the process that holds it, however it ends. Raises Busy."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / "reports.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield


def turn(*, now: int, members: tuple[int, ...] = (), everything: bool = False, mails: bool = True) -> tuple[list[Report], int]:
    """One round at `now` (ms): (reports made, mails sent); mails that wait leave in any case.

    Raises Busy, TooSlow, JournalError, OSError.
    """
    with alone():
        actions.mark_unknown(actor=SYSTEM, now=datetime.fromtimestamp(now / 1000, UTC))
        sent = 0
        try:
            made = report(now=now, members=members, everything=everything)
        finally:
            if mails:
                sent = post(now=now)
        settings.HEARTBEATS.mkdir(parents=True, exist_ok=True)
        (settings.HEARTBEATS / "reporter").touch()
    return made, sent


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
        actions.mark_posting(actor=SYSTEM, report=one.pk, now=at)
        try:
            mail.send()
        except (OSError, SMTPException) as error:
            log.warning("report %s could not be mailed: %s", one.label, error)
            actions.mark_unsent(actor=SYSTEM, report=one.pk, reason=str(error), now=at)
            break
        actions.mark_mailed(actor=SYSTEM, report=one.pk, addresses=addresses, now=at)
        sent += 1
    return sent
