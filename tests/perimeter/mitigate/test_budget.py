"""Every budget is kept exactly, each with its own sentence; preventive entries never take from answers to attacks."""

import msgspec
import pytest

from hsoc.perimeter.mitigate.budget import Budget, overdrawn, units, units_of
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Ceiling, Member, Platform, Policy, Wishes
from hsoc.records.scope import Match

DNS = Match(dst="198.18.1.7/32", proto=(17,), sport=((53, 53),))
DEAR = Match(dst="198.18.1.7/32", proto=(17,), length=((257, 65535),))
POLICY = Policy(
    members=(Member(number=1, name="A", wishes=Wishes(most_rules=2)),),
    ceiling=Ceiling(most_rules=8, most_rules_member=4, most_rules_mitigation=3, most_standing=2, most_new_per_minute=100),
    platforms=(Platform(name="border", most_cost=40),),
)


def one(number, match=DNS, **given):
    usual = {"action": Action.FLOWSPEC, "match": match, "since": 0, "until": 1, "story": f"s{number}"}
    return Mitigation(key=f"k{number}", **(usual | given))


def filled(policy, *entries):
    budget = Budget(policy)
    for entry in entries:
        assert budget.room(entry) is None
        budget.take(entry)
    return budget


def refusal(budget, entry):
    found = budget.room(entry)
    return found.rule if found else None


def test_units_are_those_of_the_platform():
    assert (units(DNS, "ncs5500"), units(DEAR, "ncs5500"), units(DEAR, "trio")) == (1, 15, 1)
    assert units_of(one(1, action=Action.SOURCE_RTBH), "ncs5500") == 0


def test_room_ends_with_each_budget():
    assert refusal(filled(POLICY, *(one(n, member=9) for n in range(4))), one(9, member=9)) == "fuse.most_rules_member"
    assert refusal(filled(POLICY, *(one(n, member=1) for n in range(2))), one(9, member=1)) == "fuse.most_rules_member"
    assert refusal(filled(POLICY, *(one(n, story="s") for n in range(3))), one(9, story="s")) == "fuse.most_rules_mitigation"
    assert refusal(filled(POLICY, *(one(n) for n in range(8))), one(9)) == "fuse.most_rules"
    assert refusal(filled(POLICY, one(1, DEAR), one(2, DEAR)), one(9, DEAR)) == "fuse.most_cost"
    assert refusal(filled(POLICY, *(one(n, story="limit:x") for n in range(2))), one(9, story="limit:x")) == "fuse.most_standing"
    hasty = msgspec.structs.replace(POLICY, ceiling=Ceiling(most_new_per_minute=2))
    assert refusal(filled(hasty, one(1), one(2)), one(3)) == "fuse.most_new_per_minute"


def test_preventive_entries_take_nothing_from_a_hospital_a_story_or_a_minute():
    hasty = msgspec.structs.replace(POLICY, ceiling=Ceiling(most_new_per_minute=1, most_rules_member=1))
    budget = filled(hasty, *(one(n, member=7, story="limit:x") for n in range(5)), one(9, member=7))
    assert refusal(budget, one(10, member=7)) == "fuse.most_rules_member"


def test_entries_by_source_leave_a_quarter_to_victims():
    source = Match(src="198.18.9.9/32", proto=(6,))
    budget = filled(POLICY, *(one(n, source) for n in range(6)))
    assert refusal(budget, one(9, source)) == "fuse.most_rules"
    assert refusal(budget, one(9)) is None


def test_smallest_platform_bounds_the_table():
    policy = msgspec.structs.replace(POLICY, platforms=(Platform(name="a"), Platform(name="b", most_rules=1)))
    assert refusal(filled(policy, one(1)), one(2)) == "fuse.most_rules"


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([one(n) for n in range(3)], []),
        ([one(n, DEAR) for n in range(3)], ["fuse.most_cost"]),
        ([one(n, story="own:x") for n in range(3)], ["fuse.most_standing"]),
        ([one(n, story="s") for n in range(4)], ["fuse.most_rules_mitigation"]),
    ],
)
def test_overdrawn_names_what_is_broken(entries, told):
    assert [objection.rule for objection in overdrawn(entries, POLICY)] == told
