"""The last door: every limit on the sum, each with its own sentence."""

from hsoc.perimeter.mitigate.fuse import FEW, MOST_REASONS, objections
from hsoc.perimeter.mitigate.plan import Plan
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Ceiling, Policy
from hsoc.records.scope import Match

MINUTE = 60_000
SMALL = Ceiling(most_rules=5, most_rules_member=3, most_new_per_minute=4)


def one(number, **given):
    usual = {"action": Action.FLOWSPEC, "match": Match(dst=f"192.0.2.{number}/32"), "since": 0, "until": 10 * MINUTE, "story": "s"}
    return Mitigation(key=f"k{number}", **(usual | given))


def found(plan, ceiling=SMALL, **given):
    can = frozenset({Action.FLOWSPEC, Action.RATE_LIMIT})
    return [objection.rule for objection in objections(plan, policy=Policy(ceiling=ceiling), now=0, can=can, **given)]


def many(count, start=0, **given):
    return tuple(one(number, **given) for number in range(start, start + count))


def test_objections_to_a_small_plan_are_none():
    assert found(Plan(add=many(2), keep=many(2, 10), withdraw=many(1, 20))) == []


def test_objections_name_each_limit():
    assert found(Plan(add=many(2), keep=many(4, 10))) == ["fuse.most_rules"]
    assert found(Plan(add=many(4, member=7))) == ["fuse.most_rules_member"]
    assert found(Plan(add=many(2)), added_last_minute=3) == ["fuse.most_new_per_minute"]
    assert found(Plan(add=(one(1, until=0),))) == ["fuse.no_end"]
    assert found(Plan(add=(one(1, until=61 * MINUTE),))) == ["fuse.no_end"]
    assert found(Plan(add=(one(1, action=Action.SOURCE_RTBH),))) == ["fuse.backend"]
    assert found(Plan(add=(one(1, match=Match(dst="192.0.0.0/16")),))) == ["fuse.prefix_floor"]
    assert found(Plan(add=(one(1, match=Match(src="2001:db8::/32")),))) == ["fuse.prefix_floor"]
    assert found(Plan(keep=(one(1, owner="another"),))) == ["fuse.foreign"]


def test_objections_to_withdrawing_much_at_once_but_not_to_what_has_ended():
    plan = Plan(withdraw=many(FEW + 1))
    assert found(plan) == ["fuse.change_share"]
    assert found(plan, ended=frozenset({"k0"})) == []


def test_objection_is_a_sentence_with_both_numbers():
    (objection,) = objections(Plan(add=many(6)), policy=Policy(ceiling=Ceiling(most_rules=5)), now=0, can=frozenset(Action))
    assert objection.reason == "The table would hold 6 entries, 5 are allowed."


def test_objections_are_counted_beyond_what_a_person_reads():
    rules = found(Plan(add=many(MOST_REASONS + 5, until=0)), Ceiling())
    assert (len(rules), rules[-1]) == (MOST_REASONS + 1, "fuse.more")
