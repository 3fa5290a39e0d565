"""Meeting, holding and hiding, each against every packet of a small world."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.packets import every_packet, takes
from tests.factories.small_rules import pairs, small_rules

from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.overlap import Hidden, contains, empty, hidden, overlaps
from hsoc.exchange.flowspec.terms import Kind
from hsoc.exchange.flowspec.text import read

FEW = (Kind.DST, Kind.PROTO, Kind.SPORT)


@settings(deadline=None, max_examples=100)
@given(pairs(most=2))
def test_overlaps_contains_and_empty_are_what_packets_say(pair):
    one, other = pair
    met, outside, any_one = False, False, False
    for packet in every_packet(one, other):
        a, b = takes(one, packet), takes(other, packet)
        met |= a and b
        outside |= b and not a
        any_one |= a
    assert overlaps(one, other) is overlaps(other, one) is met
    assert contains(one, other) is not outside
    assert empty(one) is not any_one


@settings(deadline=None, max_examples=25)
@given(st.sampled_from([4, 6]).flatmap(lambda family: st.lists(small_rules(family, most=2, kinds=FEW), min_size=2, max_size=4)))
def test_hidden_rules_never_take_a_packet_of_their_own(rules):
    told = hidden(rules)
    assert len({one.rule for one in told}) == len(told)
    order = sorted(range(len(rules)), key=lambda n: (rank(rules[n]), n))
    gone = {one.rule for one in told}
    for packet in every_packet(*rules):
        first = next((n for n in order if takes(rules[n], packet)), None)
        assert first not in gone
    # and none is missed that a single rule before it hides
    for place, index in enumerate(order):
        before = [rules[n] for n in order[:place]]
        assert (not empty(rules[index]) and any(contains(one, rules[index]) for one in before)) is (index in gone)


def test_hidden_names_the_rule_that_hides():
    rules = [
        read("destination 192.0.2.1/32 protocol =udp"),
        read("destination 192.0.2.1/32 protocol [ =tcp =udp ]"),
        read("destination 192.0.2.2/32 protocol =udp"),
        read("destination 192.0.2.1/32 protocol =udp source-port =53"),
    ]
    # `[ =tcp =udp ]` begins with the smaller byte, so it is applied before `=udp` (RFC 8955 section 5.1), and takes what both rules want
    assert hidden(rules) == (Hidden(3, 1), Hidden(0, 1))
    assert encode(rules[1])[1:] < encode(rules[0])[1:]


def test_port_rules_hold_no_later_fragments():
    assert not contains(read("protocol =udp source-port >=0"), read("protocol =udp"))
    assert contains(read("protocol =udp source-port >=0"), read("protocol =udp source-port =53"))
    assert not overlaps(read("protocol =udp source-port =53"), read("fragment is-fragment"))


def test_rules_of_two_vpns_never_meet():
    one, other = read("rd 65000:1 protocol =udp"), read("rd 65000:2 protocol =udp")
    assert not overlaps(one, other)
    assert not contains(one, other)
    assert hidden([one, other]) == ()


def test_a_rule_that_no_packet_can_match_is_empty():
    assert empty(read("protocol =icmp destination-port =80"))
    assert not empty(read("protocol =tcp destination-port =80"))


def test_hidden_of_a_full_table_takes_a_moment():
    rules = [read(f"destination 198.18.{n >> 8}.{n & 255}/32 protocol =udp source-port =53") for n in range(2000)]
    assert hidden([*rules, read("destination 198.18.0.0/16 protocol =udp")]) == ()
