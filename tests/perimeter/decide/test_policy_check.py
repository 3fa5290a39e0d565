"""A policy's faults are named with place and reason; a wider policy is refused whole."""

import msgspec
import pytest

from hsoc.perimeter.decide.policy_check import faults, is_narrower
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Interface, Member, Policy

ONE = Member(number=1, name="One", prefixes=("192.0.2.0/25", "2001:db8:1::/48"))
TWO = Member(number=2, name="Two", prefixes=("192.0.2.128/25",))
POLICY = Policy(members=(ONE, TWO), protected=("192.0.2.0/24", "2001:db8:1::/48"), never_block=("203.0.113.0/24",))


def but(policy, **fields):
    return msgspec.structs.replace(policy, **fields)


def member(number, *prefixes):
    return Member(number=number, name="x", prefixes=prefixes)


def test_faults_of_a_good_policy_are_none():
    assert faults(POLICY) == ()
    assert faults(Policy()) == ()


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (but(POLICY, never_block=("203.0.113.1/24",)), "never_block: 203.0.113.1/24 has host bits set"),
        (but(POLICY, protected=("192.0.2.1",)), "protected: 192.0.2.1 is written canonically as 192.0.2.1/32"),
        (
            but(POLICY, bogons=("2001:DB8::/32",)),
            "bogons: 2001:DB8::/32 is written canonically as 2001:db8::/32",
        ),
        (
            but(POLICY, members=(member(1, "192.0.2.0/24"), member(2, "192.0.2.128/25"))),
            "member 2, prefixes: 192.0.2.128/25 overlaps 192.0.2.0/24 of member 1",
        ),
        (
            but(POLICY, members=(member(1, "192.0.2.0/24"), member(2, "192.0.2.0/24"))),
            "member 2, prefixes: 192.0.2.0/24 overlaps 192.0.2.0/24 of member 1",
        ),
        (but(POLICY, members=(ONE, but(TWO, number=1))), "member 1: the number is given twice"),
        (but(POLICY, members=(member(0),)), "member 0: the number is not in 1 … 4095"),
        (
            but(POLICY, interfaces=(Interface(exporter="192.0.2.1", index=3, role="access", member=9),)),
            "interface 192.0.2.1/3: there is no member 9",
        ),
        (but(POLICY, ceiling=Ceiling(most_rules=9000)), "ceiling.most_rules: 9000 is not in 1 … 3000"),
        (but(POLICY, ceiling=Ceiling(most_rules=50)), "ceiling.most_rules_member: 100 is not in 1 … 50"),
        (but(POLICY, ceiling=Ceiling(shortest_v4=0)), "ceiling.shortest_v4: 0 is not in 8 … 32"),
        (but(POLICY, ceiling=Ceiling(plausible_minutes=20)), "ceiling.plausible_minutes: 20 is not in 1 … 10"),
        (but(POLICY, ceiling=Ceiling(most_change_share=1.5)), "ceiling.most_change_share: 1.5 is not in 0.0 … 1.0"),
        (
            but(POLICY, never_block=("192.0.2.0/24", "2001:db8::/32")),
            "never_block: covers everything that is protected, so nothing could ever be done",
        ),
        (but(POLICY, never_block=("0.0.0.0/0",)), "never_block: 0.0.0.0/0 is the whole network"),
    ],
)
def test_faults_name_place_and_reason(policy, told):
    assert [str(fault) for fault in faults(policy)] == [told]


def test_is_narrower_of_the_same_or_a_tighter_policy_has_no_fault():
    assert is_narrower(POLICY, POLICY) == ()
    tighter = but(
        POLICY,
        members=(ONE,),
        protected=("192.0.2.0/25", "2001:db8:1::/48"),
        never_block=("203.0.113.0/24", "192.0.2.128/25"),
        ceiling=Ceiling(
            actions=(Action.OBSERVE,), most_rules=10, most_rules_member=1, shortest_v4=32, longest_minutes=5, plausible_minutes=5
        ),
    )
    assert is_narrower(tighter, POLICY) == ()


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (but(POLICY, members=(ONE, TWO, member(3))), "member 3: is not in the ceiling"),
        (
            but(POLICY, members=(ONE, member(2, "192.0.2.128/25", "198.51.100.0/24"))),
            "member 2, prefixes: 198.51.100.0/24 is outside the ceiling",
        ),
        (
            but(POLICY, members=(but(ONE, consent_destination_rtbh=True), TWO)),
            "member 1, consent_destination_rtbh: is not given in the ceiling",
        ),
        (but(POLICY, never_block=()), "never_block: 203.0.113.0/24 is on the ceiling's list and missing here"),
        (but(POLICY, protected=(*POLICY.protected, "198.51.100.0/24")), "protected: 198.51.100.0/24 is outside the ceiling"),
        (but(POLICY, protected=()), "protected: empty means everything, which is wider than the ceiling"),
        (
            but(POLICY, ceiling=Ceiling(actions=tuple(Action))),
            "ceiling.actions: source-rtbh, redirect, divert, destination-rtbh beyond the ceiling",
        ),
        (but(POLICY, ceiling=Ceiling(longest_minutes=61)), "ceiling.longest_minutes: 61 is more than 60"),
        (but(POLICY, ceiling=Ceiling(shortest_v6=47)), "ceiling.shortest_v6: /47 is wider than /48"),
    ],
)
def test_is_narrower_names_what_is_wider(policy, told):
    assert told in [str(fault) for fault in is_narrower(policy, POLICY)]


def test_is_narrower_keeps_what_was_ours_from_being_blocked_as_a_source():
    without = but(POLICY, members=(ONE,), protected=("192.0.2.0/25", "2001:db8:1::/48"))
    assert "protected: 192.0.2.128/25 is given up without being on the never-block list" in [
        str(fault) for fault in is_narrower(without, POLICY)
    ]
