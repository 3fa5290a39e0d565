from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hsoc.perimeter.simulate import rhythm

HOUR = 3_600_000


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 20), 24)])
def test_a_day_is_as_long_as_it_is_in_prague(day: date, hours: int) -> None:
    begin, end = rhythm.bounds(day)
    assert end - begin == hours * HOUR
    assert (rhythm.day_of(begin), rhythm.day_of(end - 1)) == (day, day)


def test_scans_hardly_sleep_and_the_office_does() -> None:
    scan, office = rhythm.density("scan"), rhythm.density("office")
    assert scan.max() / scan.min() == pytest.approx(1.2, abs=0.05)
    assert office[600:660].mean() / office[180:240].mean() > 3
    assert rhythm.density("night")[120] > rhythm.density("night")[720]


def test_instants_follow_the_density_and_stay_within_the_day() -> None:
    begin, end = rhythm.bounds(date(2026, 11, 20))
    at = rhythm.instants(np.random.default_rng(1).random(20_000), rhythm.density("office"), begin=begin, end=end)
    assert (int(at.min()) >= begin, int(at.max()) < end) == (True, True)
    part = rhythm.share(rhythm.density("office"), begin=begin, end=end, since=begin + 9 * HOUR, until=begin + 12 * HOUR)
    assert np.mean((at >= begin + 9 * HOUR) & (at < begin + 12 * HOUR)) == pytest.approx(part, abs=0.01)


def test_bursts_make_peaks_and_keep_the_mean() -> None:
    shape = rhythm.bursts(rhythm.density("flat"), np.random.default_rng(2), count=3)
    assert shape.mean() == pytest.approx(1.0)
    assert shape.max() > 2.5


def test_weekends_are_quieter_above_all_in_the_office() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    assert rhythm.weekday_factor(saturday, "office") < rhythm.weekday_factor(saturday, "scan") < rhythm.weekday_factor(friday, "scan")
