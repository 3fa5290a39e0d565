"""Standing limits become entries for each hospital; what is never blocked or allowed passes before them."""

import msgspec
import pytest

from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.standing import LETS_THROUGH, Limits, pieces, standing
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Limit, Member, Own, OwnRule, Policy, Wishes
from hsoc.records.scope import Match

NOW = 1_000_000_000
HOUR = 3_600_000
MEMCACHED = Limit(name="memcached", profile="network", match=Match(proto=(17,), sport=((11211, 11211),)), why="w")
RDP = Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),)), why="w")
DNS = Limit(name="dns", match=Match(proto=(17,), sport=((53, 53),)), action=Action.RATE_LIMIT, rate=9, why="w")
ONE = Member(number=1, name="One", prefixes=("198.18.1.0/24",))
TWO = Member(number=2, name="Two", prefixes=("198.18.2.0/24", "2001:db8:2::/48"), wishes=Wishes(profile="network"))
POLICY = Policy(members=(ONE, TWO), profile="hsoc", limits=(MEMCACHED, RDP, DNS))


def but(policy, **fields):
    return msgspec.structs.replace(policy, **fields)


def allow(match, *, since=0, until=NOW + HOUR, member=1):
    return OwnRule(id="a", member=member, do=Own.ALLOW, match=match, since=since, until=until)


def said(policy, *, now=NOW):
    return [(one.member, one.rate, match_text(one.match)) for one in standing(policy, now=now).decisions]


def test_limits_stand_for_those_whom_they_are_for():
    assert said(POLICY) == [
        (1, 0, "destination 198.18.1.0/24 protocol =udp source-port =11211"),
        (2, 0, "destination 198.18.2.0/24 protocol =udp source-port =11211"),
        (2, 0, "destination 2001:db8:2::/48 next-header =udp source-port =11211"),
        (1, 0, "destination 198.18.1.0/24 protocol =tcp destination-port =3389"),
        (1, 9, "destination 198.18.1.0/24 protocol =udp source-port =53"),
    ]


def test_a_hospital_may_want_the_stricter_profile_for_itself():
    strict = but(POLICY, profile="network", members=(ONE, but(TWO, wishes=Wishes(profile="hsoc"))))
    assert {one.member for one in standing(strict, now=NOW).decisions if one.story == "limit:rdp"} == {2}


def test_allow_of_one_supplier_lets_only_that_through():
    rule = allow(Match(dst="198.18.1.7/32", src="198.18.77.0/24", proto=(6,), dport=((3389, 3389),)))
    assert said(but(POLICY, limits=(RDP,), rules=(rule,))) == [
        (1, LETS_THROUGH, "destination 198.18.1.7/32 source 198.18.77.0/24 protocol =tcp destination-port =3389"),
        (1, 0, "destination 198.18.1.0/24 protocol =tcp destination-port =3389"),
    ]


def test_allow_of_half_a_prefix_splits_it():
    rule = allow(Match(dst="198.18.1.128/25"))
    assert said(but(POLICY, limits=(RDP,), rules=(rule,))) == [(1, 0, "destination 198.18.1.0/25 protocol =tcp destination-port =3389")]


@pytest.mark.parametrize(
    "rule",
    [
        allow(Match(dst="198.18.1.0/24"), since=NOW + 1),
        allow(Match(dst="198.18.1.0/24"), until=NOW),
        allow(Match(dst="198.18.1.0/24"), member=2),
        allow(Match(dst="198.18.1.0/24", proto=(17,))),
    ],
)
def test_allow_lifts_nothing_outside_of_its_time_place_and_kind(rule):
    assert said(but(POLICY, limits=(RDP,), rules=(rule,))) == said(but(POLICY, limits=(RDP,)))


def test_allow_never_lifts_a_limit_of_the_network():
    rule = allow(Match(dst="198.18.1.0/24"))
    assert said(but(POLICY, limits=(MEMCACHED,), rules=(rule,))) == said(but(POLICY, limits=(MEMCACHED,)))


def test_what_is_never_blocked_passes_before_the_limit():
    assert said(but(POLICY, limits=(RDP,), never_block=("198.18.1.53/32",)))[0] == (
        1, LETS_THROUGH, "destination 198.18.1.53/32 protocol =tcp destination-port =3389",
    )  # fmt: skip
    whole = standing(but(POLICY, limits=(RDP,), never_block=("198.18.0.0/16",)), now=NOW)
    assert (whole.decisions, [one.rule for one in whole.refused]) == ((), ["guard.never_block"])


def test_limits_over_the_ceiling_are_refused_by_name():
    found = standing(but(POLICY, ceiling=Ceiling(most_standing=4)), now=NOW)
    assert (len(found.decisions), [one.rule for one in found.refused]) == (4, ["fuse.most_standing"])


def test_limits_are_asked_for_renewed_and_given_up():
    limits = Limits(but(POLICY, limits=(RDP,)))
    (asked,) = limits.decisions(now=NOW, until={}, held={})
    key = f"{asked.action} {match_text(asked.match)}"
    assert asked.until == NOW + HOUR
    assert limits.decisions(now=NOW, until={key: NOW + HOUR}, held={}) == ()
    assert limits.decisions(now=NOW + HOUR * 2 // 3, until={key: NOW + HOUR}, held={})[0].until == NOW + HOUR * 5 // 3
    assert limits.over({key: "limit:rdp", "x": "limit:gone", "y": "reflection:z"}, now=NOW) == ("x",)


def test_brake_keeps_what_was_taken_back_from_coming_again():
    assert Limits(POLICY).decisions(now=NOW, until={}, held={0: "why"}) == ()
    assert {one.member for one in Limits(POLICY).decisions(now=NOW, until={}, held={1: "why"})} == {2}


def test_covering_names_the_limit_that_drops_all_of_a_match():
    limits = Limits(POLICY)
    victim = Match(dst="198.18.1.7/32", proto=(17,), sport=((11211, 11211),))
    assert limits.covering(victim, member=1, now=NOW) == "flowspec destination 198.18.1.0/24 protocol =udp source-port =11211"
    assert limits.covering(but(victim, sport=((53, 53),)), member=1, now=NOW) == ""  # a rate limit lets some through
    assert limits.covering(victim, member=2, now=NOW) == ""


def test_pieces_are_the_fewest_prefixes_left():
    assert pieces("198.18.1.0/24", ["198.18.1.128/26"]) == ("198.18.1.0/25", "198.18.1.192/26")
    assert pieces("198.18.1.0/24", ["198.18.0.0/16"]) == ()
    assert pieces("198.18.1.0/24", ["2001:db8::/32"]) == ("198.18.1.0/24",)
