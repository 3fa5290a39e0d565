"""Numbers and times as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from hsoc.portal.charts import numbers

INSTANT = 1_795_267_867_000  # 2026-11-21 14:31:07 in Prague


@pytest.mark.parametrize(
    ("value", "czech", "english"),
    [
        (0, "0", "0"),
        (81_964, "81\u202f964", "81,964"),
        (1_987_412, "1\u202f987\u202f412", "1,987,412"),
        (-1500, "\u22121\u202f500", "\u22121,500"),
    ],
)  # fmt: skip
def test_whole_groups_thousands(value, czech, english):
    assert (numbers.whole(value, "cs"), numbers.whole(value, "en")) == (czech, english)


def test_decimal_has_the_mark_of_the_language():
    assert (numbers.decimal(3.14, 1, "cs"), numbers.decimal(3.14, 1, "en")) == ("3,1", "3.1")


def test_decimal_of_almost_zero_has_no_minus():
    assert numbers.decimal(-0.01, 1, "cs") == "0,0"


def test_percent_has_a_space_in_czech_only():
    assert (numbers.percent(0.952, 1, "cs"), numbers.percent(0.952, 1, "en")) == ("95,2\u00a0%", "95.2%")


@pytest.mark.parametrize(
    ("now", "before", "told"), [(103, 100, "+3,0\u00a0%"), (94, 100, "\u22126,0\u00a0%"), (100, 100, "±0\u00a0%"), (5, 0, "")]
)
def test_delta_carries_its_sign_or_says_nothing(now, before, told):
    assert numbers.delta(now, before, "cs") == told


@pytest.mark.parametrize(
    ("octets", "told"), [(0, "0\u00a0B"), (999, "999\u00a0B"), (1_900_000_000, "1,9\u00a0GB"), (5_300_000_000_000, "5,3\u00a0TB")]
)
def test_size_takes_the_unit_that_fits(octets, told):
    assert numbers.size(octets, "cs") == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0\u00a0s"), (59, "59\u00a0s"), (12_000, "3\u00a0h\u00a020\u00a0min"), (86_400, "1\u00a0d"), (3605, "1\u00a0h")],
)
def test_span_names_at_most_two_units(seconds, told):
    assert numbers.span(seconds, "cs") == told


def test_short_shortens_from_a_million():
    assert (numbers.short(7410, "cs"), numbers.short(1_987_412, "cs"), numbers.short(2.5e9, "en")) == (
        "7\u202f410",
        "1,99\u00a0mil.",
        "2.50\u00a0bn",
    )


def test_days_read_as_people_write_them():
    day = date(2026, 11, 21)
    assert numbers.day_short(day, "cs") == "so\u00a021.\u00a011."
    assert numbers.day_long(day, "cs") == "sobota 21.\u00a0listopadu 2026"
    assert numbers.day_short(day, "en") == "Sat\u00a021\u00a0Nov"
    assert numbers.day_long(day, "en") == "Saturday 21\u00a0November 2026"


def test_clock_and_moment_are_prague_time():
    assert numbers.clock(INSTANT) == "14:31"
    assert numbers.clock(INSTANT, seconds=True) == "14:31:07"
    assert numbers.moment(INSTANT, "cs") == "so\u00a021.\u00a011. 2026 14:31:07 CET"


def test_neighbour_crosses_the_year():
    assert numbers.neighbour("2026-12-31", 1) == "2027-01-01"


def test_day_of_refuses_what_is_no_date():
    with pytest.raises(ValueError, match="day is out of range"):
        numbers.day_of("2026-02-30")
