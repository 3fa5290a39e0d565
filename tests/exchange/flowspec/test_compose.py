"""Matches become rules that say the same, or are refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.compose import canonical, match, rule
from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import read, spelled
from hsoc.records.scope import Match


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


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("port =53", "port cannot be part of a match"),
        ("dscp =46", "dscp cannot be part of a match"),
        ("destination-port !=80", "`!=`, `true` and `false` cannot be part of a match"),
        ("destination-port >=10&<=5", "dport: terms that exclude each other"),
        ("tcp-flags [ =syn =ack ]", "tcp_flags: alternatives cannot be part of a match"),
        ("tcp-flags =syn&!syn", "tcp_flags: no packet can match, or all do"),
        ("fragment last-fragment", "fragment: only `any` and `none` can be part of a match"),
        ("protocol >=6&<=17", "proto: a range cannot be part of a match"),
    ],
)
def test_match_of_a_rule_that_says_more_is_refused(text, reason):
    with pytest.raises(Unsayable) as refusal:
        match(read(text))
    assert str(refusal.value) == reason


def test_canonical_merges_what_touches():
    assert canonical(Match(proto=(17, 6, 17), dport=((5, 9), (1, 4), (20, 30), (25, 40)))) == Match(proto=(6, 17), dport=((1, 9), (20, 40)))
