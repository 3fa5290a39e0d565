"""A series as a calendar repeats it (RFC 5545, 3.3.10), where its dates still follow the rhythm. Pure: no Django, no calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from hsoc.portal.meetings.rules.dates import PRAGUE, Rhythm, dates, local

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIFTH: Final = 4  # number of a month's fifth week, from 0: a month that lacks it takes its last


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """RRULE: freq WEEKLY or MONTHLY, every `interval` of them, `count` dates; byday: which weekday of a month, "2TU" or "-1FR"."""

    freq: str
    interval: int
    count: int
    byday: str = ""


def rule_of(starts: Sequence[datetime], rhythm: Rhythm) -> Rule | None:
    """The rule that gives exactly these dates, in order; None where there is none: a single date, or one that was moved."""
    if rhythm is Rhythm.ONCE or len(starts) < 2:
        return None
    first = starts[0].astimezone(PRAGUE)
    days = dates(first.date(), rhythm=rhythm, times=len(starts))
    if [local(day, first.hour, first.minute) for day in days] != [one.astimezone(UTC) for one in starts]:
        return None
    if rhythm is not Rhythm.MONTHLY:
        return Rule(freq="WEEKLY", interval=1 if rhythm is Rhythm.WEEKLY else 2, count=len(starts))
    week = (first.day - 1) // 7
    return Rule(freq="MONTHLY", interval=1, count=len(starts), byday=f"{-1 if week == FIFTH else week + 1}{WEEKDAYS[first.weekday()]}")
