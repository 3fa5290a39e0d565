"""What the worker does for hunts: follow the traffic, look values up, name hosts, tell those concerned. Never: two at once.

Reading traffic may take seconds, and the worker writes events meanwhile: one thread reads, the beat begins a piece of work and takes up the
answer of the one before. The thread touches no database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.urls import reverse

from hsoc.journal import met, met_book
from hsoc.journal.days import DAY_MS
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.manifest import JournalError
from hsoc.journal.own_traffic import Own, Wanted, sums
from hsoc.journal.store import Busy
from hsoc.portal.hunts import queries
from hsoc.portal.hunts.actions import Seen, name_hosts, settle
from hsoc.portal.hunts.models import Meeting
from hsoc.portal.hunts.rules import LOOK_DAYS, MOST_HOSTS
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.network.queries.traffic import taking_part
from hsoc.portal.notices.actions import tell
from hsoc.records.address import text

ONE_BY_ONE: Final = 20  # values that are looked up each by itself; more go through whole days together
AT_ONCE: Final = 100_000  # values of one piece of work
WATCHED_AT_ONCE: Final = 1_000_000  # values watched for; the oldest come first
HOSTS_AT_ONCE: Final = 5  # meetings whose hosts are looked up in one piece of work, at most 5 s each

log = logging.getLogger("hsoc.hunts")
_HOSTS: Final = "SELECT hi, lo, min(first), max(last), sum(flows)::BIGINT FROM {flows} GROUP BY hi, lo ORDER BY 3 LIMIT $limit"

Answered = Callable[[Any, datetime], None]


class _Work:
    """The one piece of work that is being done, and whose turn is next."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hunts")
        self.running: tuple[Future[Any], Answered] | None = None
        self.turn = 0
        self.caught_up = False  # whether the traffic is followed to its end, so that a look back sees all of it
        self.watched: tuple[Any, list[int], met.Wanted | None] = (None, [], None)


_WORK: Final = _Work()


def on_beat(now: int, *, wait: bool = False) -> bool:
    """Take the answer of the last piece of work up and begin the next one; True where one was begun. now: ms; wait: until it is done."""
    _take_up(now)
    if _WORK.running is not None:
        return False
    at = datetime.fromtimestamp(now / 1000, UTC)
    for _ in _TURNS:
        begin = _TURNS[_WORK.turn % len(_TURNS)]
        _WORK.turn += 1
        found = begin(at)
        if found is not None:
            job, answered = found
            _WORK.running = _WORK.pool.submit(job), answered
            if wait:
                _WORK.running[0].exception()
                _take_up(now)
            return True
    return False


def _take_up(now: int) -> None:
    if _WORK.running is None or not _WORK.running[0].done():
        return
    (future, answered), _WORK.running = _WORK.running, None
    try:
        found = future.result()
    except (Busy, JournalError, OSError, TooSlow, ValueError):
        log.exception("a piece of a hunt failed; it is tried again")
        return
    answered(found, datetime.fromtimestamp(now / 1000, UTC))


# --- following the traffic -------------------------------------------------------------------------------------------------------
def _following(at: datetime) -> tuple[Callable[[], Any], Answered] | None:
    members = queries.taking_part()
    if not members:
        _WORK.caught_up = False
        return None
    version = (*queries.watch_version(), at.date())
    if _WORK.watched[0] != version:
        rows = queries.watched(now=at, most=WATCHED_AT_ONCE)
        _WORK.watched = version, [one[0] for one in rows], met.wanted_of((low, high) for _, low, high in rows)
    _, hunts, wanted = _WORK.watched
    assert wanted is not None
    now = int(at.timestamp() * 1000)
    job = partial(followed, settings.JOURNAL, settings.FLOW_JOURNALS[0], hunts, wanted, members=members, now=now)

    def answered(found: tuple[list[Seen], bool], moment: datetime) -> None:
        _WORK.caught_up = _WORK.caught_up or found[1]
        _noted((), found[0], moment)

    return job, answered


def followed(
    root: Path, flows: Path, hunts: Sequence[int], wanted: met.Wanted, *, members: frozenset[int], now: int
) -> tuple[list[Seen], bool]:
    """Take the next flows into the days of `met`: (who of the members met what is watched for, whether there were none left)."""
    with met_book.Book(root, flows) as book:
        pieces = book.follow(now=now)
    return _seen(met_book.joined([met.search(one, wanted, most=met_book.MOST_ROWS) for one in pieces]), hunts, members), not pieces


def _seen(hits: met.Hits, hunts: Sequence[int], members: frozenset[int]) -> list[Seen]:
    mine = np.isin(hits.member, list(members))
    columns = (getattr(hits, name)[mine].tolist() for name in met.Hits.__struct_fields__)
    return [Seen(hunts[place], member, first, last) for place, member, first, last in zip(*columns, strict=True)]


# --- looking back ----------------------------------------------------------------------------------------------------------------
def _looking(_: datetime) -> tuple[Callable[[], Any], Answered] | None:
    rows = queries.waiting(AT_ONCE)
    if not rows:
        return None
    members = queries.taking_part()
    if members and not _WORK.caught_up:
        return None  # a band told too early would stand for a day
    job = partial(looked_up, settings.JOURNAL, rows, members=members) if members else list

    def answered(found: list[Seen], moment: datetime) -> None:
        _WORK.watched = (None, [], None)  # one that was over may be watched for again
        _noted([one[0] for one in rows], found, moment)

    return job, answered


def looked_up(root: Path, rows: Sequence[tuple[int, str, str, str]], *, members: frozenset[int]) -> list[Seen]:
    """Who of the members met these (id, value, low, high) in the last LOOK_DAYS days."""
    days = met_book.held_days(root)[:LOOK_DAYS]
    if len(rows) <= ONE_BY_ONE:
        return [
            Seen(number, one.member, one.first, one.last)
            for number, value, *_ in rows
            for one in met_book.look_up(root, value, days=days, members=members)
        ]
    wanted = met.wanted_of((low, high) for *_, low, high in rows)
    hits = met_book.joined([met_book.search_day(root, day, wanted) for day in days])
    return _seen(hits, [one[0] for one in rows], members)


def _noted(looked: Sequence[int], found: list[Seen], moment: datetime) -> None:
    fresh = settle(actor=SYSTEM, looked=looked, seen=found, now=moment)
    if fresh:
        log.info("%d values looked up, %d new meetings", len(looked), fresh)


# --- whose hosts -----------------------------------------------------------------------------------------------------------------
def _naming(_: datetime) -> tuple[Callable[[], Any], Answered] | None:
    due = queries.without_hosts(HOSTS_AT_ONCE)
    if not due:
        return None
    asked = [(one.pk, taking_part(one.organisation.number), _asked(one)) for one in due]
    return partial(hosts_of, settings.FLOW_JOURNALS[0], asked), partial(_named, due)


def _asked(one: Meeting) -> Wanted:
    first, last = (int(moment.timestamp() * 1000) for moment in (one.first, one.last))
    return Wanted(since=max(first, last - LOOK_DAYS * DAY_MS), until=last + 1, partner=one.hunt.value)


def hosts_of(flows: Path, asked: Sequence[tuple[int, Own, Wanted]]) -> dict[int, list[tuple[str, int, int, int]]]:
    """Meeting → the own hosts that met it: (address, first, last, flows), at most MOST_HOSTS; none where that takes too long."""
    found: dict[int, list[tuple[str, int, int, int]]] = {}
    for number, own, wanted in asked:
        try:
            rows = sums(flows, own, wanted, _HOSTS, {"limit": MOST_HOSTS}, side="own", service=False)
        except (TooSlow, ValueError):
            log.warning("the hosts of meeting %d could not be looked up in time", number)
            rows = []
        found[number] = [(text(hi, lo), first, last, count) for hi, lo, first, last, count in rows]
    return found


def _named(due: list[Meeting], found: dict[int, list[tuple[str, int, int, int]]], moment: datetime) -> None:
    name_hosts(actor=SYSTEM, found=found, now=moment)
    fresh: dict[int, int] = {}
    for one in due:
        if one.hosts_to is None:
            fresh[one.organisation.number] = fresh.get(one.organisation.number, 0) + 1
    for number, count in fresh.items():
        tell(people=queries.readers(number), kind="hunt.met", values={"n": count}, path=reverse("hunts"), organisation=number, now=moment)


_TURNS: Final = (_naming, _looking, _following)
