"""A set of prefixes answers as comparing with each one would."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.perimeter.decide.prefixes import Prefixes


@st.composite
def nets(draw):
    if draw(st.booleans()):
        length = draw(st.integers(16, 32))
        return str(ipaddress.ip_network((0xC0000000 | draw(st.integers(0, 0xFFFF)) << 4, length), strict=False))
    length = draw(st.integers(32, 128))
    return str(ipaddress.ip_network((0x20010DB8 << 96 | draw(st.integers(0, 0xFFFF)) << 60, length), strict=False))


@given(st.lists(nets(), max_size=8), nets())
def test_overlap_and_covers_equal_a_comparison_one_by_one(many, one):
    net = ipaddress.ip_network(one)
    same = [ipaddress.ip_network(prefix) for prefix in many if ipaddress.ip_network(prefix).version == net.version]
    found = Prefixes(many).overlap(one)
    assert (found is not None) is any(other.overlaps(net) for other in same)
    assert found is None or ipaddress.ip_network(found).overlaps(net)
    joined = ipaddress.collapse_addresses(same)
    assert Prefixes(many).covers(one) is any(net.subnet_of(other) for other in joined)


def test_covers_by_neighbours_together():
    assert Prefixes(["192.0.2.0/25", "192.0.2.128/25"]).covers("192.0.2.0/24")
    assert not Prefixes(["192.0.2.0/25", "192.0.2.192/26"]).covers("192.0.2.0/24")


def test_prefixes_with_host_bits_are_refused():
    with pytest.raises(ValueError, match=r"192\.0\.2\.1/24 has host bits set"):
        Prefixes(["192.0.2.1/24"])


def test_prefixes_of_nothing_are_false():
    assert not Prefixes([])
    assert Prefixes(["192.0.2.0/24"])
