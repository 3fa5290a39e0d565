"""Every entry of a policy can only ask for less than the file allows."""

import msgspec
import pytest

from hsoc.perimeter.decide.policy_narrower import wider_entries
from hsoc.records.decision import Action
from hsoc.records.policy import (
    Announcement,
    Exemption,
    Interface,
    Limit,
    Member,
    OtherNetwork,
    OtherWay,
    Own,
    OwnRule,
    Platform,
    Policy,
    Site,
    Veto,
    Wishes,
)
from hsoc.records.scope import Match

WISHES = Wishes(
    profile="network",
    strongest=Action.RATE_LIMIT,
    longest_minutes=30,
    most_rules=5,
    research_scanners=Action.OBSERVE,
    observe_detectors=("x",),
)
MEMBER = Member(
    number=1, name="One", prefixes=("198.18.1.0/24",), wishes=WISHES, sources=("198.18.7.0/24",),
    other_networks=(OtherNetwork(kind=OtherWay.REGIONAL),),
)  # fmt: skip
NETWORK = Limit(name="mem", profile="network", match=Match(proto=(17,), sport=((11211, 11211),)), why="w")
RDP = Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),)), why="w")
DNS = Limit(name="dns", match=Match(proto=(17,), sport=((53, 53),)), action=Action.RATE_LIMIT, rate=100, why="w")
RULE = OwnRule(id="r", member=1, do=Own.DROP, match=Match(dst="198.18.1.7/32"), until=10)
EXEMPTION = Exemption(prefix="198.18.9.0/24", owner="o", reason="r", until=10)
ANNOUNCEMENT = Announcement(prefix="198.18.0.0/16", origins=(64496,), neighbours=(64497,), most_length=24)
CEILING = Policy(
    members=(MEMBER,), profile="hsoc", limits=(NETWORK, RDP, DNS), rules=(RULE,), exemptions=(EXEMPTION,), announcements=(ANNOUNCEMENT,),
    platforms=(Platform(name="p"),), sites=(Site(name="s", platform="p"),),
    interfaces=(Interface(exporter="198.18.0.1", index=1, role="peer"),),
    never_block=("198.18.250.0/24",), command_and_control=("198.18.66.0/24",), bogons=("10.0.0.0/8",),
)  # fmt: skip


def but(one, **fields):
    return msgspec.structs.replace(one, **fields)


def wishing(**fields):
    return but(CEILING, members=(but(MEMBER, wishes=but(WISHES, **fields)),))


def test_the_same_and_a_narrower_policy_are_narrower():
    assert wider_entries(CEILING, CEILING) == []
    narrower = but(
        CEILING,
        limits=(
            NETWORK,
            but(DNS, name="slower", match=but(DNS.match, dst="198.18.1.0/24"), rate=200),
            but(RDP, action=Action.RATE_LIMIT, rate=1),
        ),
        rules=(RULE, but(RULE, id="more", do=Own.RATE_LIMIT, rate=5)),
        exemptions=(EXEMPTION, but(EXEMPTION, owner="another")),
        announcements=(but(ANNOUNCEMENT, prefix="198.18.4.0/22", most_length=23),),
        platforms=(Platform(name="p", most_rules=10),),
        members=(but(MEMBER, wishes=but(WISHES, strongest=Action.OBSERVE, longest_minutes=5, most_rules=0, observe_detectors=("x", "y"))),),
        command_and_control=("198.18.66.7/32",),
    )
    assert wider_entries(narrower, CEILING) == []


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (but(CEILING, profile="network"), "profile: network is wider than hsoc"),
        (but(CEILING, limits=(NETWORK, but(RDP, match=Match(proto=(6,))))), "limit rdp: takes more traffic than any limit of the ceiling"),
        (but(CEILING, limits=(NETWORK, but(DNS, rate=50))), "limit dns: takes more traffic than any limit of the ceiling"),
        (but(CEILING, limits=(NETWORK, but(RDP, profile="network"))), "limit rdp: takes more traffic than any limit of the ceiling"),
        (but(CEILING, limits=(RDP,)), "limit mem: is one of the network's profile and must stay as it is"),
        (but(CEILING, rules=()), "rule r: stands in the file and is missing here"),
        (
            but(CEILING, rules=(but(RULE, match=Match(dst="198.18.2.7/32")),)),
            "rule r: the destination 198.18.2.7/32 is not the hospital's own",
        ),
        (but(CEILING, rules=(but(RULE, until=0),)), "rule r: has no end"),
        (
            but(CEILING, rules=(but(RULE, match=but(RULE.match, src="198.18.250.7/32")),)),
            "rule r: 198.18.250.7/32 overlaps the never-block list (198.18.250.0/24)",
        ),
        (but(CEILING, rules=(but(RULE, do=Own.REDIRECT),)), "rule r: redirect is beyond the ceiling"),
        (but(CEILING, exemptions=()), "exemption of o, 198.18.9.0/24: stands in the file and is missing or narrower here"),
        (
            but(CEILING, exemptions=(but(EXEMPTION, until=9),)),
            "exemption of o, 198.18.9.0/24: stands in the file and is missing or narrower here",
        ),
        (
            but(CEILING, exemptions=(but(EXEMPTION, detectors=("reflection",)),)),
            "exemption of o, 198.18.9.0/24: stands in the file and is missing or narrower here",
        ),
        (but(CEILING, members=(but(MEMBER, single_homed=True),)), "member 1, single_homed: is not declared in the ceiling"),
        (
            but(CEILING, members=(but(MEMBER, sources=()),)),
            "member 1, sources: a source that stands in the ceiling is missing, so its traffic could be taken for forged",
        ),
        (
            but(CEILING, members=(but(MEMBER, other_networks=()),)),
            "member 1, other_networks: a way in that stands in the ceiling is missing, so its traffic could be taken for forged",
        ),
        (wishing(profile="hsoc"), "member 1, wishes.profile: is wider than the network profile that the file keeps for it"),
        (wishing(strongest=Action.FLOWSPEC), "member 1, wishes.strongest: is above rate-limit"),
        (wishing(strongest=None), "member 1, wishes.strongest: is above rate-limit"),
        (wishing(longest_minutes=None), "member 1, wishes.longest_minutes: is above 30"),
        (wishing(most_rules=6), "member 1, wishes.most_rules: is above 5"),
        (wishing(research_scanners=Action.FLOWSPEC), "member 1, wishes.research_scanners: is above observe"),
        (wishing(observe_detectors=()), "member 1, wishes.observe_detectors: x may act here and only observes in the ceiling"),
        (
            but(CEILING, announcements=(but(ANNOUNCEMENT, origins=(64496, 64500)),)),
            "announcement 198.18.0.0/16: trusts more than any announcement of the ceiling",
        ),
        (
            but(CEILING, announcements=(but(ANNOUNCEMENT, neighbours=()),)),
            "announcement 198.18.0.0/16: trusts more than any announcement of the ceiling",
        ),
        (
            but(CEILING, announcements=(but(ANNOUNCEMENT, most_length=32),)),
            "announcement 198.18.0.0/16: trusts more than any announcement of the ceiling",
        ),
        (
            but(CEILING, platforms=(Platform(name="p", most_rules=3001),)),
            "platform p: holds more than 3000 rules or 9000 units of the ceiling",
        ),
        (but(CEILING, platforms=(Platform(name="p", profile="trio"),)), "platform p: is not in the ceiling as it stands here"),
        (but(CEILING, platforms=()), "platforms: a platform of the ceiling is missing, so its budget would not be kept"),
        (but(CEILING, sites=(Site(name="other"),)), "sites: one of them is not in the ceiling as it stands here"),
        (
            but(CEILING, interfaces=(Interface(exporter="198.18.0.1", index=1, role="access"),)),
            "interfaces: one of them is not in the ceiling as it stands here",
        ),
        (but(CEILING, command_and_control=("198.18.67.0/24",)), "command_and_control: 198.18.67.0/24 is not on the ceiling's list"),
        (but(CEILING, bogons=("172.16.0.0/12",)), "bogons: 172.16.0.0/12 is not on the ceiling's list"),
    ],
)
def test_what_is_wider_is_named(policy, told):
    assert told in [str(fault) for fault in wider_entries(policy, CEILING)]


def test_a_veto_may_come_and_one_of_the_ceiling_may_not_go():
    veto = Veto(key="flowspec destination 198.18.1.7/32", by="duty", reason="r", since=1, until=9)
    assert wider_entries(but(CEILING, vetoes=(veto,)), CEILING) == []
    ceiling = but(CEILING, vetoes=(veto,))
    assert wider_entries(but(ceiling, vetoes=(but(veto, until=10),)), ceiling) == []
    for vetoes in ((), (but(veto, until=8),), (but(veto, since=2),), (but(veto, key="another"),)):
        (fault,) = wider_entries(but(ceiling, vetoes=vetoes), ceiling)
        assert "stands in the ceiling" in fault.reason
