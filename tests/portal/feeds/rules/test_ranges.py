"""Joined, cut out, cut up: never an address more or less than was meant."""

from ipaddress import collapse_addresses, ip_address, ip_network

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.feeds.rules.ranges import prefixes4, prefixes6, ranges4, without4, without6

SMALL = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)).map(lambda two: (two[0], two[0] + two[1])), max_size=12)
EDGE = 2**32 - 1


def addresses(pairs: list[tuple[int, int]]) -> set[int]:
    return {one for first, last in pairs for one in range(first, last + 1)}


@given(SMALL, SMALL)
def test_what_is_left_is_exactly_the_difference(ranges, gone) -> None:
    expected = addresses(ranges) - addresses(gone)
    left4 = without4(ranges4(ranges), ranges4(gone))
    assert addresses(left4.tolist()) == expected
    left6 = without6(ranges, gone)
    assert addresses(left6) == expected
    assert left6 == [tuple(pair) for pair in left4.tolist()]


@given(SMALL)
def test_prefixes_are_the_fewest_that_cover_exactly_that(ranges) -> None:
    written = prefixes4(without4(ranges4(ranges), ranges4([])))
    expected = collapse_addresses([ip_network((one, 32)) for one in addresses(ranges)])
    assert written == [str(net).removesuffix("/32") for net in expected]


@pytest.mark.parametrize(
    ("ranges", "written"),
    [
        ([], []),
        ([(0, EDGE)], ["0.0.0.0/0"]),
        ([(EDGE, EDGE)], ["255.255.255.255"]),
        ([(EDGE - 2, EDGE)], ["255.255.255.253", "255.255.255.254/31"]),
        ([(0xCB007100, 0xCB0071FF)], ["203.0.113.0/24"]),
    ],
)
def test_edges(ranges, written) -> None:
    assert prefixes4(without4(ranges4(ranges), ranges4([]))) == written


def test_ipv6() -> None:
    net = ip_network("2001:db8::/32")
    whole = (int(net.network_address), int(net.broadcast_address))
    hole = ip_network("2001:db8:8000::/33")
    left = without6([whole], [(int(hole.network_address), int(hole.broadcast_address))])
    assert prefixes6(left) == ["2001:db8::/33"]
    assert prefixes6([(whole[0], whole[0])]) == ["2001:db8::"]


def test_many_single_addresses_are_written_at_once() -> None:
    base = int(ip_address("198.18.0.0"))
    many = np.arange(base, base + 131_072, 2)
    written = prefixes4(np.stack([many, many], axis=1))
    assert (len(written), written[0], written[-1]) == (65_536, "198.18.0.0", "198.19.255.254")
