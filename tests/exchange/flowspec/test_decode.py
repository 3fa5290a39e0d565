"""Bytes of strangers become a rule or a refusal that names the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.decode import decode, first
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import MOST_TERMS, Unreadable
from hsoc.exchange.flowspec.text import spelled


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_decode_of_any_bytes_is_a_rule_or_unreadable(data, family):
    try:
        one, _ = first(data, family=family)
    except Unreadable:
        return
    assert decode(encode(one), family=family) == one


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "byte 0: nothing to read"),
        ("05", "byte 0: length 5, but 0 bytes follow"),
        ("00", "byte 1: a rule without components"),
        ("020e00", "byte 1: component type 14 is unknown"),
        ("04012118", "byte 0: length 4, but 3 bytes follow"),
        ("020121", "byte 2: prefix length 33 with offset 0"),
        ("03 0381 06 01", "byte 4: 1 bytes after the rule"),
        ("06 0381 06 0381 06", "byte 4: type 3 after type 3, types must ascend"),
        ("03 0301 06", "byte 4: proto has no last term"),
    ],
)
def test_decode_of_a_broken_nlri_names_the_byte(data, reason):
    with pytest.raises(Unreadable) as refusal:
        decode(bytes.fromhex(data.replace(" ", "")), family=4)
    assert str(refusal.value) == reason


def test_decode_of_more_terms_than_a_rule_holds_is_refused():
    body = bytes([4]) + bytes([0x01, 80]) * (MOST_TERMS + 1)
    with pytest.raises(Unreadable, match=f"more than {MOST_TERMS} terms"):
        decode(bytes([len(body)]) + body, family=4)


def test_first_of_several_leaves_the_rest():
    one, rest = first(bytes.fromhex("03 038106 03 038111"), family=4)
    assert spelled(one) == "protocol =tcp"
    assert spelled(decode(rest, family=4)) == "protocol =udp"


def test_decode_ignores_the_and_bit_of_a_first_term():
    assert spelled(decode(bytes.fromhex("03 03c106"), family=4)) == "protocol =tcp"
