"""When something is fetched again, and how it is. Pure: time comes in. Never: fetching."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SHORTEST: Final = timedelta(minutes=5)  # between two tries of a source that works
LONGEST: Final = timedelta(days=1)  # between two tries of one that does not
FAILING: Final = 3  # tries in a row after which a source counts as failing and its people are told
DAY_MS: Final = 86_400_000


class Health(StrEnum):
    """How a source is."""

    NEW = "new"
    WELL = "well"
    TROUBLED = "troubled"  # the last try failed
    FAILING = "failing"  # several did
    OFF = "off"


def due(*, last_try: datetime | None, failures: int, every: timedelta) -> datetime | None:
    """The next try; None = at once. After failures the pause doubles, up to a day."""
    if last_try is None:
        return None
    usual = max(every, SHORTEST)
    pause: timedelta = max(min(usual * 2 ** min(failures, 12), LONGEST), usual)
    return last_try + pause


def term(now: int, *, days: int) -> tuple[int, int]:
    """(start, end) in ms of the validity of a value that a source names now: the same for half of `days`, then anew.

    So a list that is fetched every hour makes a new version of its values only now and then, and each holds at least `days` from now on.
    """
    half = days * DAY_MS // 2
    start = now // half * half
    return start, start + 3 * half


def health(*, enabled: bool, last_try: datetime | None, failures: int) -> Health:
    """How it is, in one word."""
    if not enabled:
        return Health.OFF
    if last_try is None:
        return Health.NEW
    return Health.WELL if not failures else Health.FAILING if failures >= FAILING else Health.TROUBLED
