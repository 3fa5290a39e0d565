"""When a mail or a text message leaves: quiet hours, the hour of the digest, pauses after a failure. Pure: time is an argument.

Times of day are local to `zone`; what is compared are instants, so that nothing is sent twice in the night when clocks go back.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

import msgspec

PAUSES: Final = (1, 5, 15, 60, 120, 240, 480, 720, 1440)  # min after the first, second … failure; about two days in all
LEASE: Final = timedelta(minutes=10)  # a sending whose process died is taken up again after that
DIGEST_HOUR: Final = 7  # h; before the morning round


class Rhythm(StrEnum):
    """How often the digest comes."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """When a person wants to be left alone and when the digest comes. quiet_from, quiet_to: minutes of the day, equal = never quiet."""

    quiet_from: int = 0
    quiet_to: int = 0
    rhythm: Rhythm = Rhythm.DAILY
    hour: int = DIGEST_HOUR
    weekday: int = 0  # Monday = 0, of the weekly digest


def after_quiet(now: datetime, habits: Habits, zone: tzinfo) -> datetime:
    """`now`, or the end of the quiet hours that it falls into."""
    if habits.quiet_from == habits.quiet_to:
        return now
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_midnight = habits.quiet_from > habits.quiet_to
    inside = (minute >= habits.quiet_from or minute < habits.quiet_to) if over_midnight else habits.quiet_from <= minute < habits.quiet_to
    if not inside:
        return now
    end = _at(local, habits.quiet_to // 60, habits.quiet_to % 60)
    if end <= local:
        end = _at(local + timedelta(days=1), habits.quiet_to // 60, habits.quiet_to % 60)
    return end.astimezone(now.tzinfo)


def next_digest(now: datetime, habits: Habits, zone: tzinfo) -> datetime:
    """The next hour of the digest after `now`."""
    local = now.astimezone(zone)
    found = _at(local, habits.hour)
    while found <= local or (habits.rhythm is Rhythm.WEEKLY and found.weekday() != habits.weekday):
        found = _at(found + timedelta(days=1), habits.hour)
    return found.astimezone(now.tzinfo)


def _at(local: datetime, hour: int, minute: int = 0) -> datetime:
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)


def again(now: datetime, failures: int) -> datetime | None:
    """When to try again after so many failures; None = give up and tell the operators."""
    return now + timedelta(minutes=PAUSES[failures - 1]) if failures <= len(PAUSES) else None
