"""MISP's times, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.misp.times import LATEST, day, read, seconds, written

NOON = 1_795_258_800_000


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        ("1795258800", NOON),
        (1795258800, NOON),
        ("1795258800.5", NOON + 500),
        ("2026-11-21T11:00:00.000000+00:00", NOON),
        ("2026-11-21T12:00:00+01:00", NOON),
        ("2026-11-21", NOON - 11 * 3_600_000),
        ("0", 7),
        (0, 7),
        (None, 7),
        ("", 7),
    ],
)
def test_spellings_are_read(value: str | int | None, ms: int) -> None:
    assert read(value, default=7) == ms


@pytest.mark.parametrize("value", ["yesterday", "-5", "9" * 500, "9" * 12, 1e300, "1969-01-01"])
def test_what_is_no_time_is_refused_in_words(value: str | float) -> None:
    with pytest.raises(ValueError, match=r"time|1970"):
        read(value, default=0)


@given(st.integers(1, LATEST))
def test_what_is_written_is_read(ms: int) -> None:
    assert read(written(ms), default=0) == ms
    assert read(seconds(ms), default=0) == ms // 1000 * 1000
    assert written(ms).startswith(day(ms))
