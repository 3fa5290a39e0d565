"""A stranger's time: every spelling of one instant is that instant; what no right clock says is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.moment import AHEAD, EARLIEST, read, sane, written

NOON = 1_795_258_800_000  # 2026-11-21T11:00:00Z
NOW = NOON + 60_000


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T11:00:00Z",
        "2026-11-21 11:00:00",
        "2026-11-21T12:00:00+0100",
        "2026-11-21t11:00:00.000z",
        "2026-11-21 11:00:00 UTC",
        "21. 11. 2026 11:00",
        "21.11.2026 11:00:00",
        "1795258800",
        "1795258800.000",
        "1795258800000",
        1795258800,
        1795258800.0,
        " 2026-11-21 11:00 ",
    ],
)
def test_every_spelling_is_one_instant(text):
    assert read(text, now=NOW) == NOON


def test_microseconds_since_1970_are_told_by_their_size():
    assert read(NOON * 1000, now=NOW) == NOON


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected"),
        ("yesterday", "is not a date"),
        ("2026-13-01 00:00:00", "is not a date"),
        ("31.2.2026", "is not a date"),
        ("20261121", "before the year 2000"),
        ("1" * 400, "too long"),
        ("2026-11-21T13:00:00Z", "future"),
        ("1970-01-01 00:00:00", "before"),
        (True, "expected"),
        (float("nan"), "expected"),
        (-1.0, "expected"),
        ("9999-12-31T23:59:59-23:59", "future"),
    ],
)
def test_what_cannot_be_is_said(text, said):
    with pytest.raises(ValueError, match=said):
        read(text, now=NOW)


@given(st.integers(EARLIEST, NOW + AHEAD))
def test_what_is_written_reads_back(ms):
    assert read(written(ms), now=NOW) == ms == sane(ms, now=NOW)
