"""Addresses as pairs of signed halves: both families, both ways."""

import ipaddress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.address import bounds, from_v4, is_v4, mapped_bits, network, pair, plain6, text, texts


def test_pair_of_v4_is_mapped() -> None:
    assert pair("192.0.2.1") == (0, 0xFFFF_C000_0201)


def test_pair_of_v6_is_signed() -> None:
    assert pair("ffff::") == (-(1 << 48), 0)


@given(st.ip_addresses())
def test_text_undoes_pair(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if address.version == 6 and address.ipv4_mapped is not None:
        return
    assert text(*pair(str(address))) == str(address)


def test_texts_of_columns() -> None:
    hi, lo = np.array([0, 0]), from_v4(np.array([0xC0000201, 0xC6336401], np.uint32))
    assert texts(hi, lo) == ["192.0.2.1", "198.51.100.1"]


def test_is_v4_knows_the_families() -> None:
    assert (is_v4(*pair("192.0.2.1")), is_v4(*pair("2001:db8::1"))) == (True, False)


def test_network_refuses_host_bits() -> None:
    with pytest.raises(ValueError, match=r"192\.0\.2\.29/24 has host bits set"):
        network("192.0.2.29/24")


def test_bounds_of_a_prefix() -> None:
    assert bounds("192.0.2.0/24") == (pair("192.0.2.0"), pair("192.0.2.255"))


def test_mapped_bits_of_both_families() -> None:
    assert (mapped_bits("192.0.2.0/24"), mapped_bits("2001:db8::/32")) == (120, 32)


@pytest.mark.parametrize("text", ["2001:db8::1", "2001:DB8:0:0:1::", "::", "fe80::1:0:0:1"])
def test_quick_reading_of_ipv6_says_what_the_slow_one_does(text):
    assert plain6(text) == (str(ipaddress.ip_address(text)), *pair(text))


@pytest.mark.parametrize("text", ["::ffff:192.0.2.1", "192.0.2.1", "2001:db8::/32", "fe80::1%eth0", "2001:db8::1\x00", "x", ""])
def test_quick_reading_leaves_the_rest(text):
    assert plain6(text) is None
