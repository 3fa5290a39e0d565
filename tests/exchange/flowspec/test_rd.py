"""Route distinguishers: one text, one encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.rd import rd_bytes, rd_text, spelled_rd
from hsoc.exchange.flowspec.terms import Unreadable, Unsayable
from hsoc.exchange.flowspec.text import read, spelled

EIGHT = st.tuples(st.integers(0, 2), st.binary(min_size=6, max_size=6)).map(lambda one: one[0].to_bytes(2, "big") + one[1])


@given(EIGHT)
def test_rd_text_then_bytes_gives_the_same(eight):
    assert rd_bytes(rd_text(eight, at=0)) == eight
    assert spelled_rd(rd_text(eight, at=0)) == rd_text(eight, at=0)


def test_rd_of_each_shape():
    assert rd_bytes("65535:65536").hex() == "0000ffff00010000"
    assert rd_bytes("192.0.2.1:5").hex() == "0001c00002010005"
    assert rd_bytes("70000:5").hex() == "0002000111700005"
    assert rd_bytes("65000L:5").hex() == "00020000fde80005"


def test_rd_in_front_of_a_rule():
    one = read("rd 65535:65536 source 10.0.0.1/32")
    assert (one.afi, one.safi) == (1, 134)
    assert encode(one).hex() == "0e0000ffff0001000002200a000001"
    assert decode(encode(one), family=4, vpn=True) == one
    assert read(spelled(one)) == one


@pytest.mark.parametrize("bad", ["65536", "1:99999999999", "70000:65536", "300.0.2.1:5", "192.0.2.1:65536", "a:b", "99999999999:1"])
def test_rd_that_no_encoding_holds_is_refused(bad):
    with pytest.raises(Unsayable):
        rd_bytes(bad)
    with pytest.raises(Unreadable, match="word 2"):
        read(f"rd {bad} protocol =udp")


def test_rd_cut_or_unknown_is_refused_with_the_place():
    with pytest.raises(Unreadable, match="byte 1: the route distinguisher is cut"):
        decode(bytes.fromhex("04" + "00000000"), family=4, vpn=True)
    with pytest.raises(Unreadable, match="byte 1: route distinguishers of type 9 are unknown"):
        decode(bytes.fromhex("0e" + "0009ffff00010000" + "02200a000001"), family=4, vpn=True)
    with pytest.raises(Unreadable, match="word 1: `rd` has no value"):
        read("rd")
