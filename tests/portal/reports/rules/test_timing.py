"""Periods end when they should, daily ones in the morning; offices are open when people are there."""

from datetime import UTC, datetime

import pytest
from tests.factories.reports import DAY, HOUR

from hsoc.journal.days import ZONE
from hsoc.portal.reports.rules.timing import EVERY_MS, TIMINGS, boundary, due, in_office
from hsoc.records.taxonomy import Severity


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC).timestamp() * 1000)


def test_the_numbers_are_mentats():
    assert [(int(one), t.period, t.threshold, t.relapse) for one, t in TIMINGS.items()] == [
        (1, DAY, 28 * DAY, 7 * DAY), (2, DAY, 6 * DAY, 2 * DAY), (3, 2 * HOUR, 6 * DAY, 2 * DAY), (4, EVERY_MS, DAY, 12 * HOUR),
        (5, EVERY_MS, 2 * HOUR, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-11-27T05:59:59", "2026-11-26T06:00:00"),
        ("2026-11-27T06:00:00", "2026-11-27T06:00:00"),
        ("2026-03-29T07:00:00", "2026-03-29T06:00:00"),  # a day of 23 hours
        ("2026-10-25T05:00:00", "2026-10-24T06:00:00"),  # … and the eve of one of 25
    ],
)
def test_a_day_ends_at_six_in_prague(now, last):
    assert boundary(DAY, ms(now)) == ms(last)


def test_short_periods_end_on_their_multiples():
    assert boundary(EVERY_MS, ms("2026-11-27T10:19:59")) == ms("2026-11-27T10:10:00")


def test_due_once_in_a_period():
    now = ms("2026-11-27T06:05:00")
    assert due(Severity.LOW, reached=ms("2026-11-26T06:05:00"), now=now)
    assert not due(Severity.LOW, reached=ms("2026-11-27T06:00:00"), now=now)
    assert due(Severity.HIGH, reached=ms("2026-11-27T05:59:00"), now=now)


@pytest.mark.parametrize(
    ("when", "open_"),
    [("2026-11-27T08:00:00", True), ("2026-11-27T15:59:59", True), ("2026-11-27T16:00:00", False), ("2026-11-28T10:00:00", False)],
)
def test_office_hours(when, open_):
    assert in_office(ms(when)) is open_
    calm = due(Severity.MEDIUM, reached=0, now=ms(when), office_only=True)
    assert calm is open_
    assert due(Severity.HIGH, reached=0, now=ms(when), office_only=True)
