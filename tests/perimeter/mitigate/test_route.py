"""What a router holds for an entry, under which terms, and what is refused."""

import pytest

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Family, Terms, actions, communities, family, faults, route, target_bytes
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match


def of(action: Action, match: Match, rate: int = 0, terms: Terms | None = None):
    return route(entry(Decision(story="s", action=action, match=match, made=0, until=1, rate=rate)), terms=terms or Terms())


VRF = Terms(rd="65000:1", target="65000:1", label=800)


def test_route_of_a_rule_is_its_bytes_its_action_and_our_mark() -> None:
    one = of(Action.FLOWSPEC, Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),)))
    assert (one.family, one.flow.hex()) == (Family.FLOW4, "0c0120c000020a03811106817b")
    assert (one.extended, one.large, one.communities, one.next_hop) == ((bytes.fromhex("8006000000000000"),), ((65551, 18515, 1),), (), "")


def test_rate_goes_in_packets_or_in_bytes_as_agreed() -> None:
    slow = (Action.RATE_LIMIT, Match(dst="192.0.2.10/32"), 100)
    assert of(*slow).extended == (bytes.fromhex("800c000042c80000"),)
    assert of(*slow, terms=Terms(packet_bytes=500)).extended == (bytes.fromhex("8006000047435000"),)  # 50,000 bytes a second


def test_route_in_a_vrf_carries_distinguisher_and_target() -> None:
    one = of(Action.FLOWSPEC, Match(dst="2001:db8::1/128"), terms=VRF)
    assert (one.family, one.rd) == (Family.FLOW_VPN6, "65000:1")
    assert target_bytes("65000:1") in one.extended
    hole = of(Action.DESTINATION_RTBH, Match(dst="192.0.2.3/32"), terms=VRF)
    assert (hole.family, hole.rd, hole.label, hole.extended) == (Family.VPN4, "65000:1", 800, (target_bytes("65000:1"),))


def test_black_holes_carry_the_agreed_communities_and_next_hops() -> None:
    hole = of(Action.DESTINATION_RTBH, Match(dst="192.0.2.3/32"))
    assert (hole.next_hop, hole.communities) == ("192.0.2.1", (65535 << 16 | 666, 0xFFFFFF01))  # RFC 7999, RFC 1997 no-export
    other = of(Action.SOURCE_RTBH, Match(src="2001:db8:7::/64"), terms=Terms(source_blackhole=("64500:667",)))
    assert (other.prefix, other.next_hop, other.communities) == ("2001:db8:7::/64", "100::1", (64500 << 16 | 667,))


def test_the_same_prefix_has_one_slot_whatever_is_said_of_it() -> None:
    one, other = of(Action.SOURCE_RTBH, Match(src="192.0.2.3/32")), of(Action.DESTINATION_RTBH, Match(dst="192.0.2.3/32"))
    assert one.slot == other.slot
    assert one.name == "ipv4-unicast//192.0.2.3/32"


def test_diversion_needs_an_agreement() -> None:
    with pytest.raises(Unsayable, match="no upstream scrubbing"):
        of(Action.DIVERT, Match(dst="198.18.3.0/24"))
    agreed = Terms(divert=("64500:77",), divert_next_hop_v4="192.0.2.9")
    assert of(Action.DIVERT, Match(dst="198.18.3.0/24"), terms=agreed).next_hop == "192.0.2.9"
    with pytest.raises(Unsayable, match="no next hop of IPv6"):
        of(Action.DIVERT, Match(dst="2001:db8:3::/48"), terms=agreed)
    assert Action.DIVERT in actions(agreed) - actions(Terms())


@pytest.mark.parametrize("match", [Match(dst="192.0.2.1/32"), Match(src="192.0.2.3/24"), Match(src="nonsense")])
def test_black_hole_without_a_canonical_prefix_is_refused(match: Match) -> None:
    with pytest.raises(Unsayable):
        of(Action.SOURCE_RTBH, match)


def test_communities_are_sorted_and_named_ones_known() -> None:
    assert communities(("no-export", "1:2", "blackhole")) == ((65538, 65535 << 16 | 666, 0xFFFFFF01), ())
    for wrong in ("1", "70000:1", "1:2:3:4", "1:2:4294967296", "x:y"):
        with pytest.raises(Unsayable, match="is no community"):
            communities((wrong,))


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        (Terms(mark="us"), "mark"),
        (Terms(blackhole=("?",)), "blackhole"),
        (Terms(next_hop_v4="100::1"), "next_hop_v4"),
        (Terms(next_hop_v6="100::/64"), "next_hop_v6"),
        (Terms(scrubbing="4200000000:1"), "scrubbing"),
        (Terms(rd="65000:1"), "rd and target"),
        (Terms(label=1 << 20), "label"),
        (Terms(packet_bytes=-1), "packet_bytes"),
    ],
)
def test_faults_name_the_place(terms: Terms, place: str) -> None:
    assert [one.split(":")[0] for one in faults(terms)] == [place]
    assert faults(VRF) == []


def test_families_have_their_numbers() -> None:
    assert [(one.afi, one.safi, one.flow) for one in (Family.V4, Family.VPN6, Family.FLOW6, Family.FLOW_VPN4)] == [
        (1, 1, False), (2, 128, False), (2, 133, True), (1, 134, True),
    ]  # fmt: skip
    assert all(family(one.version, flow=one.flow, vpn=one.safi in {128, 134}) is one for one in Family)
