"""Times to the millisecond, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.stix.times import LATEST, read, written


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2026-11-21T11:00:00.000Z", 1_795_258_800_000),
        ("2026-11-21T11:00:00Z", 1_795_258_800_000),
        ("2026-11-21t11:00:00.123456z", 1_795_258_800_123),
        ("2026-11-21T12:00:00+01:00", 1_795_258_800_000),
        ("2026-11-21T11:00:00", 1_795_258_800_000),
    ],
)
def test_spellings_are_read(text: str, ms: int) -> None:
    assert read(text) == ms


@pytest.mark.parametrize(
    "text", ["", "yesterday", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z", "2" * 10_000_000, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|1970"):
        read(text)


@given(st.integers(0, LATEST))
def test_what_is_written_is_read(ms: int) -> None:
    assert read(written(ms)) == ms
    assert len(written(ms)) == len("2026-11-21T11:00:00.000Z")
