"""When a report of a severity is due, how long it is not repeated, and when an office is open. Pure: time comes in.

Periods, thresholds and relapse windows are Mentat's defaults (cesnet.md §3); the daily ones end in the morning, so that a shift starts
with them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

import msgspec

from hsoc.journal.days import DAY_MS, HOUR_MS, ZONE
from hsoc.records.taxonomy import Severity

MINUTE_MS: Final = 60_000
EVERY_MS: Final = 10 * MINUTE_MS  # how often it is looked whether something is due: the shortest period
MORNING: Final = 6  # o'clock in Prague: daily reports close here
OFFICE: Final = range(8, 16)  # hours of a working day in Prague in which an office reads mail
WORKING_DAYS: Final = 5  # Monday … Friday; public holidays count as working days
CALM: Final = Severity.MEDIUM  # up to here a report may wait for office hours


class Timing(msgspec.Struct, frozen=True):
    """ms. period: between two reports; threshold: how long the same thing is not repeated; relapse: the end of it that shows a relapse."""

    period: int
    threshold: int
    relapse: int


TIMINGS: Final = MappingProxyType(
    {
        Severity.INFO: Timing(DAY_MS, 28 * DAY_MS, 7 * DAY_MS),
        Severity.LOW: Timing(DAY_MS, 6 * DAY_MS, 2 * DAY_MS),
        Severity.MEDIUM: Timing(2 * HOUR_MS, 6 * DAY_MS, 2 * DAY_MS),
        Severity.HIGH: Timing(10 * MINUTE_MS, DAY_MS, 12 * HOUR_MS),
        Severity.CRITICAL: Timing(10 * MINUTE_MS, 2 * HOUR_MS, 0),
    }
)


def boundary(period: int, now: int) -> int:
    """The last instant (ms) up to `now` at which a period of so many ms ends; a day ends at MORNING in Prague."""
    if period < DAY_MS:
        return now - now % period
    local = datetime.fromtimestamp(now / 1000, ZONE)
    day = local.date() if local.hour >= MORNING else local.date() - timedelta(days=1)
    return int(datetime(day.year, day.month, day.day, MORNING, tzinfo=ZONE).astimezone(UTC).timestamp() * 1000)


def in_office(now: int) -> bool:
    """Whether an office is open at `now` (ms)."""
    local = datetime.fromtimestamp(now / 1000, ZONE)
    return local.weekday() < WORKING_DAYS and local.hour in OFFICE


def due(severity: Severity, *, reached: int, now: int, office_only: bool = False) -> bool:
    """Whether a period has ended since `reached` (ms); who reads in office hours only gets the calm ones then."""
    if reached >= boundary(TIMINGS[severity].period, now):
        return False
    return not office_only or severity > CALM or in_office(now)
