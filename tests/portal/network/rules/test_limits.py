from datetime import timedelta

import pytest

from hsoc.portal.network.rules.limits import CHOICES, LASTS, LONGEST, SHORTEST, needs_second, soon_over
from hsoc.records.policy import Own
from hsoc.records.scope import Match

HOUR = 3600


@pytest.mark.parametrize(
    ("do", "match", "inbound", "asked"),
    [
        (Own.DROP, Match(dst="198.18.7.0/24"), True, True),
        (Own.REDIRECT, Match(dst="198.18.7.0/24"), True, True),
        (Own.DROP, Match(dst="198.18.7.0/25"), True, False),
        (Own.DROP, Match(dst="198.18.7.0/24", proto=(17,)), True, False),
        (Own.DROP, Match(dst="198.18.7.0/24", src="192.0.2.1/32"), True, False),
        (Own.RATE_LIMIT, Match(dst="198.18.7.0/24"), True, False),
        (Own.ALLOW, Match(dst="198.18.7.0/24"), True, False),
        (Own.DROP, Match(src="198.18.7.0/24"), False, True),
        (Own.DROP, Match(dst="2001:db8:7::/48"), True, True),
        (Own.DROP, Match(dst="2001:db8:7::/64"), True, False),
    ],
)
def test_a_second_person_is_asked_for_what_takes_everything_of_many(do, match, inbound, asked):
    assert needs_second(do, match, inbound=inbound) is asked


def test_choices_are_within_the_bounds():
    assert list(LASTS) == list(CHOICES)
    assert all(SHORTEST <= one <= LONGEST for one in LASTS.values())
    assert timedelta(days=1) in LASTS.values()


def test_the_end_is_near_a_day_or_a_quarter_before():
    assert soon_over(since=0, until=30 * 24 * HOUR, now=29.5 * 24 * HOUR)
    assert not soon_over(since=0, until=30 * 24 * HOUR, now=28 * 24 * HOUR)
    assert not soon_over(since=0, until=8 * HOUR, now=5 * HOUR)
    assert soon_over(since=0, until=8 * HOUR, now=7 * HOUR)
    assert not soon_over(since=0, until=8 * HOUR, now=8 * HOUR)
