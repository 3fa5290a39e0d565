"""What follows from the facts of organisations and people: step, duties, who is overdue, who is there now. Pure: time comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.portal.members.rules.vocabulary import Status

CONFIRM_DAYS: Final = 90  # days a word of a duty contact is good for (sharing.md D2/8)
SOON_DAYS: Final = 14  # days before that from which it is said to lapse soon
REMIND_DAYS: Final = 7  # days before that when the first mail goes, and between two mails
KEY_NOTICES: Final = (30, 7)  # days before a key's end when its owner is told
MOST_STEPS: Final = 5  # stand-ins of stand-ins that are followed
VOUCHERS: Final = 2  # people who must vouch, from as many organisations
COOL_OFF_DAYS: Final = 14  # days between asking to be erased and the erasure
INVITATION_DAYS: Final = 14  # days an invitation is good for


class Word(StrEnum):
    """How the word of a duty contact stands, what is worst first."""

    LAPSED = "lapsed"
    NEVER = "never"  # nobody has ever said that it is so
    SOON = "soon"  # lapses within 14 days
    GOOD = "good"


def status_of(*, participates: date | None, signed: date | None, connected: bool, left: date | None) -> Status:
    """The furthest step that the facts support: it is derived and never set, so that it cannot contradict them."""
    if left is not None:
        return Status.LEFT
    if connected:
        return Status.CONNECTED
    if signed is not None:
        return Status.SIGNATORY
    return Status.PARTICIPANT if participates is not None else Status.FOLLOWER


def duties_from(decided: date | None) -> date | None:
    """The day from which the duties of a regime bind: a year after the decision was delivered (act 264/2025)."""
    if decided is None:
        return None
    try:
        return decided.replace(year=decided.year + 1)
    except ValueError:  # the 29th of February
        return decided.replace(year=decided.year + 1, day=28)


def confirmed_until(confirmed: datetime | None) -> datetime | None:
    """Until when the word of a duty contact is good."""
    return confirmed + timedelta(days=CONFIRM_DAYS) if confirmed is not None else None


def is_overdue(confirmed: datetime | None, now: datetime) -> bool:
    """Whether a duty contact has to say again that it is still so."""
    until = confirmed_until(confirmed)
    return until is None or until <= now


def word_of(confirmed: datetime | None, now: datetime) -> Word:
    """How the word of a duty contact stands."""
    until = confirmed_until(confirmed)
    if until is None:
        return Word.NEVER
    if until <= now:
        return Word.LAPSED
    return Word.SOON if until <= now + timedelta(days=SOON_DAYS) else Word.GOOD


def to_ask(confirmed: datetime | None, asked: datetime | None, now: datetime) -> bool:
    """Whether a mail is due: a week before the word runs out and every week after, until it is given."""
    until = confirmed_until(confirmed)
    if until is not None and now < until - timedelta(days=REMIND_DAYS):
        return False
    return asked is None or now - asked >= timedelta(days=REMIND_DAYS)


def key_notice(expires: datetime | None, noticed: int, now: datetime) -> int:
    """Which notice of a key's end is due (30 or 7, in days), 0 none. noticed: the last one given, 0 none."""
    if expires is None or expires <= now:
        return 0
    left = expires - now
    due = [days for days in KEY_NOTICES if left <= timedelta(days=days)]
    nearest = min(due, default=0)
    return nearest if nearest and (not noticed or nearest < noticed) else 0


class Hours(msgspec.Struct, frozen=True):
    """When a person works: days as digits 1 (Monday) to 7, from and to as local times; no times = all day. Nights may cross midnight."""

    days: str = "12345"
    start: time | None = None
    end: time | None = None

    def hold(self, moment: datetime) -> bool:
        """Whether the person works at a local time."""
        clock = moment.time().replace(tzinfo=None)
        if self.start is None or self.end is None or self.start == self.end:
            return str(moment.isoweekday()) in self.days
        if self.start < self.end:
            return str(moment.isoweekday()) in self.days and self.start <= clock < self.end
        if clock >= self.start:
            return str(moment.isoweekday()) in self.days
        return clock < self.end and str((moment - timedelta(days=1)).isoweekday()) in self.days


class Leave(msgspec.Struct, frozen=True):
    """Days on which somebody is away, both included, and who stands in (0 nobody)."""

    first: date
    last: date
    stand_in: int = 0


def standing_in(person: int, leaves: Mapping[int, Sequence[Leave]], day: date) -> int:
    """Who is there in that person's place on a day: himself, the stand-in, the stand-in's stand-in; 0 where nobody is."""
    seen = {person}
    for _step in range(MOST_STEPS):
        away = [leave for leave in leaves.get(person, ()) if leave.first <= day <= leave.last]
        if not away:
            return person
        person = next((leave.stand_in for leave in away if leave.stand_in), 0)
        if not person or person in seen:
            return 0
        seen.add(person)
    return 0


def vouchers_missing(vouchers: Sequence[tuple[int, frozenset[int]]], *, own: frozenset[int]) -> int:
    """How many words are still needed, 0 where enough people vouch; given as in `is_vouched`."""
    if is_vouched(vouchers, own=own):
        return 0
    return VOUCHERS - 1 if any(seats - own for _person, seats in vouchers) else VOUCHERS


def is_vouched(vouchers: Sequence[tuple[int, frozenset[int]]], *, own: frozenset[int]) -> bool:
    """Whether enough people vouch: at least two, who sit in two different organisations, none of them the person's own.

    vouchers: (person, numbers of the organisations he sits in) of those whose word stands; own: those of whom is vouched for.
    """
    told = {person: seats - own for person, seats in vouchers if seats - own}
    if len(told) < VOUCHERS:
        return False
    houses = list(told.values())
    return any(len(one | other) >= VOUCHERS for place, one in enumerate(houses) for other in houses[place + 1 :])
