"""A stranger's time as milliseconds since 1970 UTC. Belongs here: the spellings that machines write, and what cannot be. Never: a clock.

No zone reads as UTC. What lies before the year 2000 or ahead of `now` by more than an hour is a wrong clock or a wrong zone; it is an
error that says so, because an event with a wrong time poisons every count that it falls into.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from hsoc.records.indicator import shown

EARLIEST: Final = 946_684_800_000  # ms: 2000-01-01; older than every producer that we read
AHEAD: Final = 3_600_000  # ms: an hour; more is no drift of a clock
LONGEST: Final = 40  # characters

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NAIVE: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 -- no zone reads as UTC
_MS: Final = dt.timedelta(milliseconds=1)
_NUMBER: Final = re.compile(r"\d{1,17}(\.\d{1,9})?", re.ASCII)
# day first, as Central Europe writes it
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?", re.ASCII)


def read(value: str | float, *, now: int) -> int:
    """Milliseconds since 1970 UTC. Raises ValueError with a sentence part that says what is wrong.

    Takes ISO 8601 and RFC 3339 with a `T` or a space, a day first (31. 1. 2026 12:00), and numbers since 1970: seconds, milliseconds or
    microseconds, told apart by their size.
    """
    if isinstance(value, str):
        if len(value) == 19 and value[4] == "-":  # the many: 2026-01-31 12:00:00
            return sane(_plain(value), now=now)
        text = value.strip()
        if not text or len(text) > LONGEST:
            raise ValueError("a date and time expected" if not text else "too long for a date and time")
        ms = _number(float(text)) if _NUMBER.fullmatch(text) else _text(text)
    else:
        if isinstance(value, bool) or not 0 <= value < 1e17:  # NaN compares false
            raise ValueError("a date and time expected")
        ms = _number(float(value))
    return sane(ms, now=now)


def sane(ms: int, *, now: int) -> int:
    """The same instant where it can be; ValueError where no clock that is right can have said it."""
    if ms < EARLIEST:
        raise ValueError("lies before the year 2000")
    if ms > now + AHEAD:
        raise ValueError("lies in the future: is the zone missing or the clock wrong?")
    return ms


def written(ms: int) -> str:
    """An instant to the millisecond as RFC 3339 writes it, in UTC: 2026-01-31T12:00:00.000Z."""
    return (_EPOCH + dt.timedelta(milliseconds=ms)).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


@lru_cache(maxsize=65536)
def _plain(text: str) -> int:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is not a date and time") from error
    return (moment - _NAIVE) // _MS if moment.tzinfo is None else _text(text)


def _number(number: float) -> int:
    # 1e11 s is the year 5138 and 1e11 ms is 1973: between them nobody is misunderstood
    if number >= 1e14:
        return int(number / 1000)
    return int(number) if number >= 1e11 else int(round(number * 1000, 3))


def _text(text: str) -> int:
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            day, month, year, hour, minute, second = (int(one or 0) for one in day_first.groups())
            moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        else:
            moment = dt.datetime.fromisoformat(text.removesuffix(" UTC").replace("t", "T").replace("z", "Z"))
        return ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH) // _MS
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{shown(text)} is not a date and time") from error
