"""The dates of a series in local time: a meeting at nine is at nine in summer and in winter. Pure: no Django, no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

PRAGUE: Final = ZoneInfo("Europe/Prague")
MOST_DATES: Final = 60  # of one series: a year of weekly meetings
LONGEST_MINUTES: Final = 12 * 60
FARTHEST_DAYS: Final = 2 * 366  # from now; a calendar is no archive of wishes


class Rhythm(StrEnum):
    """How a meeting repeats."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"  # on the same weekday of the month: the second Tuesday


def local(day: date, hour: int, minute: int) -> datetime:
    """That time of the day in Prague, as UTC. Of an hour that happens twice the first; one that is left out is an hour later."""
    told = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PRAGUE)
    return told.astimezone(UTC)


def dates(first: date, *, rhythm: Rhythm, times: int) -> tuple[date, ...]:
    """The days of the series. Raises ValueError on a count outside 1 … MOST_DATES."""
    if not 1 <= times <= MOST_DATES:
        raise ValueError(f"1 … {MOST_DATES}")
    if rhythm is Rhythm.ONCE:
        return (first,)
    if rhythm is Rhythm.MONTHLY:
        return tuple(_monthly(first, times))
    step = timedelta(days=7 if rhythm is Rhythm.WEEKLY else 14)
    return tuple(first + step * number for number in range(times))


def _monthly(first: date, times: int) -> list[date]:
    """The same weekday in the same week of each month; a fifth one that a month lacks becomes its last."""
    week, found = (first.day - 1) // 7, []
    for number in range(times):
        month = first.month - 1 + number
        start = date(first.year + month // 12, month % 12 + 1, 1)
        day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * week)
        found.append(day if day.month == start.month else day - timedelta(days=7))
    return found
