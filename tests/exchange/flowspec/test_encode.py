"""A rule becomes bytes and text and comes back the same."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.compose import match, rule
from hsoc.exchange.flowspec.decode import decode, first
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import BITMASKS, COMPARISONS, LARGEST, PREFIXES, Component, Kind, Rule, Term, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import read, spelled
from hsoc.records.scope import Match


@st.composite
def prefixes(draw, family):
    width = 32 if family == 4 else 128
    length = draw(st.integers(0, width))
    bits = draw(st.integers(0, (1 << length) - 1)) << (width - length)
    address = ipaddress.IPv4Address(bits) if family == 4 else ipaddress.IPv6Address(bits)
    return f"{address}/{length}"


@st.composite
def components(draw, kind, family):
    if kind in PREFIXES:
        return Component(kind, prefix=draw(prefixes(family)))
    ops = st.integers(0, 3) if kind in BITMASKS else st.sampled_from(sorted(set(COMPARISONS.values()) - {0, 7}))
    low = 1 if kind in BITMASKS else 0
    terms = draw(st.lists(st.builds(Term, ops, st.integers(low, LARGEST[kind]), st.booleans()), min_size=1, max_size=4))
    return Component(kind, terms=(Term(terms[0].op, terms[0].value), *terms[1:]))


@st.composite
def rules(draw):
    family = draw(st.sampled_from([4, 6]))
    known = [kind for kind in Kind if family == 6 or kind is not Kind.FLOW_LABEL]
    kinds = sorted(draw(st.sets(st.sampled_from(known), min_size=1)))
    return Rule(family, tuple(draw(components(kind, family)) for kind in kinds))


@given(rules())
def test_encode_then_decode_gives_the_same_rule(one):
    assert decode(encode(one), family=one.family) == one


@given(rules())
def test_spelled_then_read_gives_the_same_bytes(one):
    named = {component.kind for component in one.components}
    family_shows = named & {Kind.DST, Kind.SRC, Kind.PROTO, Kind.DSCP, Kind.FLOW_LABEL}
    back = read(spelled(one))
    assert back.components == one.components
    assert back.family == (one.family if family_shows else 4)


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_decode_of_any_bytes_is_a_rule_or_unreadable(data, family):
    try:
        one, _ = first(data, family=family)
    except Unreadable:
        return
    assert decode(encode(one), family=family) == one


def test_encode_of_a_long_rule_writes_two_bytes_of_length():
    one = Rule(
        4,
        (
            Component(Kind.SPORT, terms=tuple(Term(1, 40_000 + n) for n in range(64))),
            Component(Kind.LENGTH, terms=tuple(Term(1, 600 + n) for n in range(20))),
        ),
    )
    data = encode(one)
    assert data[:2] == (0xF000 | len(data) - 2).to_bytes(2, "big")
    assert decode(data, family=4) == one


def test_encode_of_an_ipv6_offset_leaves_the_bits_before_it_out():
    # RFC 8956 section 3.1: length 104, offset 64, pattern of 40 bits
    one = Rule(6, (Component(Kind.DST, prefix="::1234:5678:9a00:0/104", offset=64),))
    assert encode(one).hex() == "0801684012" + "3456789a"
    assert decode(encode(one), family=6) == one


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


def test_rule_of_a_vector_match_reads_as_exabgp_writes_it():
    attack = Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),), length=((200, 65535),))
    assert spelled(rule(attack)) == "destination 192.0.2.10/32 protocol =udp source-port =123 packet-length >=200&<=65535"


def test_rule_of_syn_only_says_what_must_be_absent():
    assert spelled(rule(Match(proto=(6,), tcp_flags=(0x12, 0x02)))) == "protocol =tcp tcp-flags =syn&!ack"


matches = st.sampled_from(
    [
        Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53),)),
        Match(dst="2001:db8::1/128", proto=(6,), tcp_flags=(0x12, 0x12)),
        Match(dst="2001:db8::1/128", proto=(6,), tcp_flags=(0x1F, 0x02), sport=((80, 80), (443, 443))),
        Match(dst="192.0.2.1/32", proto=(17,), fragment=True),
        Match(src="198.51.100.0/24", proto=(6, 17), dport=((0, 1023), (8080, 8088)), fragment=False),
        Match(src="198.51.100.1/32", proto=(1,), icmp_type=(8,), length=((64, 64),)),
    ]
)


@given(matches)
def test_rule_then_match_gives_the_same_match(one):
    assert match(decode(encode(rule(one)), family=rule(one).family)) == one


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Match(), "a rule without components would match all traffic"),
        (Match(dst="192.0.2.29/24"), "dst: 192.0.2.29/24 has host bits set"),
        (Match(dst="192.0.2.1"), "dst: 192.0.2.1 is written canonically as 192.0.2.1/32"),
        (Match(dst="192.0.2.1/32", src="2001:db8::/32"), "dst 192.0.2.1/32 and src 2001:db8::/32 are of two families"),
        (Match(dst="192.0.2.1/32", sport=((53, 53),)), "ports need protocol TCP or UDP beside them"),
        (Match(dst="192.0.2.1/32", proto=(17,), tcp_flags=(2, 2)), "TCP flags need protocol TCP beside them"),
        (Match(dst="192.0.2.1/32", proto=(6,), tcp_flags=(2, 4)), "tcp_flags: no packet has flags & 0x2 == 0x4, or all have"),
        (Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 52),)), "sport: 53 to 52 is no range within 0 … 65535"),
        (
            Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53),), fragment=True),
            "fragments after the first carry no ports, types or flags",
        ),
        (Match(dst="192.0.2.1/32", icmp_type=(8,)), "an ICMP type needs protocol ICMP beside it"),
    ],
)
def test_rule_of_a_match_that_would_be_changed_is_refused(bad, reason):
    with pytest.raises(Unsayable) as refusal:
        rule(bad)
    assert str(refusal.value) == reason
