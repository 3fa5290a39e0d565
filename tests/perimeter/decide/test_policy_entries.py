"""Each entry of a policy that means nothing, or reaches too far, is named."""

import msgspec
import pytest

from hsoc.perimeter.decide.policy_entries import misplaced, plain_faults, stale
from hsoc.records.decision import Action
from hsoc.records.policy import (
    Announcement,
    Approval,
    Ceiling,
    Exemption,
    Limit,
    Member,
    Own,
    OwnRule,
    Platform,
    Policy,
    Site,
    Wishes,
)
from hsoc.records.scope import Match

MEMBER = Member(number=1, name="One", prefixes=("198.18.1.0/24",))
LIMIT = Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),)), why="w")
RULE = OwnRule(id="r", member=1, do=Own.DROP, match=Match(dst="198.18.1.7/32"), until=10)
EXEMPTION = Exemption(prefix="198.18.9.0/24", owner="o", reason="r", until=10)
POLICY = Policy(members=(MEMBER,), limits=(LIMIT,), rules=(RULE,), exemptions=(EXEMPTION,))


def but(one, **fields):
    return msgspec.structs.replace(one, **fields)


def test_good_entries_have_no_fault():
    assert [*plain_faults(POLICY), *misplaced(POLICY), *stale(POLICY, now=9)] == []


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (but(POLICY, profile="strict"), "profile: strict is unknown; known are network, hsoc"),
        (but(POLICY, limits=(LIMIT, LIMIT)), "limit rdp: the name is given twice"),
        (but(POLICY, limits=(but(LIMIT, why=" "),)), "limit rdp: has no reason; whoever is hit by it will ask"),
        (but(POLICY, limits=(but(LIMIT, match=Match()),)), "limit rdp: its match holds all traffic"),
        (but(POLICY, limits=(but(LIMIT, match=Match(dport=((1, 1),))),)), "limit rdp: match: ports need protocol TCP or UDP beside them"),
        (
            but(POLICY, limits=(but(LIMIT, rate=5),)),
            "limit rdp: flowspec at 5 packets a second; a limit discards, or has a rate above 0",
        ),
        (
            but(POLICY, limits=(but(LIMIT, action=Action.DIVERT),)),
            "limit rdp: divert at 0 packets a second; a limit discards, or has a rate above 0",
        ),
        (but(POLICY, rules=(but(RULE, rate=5),)), "rule r: drop at 5 packets a second; exactly a rate-limit has a rate above 0"),
        (but(POLICY, rules=(but(RULE, until=0),)), "rule r: has no end after its begin"),
        (but(POLICY, exemptions=(but(EXEMPTION, owner=""),)), "exemption of ?, 198.18.9.0/24: needs an owner and a reason"),
        (but(POLICY, exemptions=(but(EXEMPTION, until=0),)), "exemption of o, 198.18.9.0/24: has no end"),
        (
            but(POLICY, exemptions=(but(EXEMPTION, tier="vip"),)),
            "exemption of o, 198.18.9.0/24: tier vip is unknown; known are exempt, research",
        ),
        (
            but(POLICY, approvals=(Approval(key="k", by=("Ann", "ann "), until=1),)),
            "approval k: names fewer than two different people",
        ),
        (
            but(POLICY, members=(but(MEMBER, wishes=Wishes(longest_minutes=61)),)),
            "member 1, wishes: longest_minutes: 61 is not in 1 … 60",
        ),
        (
            but(POLICY, members=(but(MEMBER, wishes=Wishes(research_scanners=Action.DIVERT)),)),
            "member 1, wishes: research_scanners: divert; known are flowspec, observe, rate-limit",
        ),
        (but(POLICY, sites=(Site(name="a", platform="x"),)), "site a: there is no platform x"),
        (but(POLICY, platforms=(Platform(name="p", most_cost=0),)), "platform p: most_rules and most_cost are at least 1"),
        (
            but(POLICY, announcements=(Announcement(prefix="198.18.0.0/16", origins=()),)),
            "announcement 198.18.0.0/16: needs an origin, and AS numbers between 1 and 4294967295",
        ),
    ],
)
def test_plain_faults_name_the_entry(policy, told):
    assert [str(fault) for fault in plain_faults(policy)] == [told]


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (
            but(POLICY, rules=(but(RULE, match=Match(dst="198.18.2.7/32")),)),
            "rule r: the destination 198.18.2.7/32 is not the hospital's own",
        ),
        (but(POLICY, rules=(but(RULE, inbound=False),)), "rule r: names no source; a hospital's own rule is for its own prefixes only"),
        (but(POLICY, rules=(but(RULE, member=4),)), "rule r: there is no member 4"),
        (but(POLICY, limits=(but(LIMIT, match=Match(dst="198.18.5.0/24")),)), "limit rdp: 198.18.5.0/24 is not protected here"),
        (
            but(POLICY, limits=(but(LIMIT, match=Match(src="198.18.5.0/24")),), never_block=("198.18.5.7/32",)),
            "limit rdp: 198.18.5.0/24 overlaps the never-block list (198.18.5.7/32)",
        ),
    ],
)
def test_misplaced_names_what_reaches_too_far(policy, told):
    assert [str(fault) for fault in misplaced(policy)] == [told]


def test_stale_names_what_has_ended_or_lifts_nothing():
    allows = but(RULE, do=Own.ALLOW, match=Match(dst="198.18.1.7/32", proto=(17,)))
    assert [str(fault) for fault in stale(but(POLICY, rules=(allows,), ceiling=Ceiling()), now=10)] == [
        "exemption of o, 198.18.9.0/24: has expired and counts no longer; renew it or take it out",
        "rule r: has expired and counts no longer; renew it or take it out",
        "rule r: allows what no limit of the hSOC profile takes; nothing else can be lifted",
    ]
