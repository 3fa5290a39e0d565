"""NLRI and attributes as bytes and back; what is cut is refused with its place, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contracts.test_backends import TERMS, decision

from hsoc.exchange.flowspec.terms import Unreadable, Unsayable
from hsoc.perimeter.mitigate.attributes import attributes, nlri, route_of
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Family, Route, route


def test_prefixes_and_labels_are_written_as_the_rfcs_say() -> None:
    assert nlri(Route(family=Family.V4, prefix="192.0.2.0/25")).hex() == "19c0000200"
    # RFC 8277: label 800 and bottom of stack; RFC 4364: distinguisher of type 0
    vpn = Route(family=Family.VPN4, prefix="192.0.2.66/32", rd="65000:1", label=800)
    assert nlri(vpn).hex() == "780032010000fde800000001c0000242"


def test_rule_in_a_vrf_has_the_distinguisher_inside_its_length() -> None:
    flow = bytes.fromhex("0c0120c000020a03811106817b")
    assert nlri(Route(family=Family.FLOW_VPN4, flow=flow, rd="65000:1")).hex() == "140000fde8000000010120c000020a03811106817b"


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("name", ["vector", "syn-ack", "slowed source", "dropped network", "led away", "led upstream", "given up"])
def test_every_route_comes_back_as_it_went(terms, name) -> None:
    try:
        one = route(entry(decision(name)), terms=terms)
    except Unsayable:
        assert (name, bool(terms.divert)) == ("led upstream", False)
        return
    assert route_of(one.family, nlri(one), attributes(one)) == one


def test_long_rules_take_two_bytes_of_length() -> None:
    body = b"\x04" + b"\x01\x50" * 150
    flow = (0xF000 | len(body)).to_bytes(2, "big") + body
    one = Route(family=Family.FLOW_VPN4, flow=flow, rd="1:2")
    assert nlri(one)[:2].hex() == "f135"
    assert route_of(one.family, nlri(one), ()).flow == flow


def test_next_hop_in_mp_reach_is_found() -> None:
    reach = bytes.fromhex("800e15") + bytes.fromhex("00020110") + bytes.fromhex("01000000000000000000000000000001") + b"\0"
    assert route_of(Family.V6, bytes.fromhex("080a"), (reach,)).next_hop == "100::1"


@pytest.mark.parametrize("attribute", ["c0", "c00805ffff029a", "c00803ffff02", "c01007" + "00" * 7, "800e03000201"])
def test_cut_attributes_are_refused(attribute: str) -> None:
    with pytest.raises(Unreadable):
        route_of(Family.V4, bytes.fromhex("20c0000201"), (bytes.fromhex(attribute),))


@given(st.sampled_from(list(Family)), st.binary(max_size=40), st.lists(st.binary(max_size=20), max_size=3))
def test_hostile_bytes_are_a_route_or_refused(family: Family, reach: bytes, path: list[bytes]) -> None:
    try:
        one = route_of(family, reach, tuple(path))
    except Unreadable:
        return
    assert one.family is family
