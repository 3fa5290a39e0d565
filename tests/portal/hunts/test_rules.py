from datetime import UTC, datetime, timedelta

import pytest

from hsoc.portal.hunts.rules import MOST_A_DAY, STANDS, fits, room, told

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value", "does"),
    [
        ("ip", "203.0.113.7", True),
        ("net", "198.18.0.0/16", True),
        ("net", "198.18.0.0/15", False),
        ("net", "2001:db8::/32", True),
        ("net", "2001:d00::/24", False),
        ("domain", "bad.example", False),
    ],
)
def test_what_can_be_looked_up_in_flows(kind: str, value: str, *, does: bool) -> None:
    assert fits(kind, value) is does


def test_the_limit_is_what_is_left() -> None:
    assert (room(0), room(MOST_A_DAY - 1), room(MOST_A_DAY + 5)) == (MOST_A_DAY, 1, 0)


def test_a_band_stands_for_a_day() -> None:
    assert told(2, known=None, since=None, now=NOW) == ("", True)
    assert told(3, known=None, since=None, now=NOW) == ("3-5", True)
    assert told(6, known="3-5", since=NOW - STANDS + timedelta(seconds=1), now=NOW) == ("3-5", False)
    assert told(6, known="3-5", since=NOW - STANDS, now=NOW) == ("6-10", True)
    assert told(0, known="3-5", since=NOW, now=NOW) == ("3-5", False)
    assert told(4, known="3-5", since=NOW - 9 * STANDS, now=NOW) == ("3-5", False)
