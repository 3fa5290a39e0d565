from __future__ import annotations

import ipaddress
from itertools import combinations

from hsoc.perimeter.decide.standing import profile_of
from hsoc.perimeter.simulate import community

DEMO = [ipaddress.ip_network(prefix) for prefix in ("198.18.0.0/16", "2001:db8::/32")]


def test_there_are_42_hospitals_with_numbers_names_and_slugs_of_their_own() -> None:
    assert [h.number for h in community.HOSPITALS] == list(range(1, 43))
    assert len({h.name for h in community.HOSPITALS}) == 42
    assert len({h.slug for h in community.HOSPITALS}) == 42


def test_every_prefix_is_canonical_a_demo_address_and_nobody_elses() -> None:
    prefixes = [ipaddress.ip_network(prefix, strict=True) for h in community.HOSPITALS for prefix in h.prefixes]
    for prefix in prefixes:
        assert any(prefix.version == demo.version and prefix.subnet_of(demo) for demo in DEMO)
    for one, other in combinations([*prefixes, ipaddress.ip_network(community.OWN_V4)], 2):
        assert one.version != other.version or not one.overlaps(other)


def test_mails_are_examples_and_as_numbers_are_for_documentation() -> None:
    assert all(h.mail.endswith(".example") for h in community.HOSPITALS)
    assert all(h.asn == 0 or 64496 <= h.asn <= 64511 for h in community.HOSPITALS)


def test_every_hospital_of_the_community_is_under_its_profile() -> None:
    policy = community.policy()
    assert {profile_of(member, policy) for member in policy.members} == {"hsoc"}


def test_the_policy_exempts_our_own_scanner_and_keeps_the_demo_ranges_out_of_the_bogons() -> None:
    policy = community.policy()
    assert community.OWN_V4 in policy.never_block
    assert ipaddress.ip_address(community.SCANNER) in ipaddress.ip_network(community.OWN_V4)
    for bogon in (ipaddress.ip_network(prefix) for prefix in policy.bogons):
        assert not any(bogon.version == demo.version and bogon.overlaps(demo) for demo in DEMO)
    assert len(policy.interfaces) == 2 * (2 + 42)
