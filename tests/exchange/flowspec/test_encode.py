"""A rule becomes bytes and text and comes back the same."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import BITMASKS, COMPARISONS, LARGEST, PREFIXES, Component, Kind, Rule, Term
from hsoc.exchange.flowspec.text import read, spelled


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
    values = st.integers(low, LARGEST[kind])
    if family == 6 and kind is Kind.FRAGMENT:
        values = st.sampled_from([2, 4, 6, 8, 10, 12, 14])  # IPv6 has no `dont-fragment`
    terms = draw(st.lists(st.builds(Term, ops, values, st.booleans()), min_size=1, max_size=4))
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
