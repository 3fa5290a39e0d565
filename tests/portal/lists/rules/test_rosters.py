from __future__ import annotations

from hsoc.portal.lists.rules import rosters
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import Roster, Steps, steps

EACH, DIGEST = Delivery.EACH, Delivery.DIGEST


def test_only_differences_are_steps():
    have = Roster({"a": EACH, "b": EACH, "c": EACH}, frozenset({"a", "b"}))
    change = steps(have, Roster({"b": DIGEST, "c": EACH, "d": EACH}, frozenset({"b", "d"})))
    assert change == Steps({"d": EACH}, {"b": DIGEST}, ("a",), ("d",), ("a",))
    assert (len(change), len(steps(have, have))) == (5, 0)


def test_steps_are_bounded_and_leaving_comes_first(monkeypatch):
    monkeypatch.setattr(rosters, "MOST_STEPS", 3)
    change = steps(Roster({"a": EACH, "b": EACH}, frozenset({"a"})), Roster({"c": EACH}, frozenset({"c"})))
    assert change == Steps({}, {}, ("a", "b"), (), ("a",))
