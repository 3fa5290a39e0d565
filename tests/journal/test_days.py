"""Days of Europe/Prague: 23, 24 and 25 hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.journal import days

PRAGUE = ZoneInfo("Europe/Prague")
HOUR = 3_600_000


def ms(text):
    return int(dt.datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "hours", "last_quarter"),
    [("2026-03-29", 23, 91), ("2026-10-25", 25, 99), ("2026-07-01", 24, 95), ("1985-03-31", 23, 91)],
)
def test_a_day_has_the_hours_that_the_clock_shows(day, hours, last_quarter):
    start, end = days.day_bounds(day)
    assert end - start == hours * HOUR
    assert len(days.hour_labels(day)) == hours
    assert days.quarter(np.array([start, end - 1])).tolist() == [0, last_quarter]


def test_hour_labels_repeat_the_hour_of_autumn_and_miss_the_one_of_spring():
    assert days.hour_labels("2026-10-25")[1:5] == ("01", "02", "02", "03")
    assert days.hour_labels("2026-03-29")[1:4] == ("01", "03", "04")


def test_local_day_changes_at_local_midnight():
    moments = np.array([ms("2026-06-30T21:59:59.999Z"), ms("2026-06-30T22:00:00Z"), ms("2026-12-31T22:59:59Z"), ms("2026-12-31T23:00:00Z")])
    assert days.local_day(moments).astype(str).tolist() == ["2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01"]


@settings(deadline=None)  # the first instants of a year find its changes
@given(st.lists(st.integers(0, days._HIGHEST), min_size=1, max_size=20))
def test_local_day_and_quarter_agree_with_zoneinfo(moments):
    found = days.local_day(np.array(moments)).astype(str).tolist()
    wanted = [dt.datetime.fromtimestamp(one / 1000, PRAGUE).date().isoformat() for one in moments]
    assert found == wanted
    starts = [days.day_bounds(day)[0] for day in wanted]
    assert days.quarter(np.array(moments)).tolist() == [(one - start) // 900_000 for one, start in zip(moments, starts, strict=True)]


def test_instants_out_of_reach_are_read_as_the_nearest():
    extreme = np.array([-(2**62), 2**62])
    assert days.local_day(extreme).astype(str).tolist() == ["1970-01-01", "2199-12-31"]


def test_no_instants_make_no_days():
    nothing = np.zeros(0, np.int64)
    assert len(days.local_day(nothing)) == len(days.quarter(nothing)) == 0


@pytest.mark.parametrize("text", ["", "../../etc", "2026-13-01", "today"])
def test_day_bounds_refuses_what_is_not_a_day(text):
    with pytest.raises(ValueError, match=r".+"):
        days.day_bounds(text)


def test_day_of_one_instant():
    assert days.day_of(ms("2026-10-25T22:59:59Z")) == "2026-10-25"
