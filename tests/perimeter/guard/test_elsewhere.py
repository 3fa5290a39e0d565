"""A single-homed member is seen elsewhere where a path to it leaves us out, for as long as somebody says so."""

from typing import Any

from tests.factories.routes import OTHER, OURS, OWN, UPSTREAM, down, gone, told

from hsoc.perimeter.guard.elsewhere import Elsewhere
from hsoc.perimeter.guard.settings import Settings
from hsoc.records.policy import Member, OtherNetwork, OtherWay, Policy
from hsoc.records.route import routes

ALONE = Member(number=7, name="A", prefixes=("198.18.7.0/24",), single_homed=True, asns=(64505,))
TWICE = Member(number=8, name="B", prefixes=("198.18.8.0/24",), single_homed=True, other_networks=(OtherNetwork(kind=OtherWay.REGIONAL),))
OPEN = Member(number=9, name="C", prefixes=("198.18.9.0/24",))
THERE = "198.18.7.0/24"


POLICY = Policy(members=(ALONE, TWICE, OPEN), announcements=(OWN,))


def seen(*updates: Any, policy: Policy = POLICY) -> frozenset[int]:
    one = Elsewhere(policy, Settings(), seed=1)
    one.learn(routes(updates))
    return one.members


def test_a_path_without_us_is_another_way_whoever_originates() -> None:
    assert seen(told(64509, OTHER, prefix=THERE)) == {7}
    assert seen(told(64509, 64505, prefix="198.18.7.128/25")) == {7}  # its own AS over another upstream, a part of it
    assert seen(told(64509, UPSTREAM, OURS, prefix=THERE), told(64509, UPSTREAM, OURS, 64505, prefix=THERE)) == set()
    assert seen(told(prefix=THERE)) == set()  # our own router's word
    assert seen(told(64509, OTHER, prefix="198.18.0.0/16"), told(64509, OTHER, prefix="0.0.0.0/0")) == set()  # around it, as upstreams do


def test_only_members_that_claim_to_have_no_other_way_are_looked_at() -> None:
    assert seen(told(64509, OTHER, prefix="198.18.8.0/24"), told(64509, OTHER, prefix="198.18.9.0/24")) == set()
    assert Elsewhere(Policy(members=(TWICE, OPEN)), Settings(), seed=1).idle


def test_it_is_over_when_the_last_who_said_so_takes_it_back_or_falls_silent() -> None:
    both = (told(64508, OTHER, prefix=THERE, peer=1), told(64509, OTHER, prefix=THERE, peer=2), told(64508, OTHER, prefix=THERE, peer=1))
    assert seen(*both, gone(asn=64508, peer=1, prefix=THERE)) == {7}
    assert seen(*both, gone(asn=64508, peer=1, prefix=THERE), down(asn=64509, peer=2)) == set()
    assert seen(*both, told(64508, OURS, prefix=THERE, peer=1), gone(asn=64509, peer=2, prefix=THERE)) == set()


def test_where_our_own_number_is_not_known_any_path_may_be_another_way() -> None:
    assert seen(told(64509, OURS, prefix=THERE), policy=Policy(members=(ALONE,))) == {7}


def test_more_views_than_there_is_room_for_count_as_seen() -> None:
    one = Elsewhere(Policy(members=(ALONE,), announcements=(OWN,)), Settings(), seed=1)
    one._held = one._held[:8].copy()
    many = [told(64509, OTHER, prefix=f"198.18.7.{n}/32") for n in range(12)]
    one.learn(routes(many))
    one.learn(routes([gone(asn=64509, prefix=f"198.18.7.{n}/32") for n in range(12)]))
    assert one.members == {7}
