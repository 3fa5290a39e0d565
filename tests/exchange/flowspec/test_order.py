"""Routers apply rules in the order of RFC 8955 section 5.1, whatever the order of arrival."""

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.flowspec.test_encode import rules

from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.text import read

FIRST_TO_LAST = [
    "destination 192.0.2.0/25 protocol =udp",
    "destination 192.0.2.0/25",
    "destination 192.0.2.0/24 source 198.51.100.1/32",
    "destination 192.0.2.0/24 source 198.51.100.0/24",
    "destination 192.0.2.0/24 protocol =tcp destination-port =80",
    "destination 192.0.2.0/24 protocol =tcp destination-port =443",
    "destination 192.0.2.0/24 protocol =tcp",
    "destination 192.0.2.0/24",
    "destination 203.0.113.1/32",
    "source 198.51.100.1/32",
    "protocol =icmp",
]


def test_rank_puts_the_more_specific_first():
    shuffled = random.Random(7).sample(FIRST_TO_LAST, len(FIRST_TO_LAST))
    assert sorted(shuffled, key=lambda text: rank(read(text))) == FIRST_TO_LAST


@given(st.lists(rules(), min_size=2, max_size=6))
def test_rank_is_total_so_that_equal_ranks_are_equal_rules(many):
    assert len({rank(one) for one in many}) == len({(one.family, encode(one)) for one in many})
    assert sorted(map(rank, many)) == sorted(map(rank, reversed(many)))
