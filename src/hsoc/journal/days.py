"""Days of Europe/Prague over columns of instants. Belongs here: where a local day begins and ends. Never: a clock.

A day has 23, 24 or 25 hours; hours and quarters are counted as they elapse since local midnight, so the repeated hour of autumn stands
there twice and the missing one of spring does not. The rules come from ZoneInfo, year by year, and are then applied by NumPy.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Days = NDArray[np.datetime64]

ZONE: Final = ZoneInfo("Europe/Prague")
QUARTER_MS: Final = 900_000
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000
FIRST_YEAR: Final = 1970  # instants outside are read as the nearest inside: a lying clock must not cost memory
LAST_YEAR: Final = 2199
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LOWEST: Final = 0
_HIGHEST: Final = int((dt.datetime(LAST_YEAR, 12, 31, tzinfo=dt.UTC) - _EPOCH).total_seconds()) * 1000


def _ms(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def _offset(hour: int) -> int:
    moment = (_EPOCH + dt.timedelta(hours=hour)).astimezone(ZONE)
    shift = moment.utcoffset()
    assert shift is not None
    return int(shift.total_seconds()) * 1000


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _changes(year: int) -> tuple[tuple[int, int], ...]:
    """(from this instant, this offset) of one UTC year, its first instant included. Changes fall on full hours."""
    start = _ms(dt.datetime(year, 1, 1, tzinfo=dt.UTC)) // HOUR_MS
    end = _ms(dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)) // HOUR_MS
    found = [(start * HOUR_MS, _offset(start))]
    for day in range(start, end, 24):
        if _offset(min(day + 24, end)) != found[-1][1]:
            hour = next(h for h in range(day, min(day + 24, end) + 1) if _offset(h) != found[-1][1])
            found.append((hour * HOUR_MS, _offset(hour)))
    return tuple(found)


def _shifted(ms: Int64s) -> Int64s:
    """Instants as local wall clock, still counted in ms."""
    inside = np.clip(ms, _LOWEST, _HIGHEST)
    if not len(inside):
        return inside
    years = range(int(_year(inside.min())), int(_year(inside.max())) + 1)
    changes = [change for year in years for change in _changes(year)]
    since = np.array([moment for moment, _ in changes], np.int64)
    offset = np.array([shift for _, shift in changes], np.int64)
    shifted: Int64s = inside + offset[np.searchsorted(since, inside, side="right") - 1]
    return shifted


def _year(ms: np.int64) -> int:
    return int((_EPOCH + dt.timedelta(milliseconds=int(ms))).year)


def local_day(ms: Int64s) -> Days:
    """Date of each instant (ms since 1970 UTC), datetime64[D], same length."""
    return (_shifted(np.asarray(ms, np.int64)) // DAY_MS).astype("datetime64[D]")


def quarter(ms: Int64s) -> Int64s:
    """Quarter-hours elapsed since local midnight: 0 … 91, 95 or 99."""
    inside = np.clip(np.asarray(ms, np.int64), _LOWEST, _HIGHEST)
    days, index = np.unique(local_day(inside), return_inverse=True)
    starts = np.array([day_bounds(str(day))[0] for day in days], np.int64)
    quarters: Int64s = (inside - starts[index]) // QUARTER_MS if len(inside) else inside
    return quarters


@lru_cache(maxsize=4096)
def day_bounds(day: str) -> tuple[int, int]:
    """First instant of a day and first of the next, ms. Raises ValueError for what is not YYYY-MM-DD."""
    date = dt.date.fromisoformat(day)
    start = dt.datetime(date.year, date.month, date.day, tzinfo=ZONE)
    following = date + dt.timedelta(days=1)
    end = dt.datetime(following.year, following.month, following.day, tzinfo=ZONE)
    return _ms(start), _ms(end)


def day_of(ms: int) -> str:
    """The date of one instant, YYYY-MM-DD."""
    return str(local_day(np.array([ms], np.int64))[0])


def hour_labels(day: str) -> tuple[str, ...]:
    """The local hours of a day in order, '00' … '23': 23, 24 or 25 of them, the repeated one twice."""
    start, end = day_bounds(day)
    moments = (dt.datetime.fromtimestamp(ms / 1000, ZONE) for ms in range(start, end, HOUR_MS))
    return tuple(f"{moment.hour:02d}" for moment in moments)
