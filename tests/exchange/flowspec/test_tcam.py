"""The published figures (perimeter.md 2.7), and the arithmetic that gives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.sets import merged
from hsoc.exchange.flowspec.tcam import MOST_UNITS, TableCost, blocks, cost, table_cost
from hsoc.exchange.flowspec.terms import Component, Kind, Rule, Term
from hsoc.exchange.flowspec.text import read

NTP = "packet-length [ >=1&<=35 >=37&<=45 >=47&<=75 >=77&<=219 >=221&<=65535 ]"  # every length that no honest NTP packet has


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("destination 192.0.2.1/32 protocol =udp source-port =123", 1),
        ("destination 192.0.2.1/32 protocol =udp destination-port =80", 1),
        ("destination 192.0.2.1/32 protocol =tcp tcp-flags syn", 1),
        ("destination 192.0.2.1/32 protocol =udp source-port [ =123 =53 ]", 2),
        ("destination 192.0.2.1/32 fragment is-fragment", 2),
        ("destination 192.0.2.1/32 packet-length >=768", 7),
        ("destination 192.0.2.1/32 packet-length >=500", 9),
        ("destination 192.0.2.1/32 packet-length >=256", 8),
        ("destination 192.0.2.1/32 packet-length >=257", 15),
        ("destination 192.0.2.1/32 protocol =udp source-port =123 " + NTP, 33),
        ("destination 192.0.2.1/32 protocol =udp source-port =123 packet-length >=220", 10),
        ("destination 192.0.2.1/32 protocol =udp source-port [ =123 =53 ] packet-length >=768", 14),
        ("destination 192.0.2.1/32 protocol =udp port =53", 2),
    ],
)
def test_cost_on_ncs5500(text, units):
    assert cost(read(text)) == units


def test_cost_on_other_platforms():
    one = read("destination 192.0.2.1/32 protocol =udp source-port =123 " + NTP)
    fragment = read("destination 192.0.2.1/32 fragment is-fragment")
    assert [cost(one, profile=name) for name in ("generic", "trio")] == [33, 1]
    assert [cost(fragment, profile=name) for name in ("generic", "trio")] == [1, 1]
    with pytest.raises(KeyError):
        cost(one, profile="abacus")


def test_table_cost_adds_up_and_names_the_dearest():
    rules = [read("protocol =udp source-port =53"), read("packet-length >=257"), read("fragment is-fragment")]
    assert table_cost(rules) == TableCost(profile="ncs5500", rules=3, units=18, dearest=1, dearest_units=15)
    assert table_cost([]) == TableCost("ncs5500", 0, 0, -1, 0)
    assert [table_cost(rules * 1000, profile=name).fits for name in ("ncs5500", "trio", "generic")] == [False, True, True]


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)).map(sorted).map(tuple), max_size=4))
def test_blocks_are_the_fewest(ranges):
    ranges = merged(ranges)
    held = {n for low, high in ranges for n in range(low, high + 1)}

    # the fewest, by the recursion that defines a prefix cover: a block is whole, or its halves are covered each
    def fewest(at, size):
        inside = held & set(range(at, at + size))
        if not inside:
            return 0
        return 1 if len(inside) == size else fewest(at, size // 2) + fewest(at + size // 2, size // 2)

    assert blocks(ranges, largest=255) == fewest(0, 256)


def test_cost_of_a_hostile_rule_is_bounded():
    many = tuple(Term(1, 2 * n) for n in range(64))
    one = Rule(4, tuple(Component(kind, terms=many) for kind in (Kind.PROTO, Kind.PORT, Kind.DPORT, Kind.SPORT, Kind.LENGTH)))
    assert cost(one) == MOST_UNITS
