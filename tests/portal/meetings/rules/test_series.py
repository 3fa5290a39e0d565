"""A rule for a calendar: it gives back exactly the dates, also over the change of the hour, or there is none."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest

from hsoc.portal.meetings.rules.dates import PRAGUE, Rhythm, dates, local
from hsoc.portal.meetings.rules.series import Rule, rule_of

FIRST = date(2026, 10, 13)  # the second Tuesday


def starts(rhythm, times, first=FIRST):
    return [local(day, 9, 30) for day in dates(first, rhythm=rhythm, times=times)]


@pytest.mark.parametrize(
    ("rhythm", "first", "rule"),
    [
        (Rhythm.WEEKLY, FIRST, Rule(freq="WEEKLY", interval=1, count=12)),
        (Rhythm.FORTNIGHTLY, FIRST, Rule(freq="WEEKLY", interval=2, count=12)),
        (Rhythm.MONTHLY, FIRST, Rule(freq="MONTHLY", interval=1, count=12, byday="2TU")),
        (Rhythm.MONTHLY, date(2026, 10, 30), Rule(freq="MONTHLY", interval=1, count=12, byday="-1FR")),
    ],
)
def test_a_rhythm_becomes_the_rule_that_gives_its_dates(rhythm, first, rule):
    wanted = starts(rhythm, 12, first)
    assert rule_of(wanted, rhythm) == rule
    # dateutil, which knows RFC 5545 and not us, counts the same dates in local time
    told = {"freq": rule.freq, "interval": rule.interval, "count": rule.count} | ({"byday": rule.byday} if rule.byday else {})
    from dateutil.rrule import rrulestr  # noqa: PLC0415

    begin = wanted[0].astimezone(PRAGUE).replace(tzinfo=None)
    counted = rrulestr(icalendar.vRecur(told).to_ical().decode(), dtstart=begin)
    assert [one.replace(tzinfo=PRAGUE) for one in counted] == [one.astimezone(PRAGUE) for one in wanted]


def test_a_single_date_or_one_that_moved_has_none():
    assert rule_of(starts(Rhythm.WEEKLY, 1), Rhythm.WEEKLY) is None
    assert rule_of(starts(Rhythm.WEEKLY, 3), Rhythm.ONCE) is None
    moved = starts(Rhythm.WEEKLY, 3)
    moved[1] += timedelta(hours=1)
    assert rule_of(moved, Rhythm.WEEKLY) is None
