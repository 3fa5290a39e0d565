"""Whole statements: what ExaBGP would take and change is refused with what and why (perimeter.md 0.3)."""

import pytest
from hypothesis import given
from tests.exchange.flowspec.test_encode import rules
from tests.exchange.flowspec.test_then import ACTIONS

from hsoc.exchange.flowspec.route import parse_statement, parse_then
from hsoc.exchange.flowspec.terms import TO_ADDRESS, Kind, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import read, statement
from hsoc.exchange.flowspec.then import Then

GOOD = "destination 192.0.2.10/32; protocol =udp; source-port [ =53 =123 ];"
FAMILY_SHOWS = {Kind.DST, Kind.SRC, Kind.PROTO, Kind.DSCP, Kind.FLOW_LABEL}


def whole(match=GOOD, then="discard;"):
    return f"flow route {{ match {{ {match} }} then {{ {then} }} }}"


@given(rules(), ACTIONS)
def test_statement_then_parse_gives_the_same(one, then):
    try:
        text = statement(one, then=then)
    except Unsayable:
        return
    again, action = parse_statement(text)
    assert action == then
    assert again.components == one.components
    if FAMILY_SHOWS & {part.kind for part in one.components}:
        assert again.family == one.family


def test_parse_statement_reads_what_operators_write():
    wanted = read("rd 65535:65536 destination 192.0.2.10/32 protocol =udp")
    text = """announce flow route r-1 {
        rd 65535:65536;
        match { destination 192.0.2.10/32; protocol udp; }
        then { rate-limit 9600; mark 10 }
    }"""
    assert parse_statement(text) == (wanted, Then(octets=9600, mark=10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (whole("destination 192.0.2.29/24;"), "word 2: 192.0.2.29/24 has host bits set"),
        (
            whole("destination-port >=8080&<=8088 =3128;"),
            "match: `destination-port >=8080&<=8088 =3128`: several values need brackets, all but the first would be lost",
        ),
        (whole(then=""), "then: exactly one action is needed, here: none"),
        (whole(then="rate-limit 9600; discard;"), "then: exactly one action is needed, here: discard, rate in bytes"),
        (whole(then="discard; discard;"), "then: `discard` says discard a second time"),
        (whole("destination-port =70000; protocol tcp;"), "dport: 70000 is not in 0 … 65535"),
        (whole("destination 192.0.2.1/33;"), "word 2: '192.0.2.1/33' does not appear to be an IPv4 or IPv6 network"),
        (whole("dscp =99;"), "dscp: 99 is not in 0 … 63"),
        (whole("protocol =999;"), "proto: 999 is not in 0 … 255"),
        (whole(""), "a rule without components would match all traffic"),
        (whole("source not-an-ip;"), "word 2: 'not-an-ip' does not appear to be an IPv4 or IPv6 network"),
        (whole("flow-label =5; destination 192.0.2.1/32;"), "IPv4 and IPv6 in one rule"),
        (whole("destination 2001:db8::/32; fragment dont-fragment;"), "fragment: IPv6 has no `dont-fragment`"),
        (whole("destination 2001:db8::/32/32;"), "2001:db8::/32: offset 32 leaves nothing to compare"),
        (whole("destination 192.0.2.0/24/8;"), "192.0.2.0/24: offset 8 leaves nothing to compare"),
        (
            whole(then="redirect 192.0.2.1;"),
            f"then: `redirect 192.0.2.1`: {TO_ADDRESS}",
        ),
        (
            whole(then="extended-community [ redirect-to-nexthop ];"),
            f"then: {TO_ADDRESS}",
        ),
        (whole(then="accept;"), "then: `accept` is no action that a router is sent; leave the traffic out of the match"),
        (whole(then="rate-limit 2000000000000;"), "then: `rate-limit 2000000000000`: the most that can be said is 1000000000000 a second"),
        (whole(then="mark 64;"), "then: mark: 64 is not in 0 … 63"),
        ("flow route { match { protocol tcp; } }", "not of the form `flow route { match { … } then { … } }`"),
        ("x" * 10_000, "10000 characters, 8192 are allowed"),
    ],
)
def test_parse_statement_refuses_with_what_and_why(text, reason):
    with pytest.raises(Unreadable) as refusal:
        parse_statement(text)
    assert str(refusal.value) == reason


def test_parse_then_of_a_rate_of_zero_is_a_discard():
    assert parse_then("rate-limit 0") == Then(discard=True)
    assert parse_then("extended-community [ rate-limit:0 ]") == Then(discard=True)
