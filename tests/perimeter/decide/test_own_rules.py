"""A member's own rule becomes an entry inside its own prefixes, is renewed to its end, and says why it does not stand."""

import msgspec
import pytest

from hsoc.perimeter.decide.own_rules import OwnRules
from hsoc.records.decision import Action
from hsoc.records.engine_status import OwnState
from hsoc.records.policy import Ceiling, Member, Own, OwnRule, Policy
from hsoc.records.scope import Match

HOUR = 3_600_000
RULE = OwnRule(
    id="17", member=7, do=Own.DROP, match=Match(dst="198.18.7.0/24", proto=(17,)), since=0, until=5 * HOUR, by="alena", comment="printers"
)
ALL = tuple(Action)


def policy(*rules, **fields):
    member = Member(number=7, name="Lipová", prefixes=("198.18.7.0/24", "2001:db8:7::/48"))
    return Policy(members=(member,), never_block=("203.0.113.0/24",), ceiling=Ceiling(actions=ALL), rules=rules, **fields)


def but(**fields):
    return msgspec.structs.replace(RULE, **fields)


def asked(*rules, now=1000, until=None, held=None):
    return OwnRules(policy(*rules)).decisions(now=now, until=until or {}, held=held or {})


def state(rule, *, now=1000, standing=(), held=None):
    (one,) = OwnRules(policy(rule)).told(now=now, standing=frozenset(standing), held=held or {})
    return one


def test_a_rule_asks_for_an_entry_that_ends_at_the_ceilings_longest():
    (one,) = asked(RULE)
    assert (one.action, one.match, one.member, one.story, one.until - 1000) == (Action.FLOWSPEC, RULE.match, 7, "own:17", HOUR)
    assert one.reason == "A rule that the member set for itself (alena): printers"


def test_it_is_renewed_at_half_and_never_beyond_its_end():
    key = "flowspec destination 198.18.7.0/24 protocol =udp"
    assert asked(RULE, until={key: 1000 + HOUR}) == ()
    assert len(asked(RULE, until={key: 1000 + HOUR // 2 - 1})) == 1
    (last,) = asked(RULE, now=5 * HOUR - 10, until={key: 5 * HOUR - 5})
    assert last.until == 5 * HOUR
    assert asked(RULE, now=5 * HOUR - 10, until={key: 5 * HOUR}) == ()
    assert asked(RULE, now=5 * HOUR) == ()


def test_limits_and_redirects_say_so():
    (limit,) = asked(but(do=Own.RATE_LIMIT, rate=500))
    (redirect,) = asked(but(do=Own.REDIRECT))
    assert (limit.action, limit.rate, redirect.action, redirect.rate) == (Action.RATE_LIMIT, 500, Action.REDIRECT, 0)


def test_the_brake_holds_new_ones_and_keeps_standing_ones():
    key = "flowspec destination 198.18.7.0/24 protocol =udp"
    assert asked(RULE, held={7: "why"}) == asked(RULE, held={0: "why"}) == ()
    assert len(asked(RULE, held={8: "why"})) == 1
    assert len(asked(RULE, held={0: "why"}, until={key: 2000})) == 1
    assert state(RULE, held={0: "theatre"}).state is OwnState.HELD


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (but(match=Match(dst="198.18.8.0/24")), "own.outside"),
        (but(match=Match(dst="198.18.0.0/16")), "own.outside"),
        (but(match=Match(src="198.18.7.0/24")), "own.outside"),
        (but(inbound=False), "own.outside"),
        (but(member=9), "own.outside"),
        (but(match=Match(dst="198.18.7.0/24", dport=((53, 53),))), "guard.unsayable"),
        (but(match=Match(dst="198.18.7.1/24")), "guard.unsayable"),
        (but(match=Match(dst="198.18.7.0/24", src="203.0.113.7/32")), "guard.never_block"),
        (but(match=Match(dst="198.18.7.0/24", src="192.0.0.0/8")), "guard.prefix_floor"),
        (but(until=0), None),
    ],
)
def test_what_may_not_be_is_refused_with_its_code(rule, code):
    rules = OwnRules(policy(rule))
    assert rules.decisions(now=1000, until={}, held={}) == ()
    assert [one.code for one in rules.told(now=1000, standing=frozenset(), held={})] == ([code] if code else [])


def test_an_action_beyond_the_ceiling_is_refused():
    narrow = msgspec.structs.replace(policy(RULE), ceiling=Ceiling(actions=(Action.OBSERVE,)))
    (one,) = OwnRules(narrow).told(now=1000, standing=frozenset(), held={})
    assert (one.state, one.code) == (OwnState.REFUSED, "guard.action_not_allowed")


def test_outbound_is_inside_by_its_source():
    (one,) = asked(but(inbound=False, match=Match(src="198.18.7.9/32", dst="192.0.2.0/24", proto=(6,))))
    assert one.match.src == "198.18.7.9/32"


def test_an_allow_has_no_entry_of_its_own():
    rule = but(do=Own.ALLOW)
    assert (asked(rule), state(rule).state) == ((), OwnState.LIFTING)


def test_states_are_told():
    (one,) = asked(RULE)
    key = "flowspec destination 198.18.7.0/24 protocol =udp"
    assert state(RULE, standing=(key,)).state is OwnState.STANDING
    assert state(but(since=2000)).state is OwnState.WAITING
    rules = OwnRules(policy(RULE))
    rules.answered((one,), (msgspec.structs.replace(one, rule="fuse.most_rules", refused="The table is full."),))
    (full,) = rules.told(now=1000, standing=frozenset(), held={})
    assert (full.state, full.code, full.reason) == (OwnState.REFUSED, "fuse.most_rules", "The table is full.")
    rules.answered((one,), ())
    assert rules.told(now=1000, standing=frozenset(), held={})[0].state is OwnState.WAITING


def test_over_names_what_nobody_wants_any_more():
    key = "flowspec destination 198.18.7.0/24 protocol =udp"
    entries = {key: "own:17", "other": "own:16", "third": "volumetric 198.18.7.9"}
    assert OwnRules(policy(RULE)).over(entries, now=1000) == ("other",)
    assert OwnRules(policy()).over(entries, now=1000) == (key, "other")
