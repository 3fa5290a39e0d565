"""Quiet hours end when they say, over midnight and over the change of clocks; failures pause ever longer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hsoc.portal.notices.rules.timing import PAUSES, Habits, Rhythm, after_quiet, again, next_digest

PRAGUE = ZoneInfo("Europe/Prague")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PRAGUE).astimezone(UTC)


NIGHT = Habits(quiet_from=20 * 60, quiet_to=7 * 60)
NOON = Habits(quiet_from=12 * 60, quiet_to=13 * 60)


@pytest.mark.parametrize(
    ("habits", "now", "then"),
    [
        (Habits(), at(27, 3), at(27, 3)),
        (NIGHT, at(27, 19, 59), at(27, 19, 59)),
        (NIGHT, at(27, 20), at(28, 7)),
        (NIGHT, at(27, 23, 30), at(28, 7)),
        (NIGHT, at(27, 6, 59), at(27, 7)),
        (NIGHT, at(27, 7), at(27, 7)),
        (NOON, at(27, 12, 30), at(27, 13)),
        (NOON, at(27, 13), at(27, 13)),
        (NIGHT, at(24, 22, month=10), at(25, 7, month=10)),  # the clocks go back this night
    ],
)
def test_quiet_hours_end_when_they_say(habits, now, then) -> None:
    assert after_quiet(now, habits, PRAGUE) == then


@pytest.mark.parametrize(
    ("habits", "now", "then"),
    [
        (Habits(hour=7), at(27, 6, 59), at(27, 7)),
        (Habits(hour=7), at(27, 7), at(28, 7)),  # never the same hour twice
        (Habits(hour=2), at(25, 2, month=10), at(26, 2, month=10)),
        (Habits(hour=8, rhythm=Rhythm.WEEKLY, weekday=0), at(27, 9), at(30, 8)),
        (Habits(hour=8, rhythm=Rhythm.WEEKLY, weekday=4), at(27, 7), at(27, 8)),
    ],
)
def test_the_digest_comes_at_its_hour(habits, now, then) -> None:
    assert next_digest(now, habits, PRAGUE) == then


def test_failures_pause_ever_longer_and_end() -> None:
    now = at(27, 12)
    tries = [again(now, failures) for failures in range(1, len(PAUSES) + 1)]
    assert tries == sorted(tries)
    assert (tries[0], again(now, len(PAUSES) + 1)) == (now + timedelta(minutes=1), None)
