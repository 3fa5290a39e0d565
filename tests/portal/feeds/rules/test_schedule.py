"""Tries come sooner or later, never too often, never never; values are renewed before they run out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.feeds.rules.schedule import DAY_MS, Health, due, health, term

NOW = datetime(2026, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "every", "pause"),
    [
        (0, HOUR, HOUR),
        (0, timedelta(0), timedelta(minutes=5)),
        (1, HOUR, 2 * HOUR),
        (4, HOUR, 16 * HOUR),
        (50, HOUR, timedelta(days=1)),
        (50, timedelta(days=7), timedelta(days=7)),
    ],
)
def test_the_pause_doubles_up_to_a_day(failures, every, pause) -> None:
    assert due(last_try=NOW, failures=failures, every=every) == NOW + pause
    assert due(last_try=None, failures=failures, every=every) is None


def test_health() -> None:
    words = [health(enabled=True, last_try=NOW, failures=number) for number in (0, 1, 2, 3)]
    assert words == [Health.WELL, Health.TROUBLED, Health.TROUBLED, Health.FAILING]
    assert health(enabled=True, last_try=None, failures=0) == Health.NEW
    assert health(enabled=False, last_try=NOW, failures=9) == Health.OFF


@given(st.integers(0, 4 * 10**12), st.integers(1, 365))
def test_a_value_holds_long_enough_and_is_the_same_for_a_while(now, days) -> None:
    start, end = term(now, days=days)
    assert start <= now < now + days * DAY_MS <= end
    assert term(start, days=days) == (start, end)
