from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.meetings.rules.dates import MOST_DATES, PRAGUE, Rhythm, dates, local


def test_nine_is_nine_in_summer_and_in_winter():
    days = dates(date(2026, 10, 20), rhythm=Rhythm.WEEKLY, times=2)
    assert [local(day, 9, 0) for day in days] == [datetime(2026, 10, 20, 7, tzinfo=UTC), datetime(2026, 10, 27, 8, tzinfo=UTC)]


def test_the_second_tuesday_stays_the_second_tuesday():
    days = dates(date(2026, 11, 10), rhythm=Rhythm.MONTHLY, times=3)
    assert days == (date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12))


def test_a_fifth_friday_that_a_month_lacks_is_its_last():
    assert dates(date(2027, 1, 29), rhythm=Rhythm.MONTHLY, times=3) == (date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26))


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.sampled_from(Rhythm), st.integers(1, MOST_DATES))
def test_a_series_goes_forward_on_one_weekday(first, rhythm, times):
    days = dates(first, rhythm=rhythm, times=times)
    assert days[0] == first
    assert list(days) == sorted(set(days))
    assert {day.weekday() for day in days} == {first.weekday()}


@pytest.mark.parametrize("times", [0, -1, MOST_DATES + 1])
def test_a_series_has_bounds(times):
    with pytest.raises(ValueError, match=str(MOST_DATES)):
        dates(date(2026, 1, 1), rhythm=Rhythm.WEEKLY, times=times)


def test_an_hour_that_is_left_out_is_an_hour_later():
    assert local(date(2026, 3, 29), 2, 30).astimezone(PRAGUE).hour == 3
