"""What is typed means a match, or the field and the reason are named; ExaFS' off-by-one is not ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.compose import rule
from hsoc.portal.network.rules.typed import FIELDS, addresses, meant
from hsoc.records.scope import Match

OWN = ("198.18.7.0/24", "2001:db8:7::/48")


def read(*, inbound=True, own=OWN, **typed):
    return meant({"destination": "198.18.7.0/24"} | typed if inbound else typed, own=own, inbound=inbound)


def wrong(**typed):
    return {(one.field, one.code) for one in read(**typed).wrong}


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ({}, {}),
        ({"protocol": "udp"}, {"proto": (17,)}),
        ({"protocol": " TCP ; udp "}, {"proto": (6, 17)}),
        ({"protocol": "icmp", "icmp": "8;0"}, {"proto": (1,), "icmp_type": (0, 8)}),
        ({"protocol": "tcp", "destination_port": "80"}, {"proto": (6,), "dport": ((80, 80),)}),
        ({"protocol": "tcp", "destination_port": "1-3;5;>65533;<=0"}, {"proto": (6,), "dport": ((0, 3), (5, 5), (65534, 65535))}),
        ({"protocol": "udp", "source_port": ">1023"}, {"proto": (17,), "sport": ((1024, 65535),)}),
        ({"protocol": "udp", "source_port": "<1024"}, {"proto": (17,), "sport": ((0, 1023),)}),
        ({"protocol": "tcp", "flags": "syn;!ack"}, {"proto": (6,), "tcp_flags": (18, 2)}),
        ({"length": ">=512"}, {"length": ((512, 65535),)}),
        ({"fragment": "any"}, {"fragment": True}),
        ({"fragment": "none"}, {"fragment": False}),
        ({"source": "192.0.2.1"}, {"src": "192.0.2.1/32"}),
    ],
)
def test_fields_mean_a_match(typed, match):
    assert read(**typed).match == Match(dst="198.18.7.0/24", **match)
    assert read(**typed).wrong == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"destination": ""}, {("destination", "needed")}),
        ({"destination": "198.18.8.0/24"}, {("destination", "outside")}),
        ({"destination": "198.18.0.0/16"}, {("destination", "outside")}),
        ({"destination": "198.18.7.1/24"}, {("destination", "host_bits")}),
        ({"destination": "nemocnice"}, {("destination", "prefix")}),
        ({"source": "2001:db8::/32"}, {("source", "families")}),
        ({"protocol": "xyz"}, {("protocol", "protocol")}),
        ({"protocol": "256"}, {("protocol", "protocol")}),
        ({"destination_port": "80"}, {("destination_port", "ports")}),
        ({"protocol": "icmp", "source_port": "80"}, {("source_port", "ports")}),
        ({"protocol": "tcp", "destination_port": "80,81"}, {("destination_port", "number")}),
        ({"protocol": "tcp", "destination_port": "65536"}, {("destination_port", "number")}),
        ({"protocol": "tcp", "destination_port": "9-3"}, {("destination_port", "number")}),
        ({"protocol": "tcp", "destination_port": "1;2;3;4;5;6"}, {("destination_port", "many")}),
        ({"protocol": "tcp", "destination_port": "1;;2"}, {("destination_port", "gap")}),
        ({"protocol": "udp", "flags": "syn"}, {("flags", "flags")}),
        ({"protocol": "tcp", "flags": "syn;!syn"}, {("flags", "twice")}),
        ({"protocol": "tcp", "flags": "sync"}, {("flags", "flag")}),
        ({"protocol": "tcp", "icmp": "8"}, {("icmp", "icmp")}),
        ({"length": "1-9300"}, {("length", "large")}),
        ({"fragment": "some"}, {("fragment", "choice")}),
        ({"protocol": "udp", "source_port": "53", "fragment": "any"}, {("fragment", "fragment")}),
        ({"length": "9" * 200}, {("length", "long")}),
        ({"destination": "x", "protocol": "y", "length": "z"}, {("destination", "prefix"), ("protocol", "protocol"), ("length", "number")}),
    ],
)
def test_what_is_wrong_is_told_by_field_all_at_once(typed, told):
    assert wrong(**typed) == told


def test_outbound_is_inside_by_its_source():
    assert read(inbound=False, source="198.18.7.9").match == Match(src="198.18.7.9/32")
    assert {(one.field, one.code) for one in read(inbound=False, source="192.0.2.1").wrong} == {("source", "outside")}


def test_icmp_of_ipv6_is_icmpv6():
    assert read(destination="2001:db8:7::/64", protocol="icmp").match.proto == (58,)


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(alphabet="0123456789./:;<>=-!a cdiklmnptsuy", max_size=40)))
def test_whatever_is_typed_is_a_rule_or_a_reason(typed):
    found = meant(typed, own=OWN, inbound=True)
    if not found.wrong:
        assert rule(found.match)


def test_addresses_of_ipv6_are_subnets():
    assert [addresses(one) for one in ("198.18.7.0/24", "198.18.7.1/32", "2001:db8::/48", "2001:db8::1/128")] == [256, 1, 65536, 1]
