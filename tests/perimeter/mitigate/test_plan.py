"""Wanted against in force: the difference, additions first, and nothing left to do when it was done."""

from hypothesis import given
from hypothesis import strategies as st

from hsoc.perimeter.mitigate.plan import Plan, difference, entry, key
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match


def one(name, owner="hsoc"):
    match = Match(dst=f"192.0.2.{name}/32")
    return Mitigation(key=str(name), action=Action.FLOWSPEC, match=match, since=0, until=1, story="s", owner=owner)


def by_key(entries):
    return {entry.key: entry for entry in entries}


numbers = st.sets(st.integers(0, 20))


@given(numbers, numbers)
def test_difference_done_leaves_nothing_to_do(wanted, standing):
    plan = difference(by_key(map(one, wanted)), by_key(map(one, standing)))
    after = (set(standing) | {int(e.key) for e in plan.add}) - {int(e.key) for e in plan.withdraw}
    assert after == wanted
    again = difference(by_key(map(one, wanted)), by_key(map(one, after)))
    assert (again.add, again.withdraw, len(again.keep)) == ((), (), len(wanted))


def test_difference_leaves_foreign_entries_alone():
    assert difference({}, {"1": one(1, owner="another"), "2": one(2)}).withdraw == (one(2),)


def test_difference_announces_again_what_was_not_read_back():
    plan = difference({"1": one(1), "2": one(2)}, {"1": one(1), "2": one(2)}, missing=frozenset({"2"}))
    assert plan == Plan(add=(one(2),), keep=(one(1),))


def test_key_is_the_same_for_equal_matches():
    sport = ((54, 60), (53, 53))
    decision = Decision(story="s", action=Action.FLOWSPEC, match=Match(dst="192.0.2.1/32", proto=(17,), sport=sport), made=1, until=2)
    assert key(decision) == "flowspec destination 192.0.2.1/32 protocol =udp source-port >=53&<=60"
    assert entry(decision).key == key(decision)
