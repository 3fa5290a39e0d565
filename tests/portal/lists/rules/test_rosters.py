from __future__ import annotations

from hsoc.portal.lists.rules import rosters
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import steps

EACH, DIGEST = Delivery.EACH, Delivery.DIGEST


def test_only_differences_are_steps():
    change = steps({"a": EACH, "b": EACH, "c": EACH}, {"b": DIGEST, "c": EACH, "d": EACH})
    assert (change.add, change.change, change.remove) == ({"d": EACH}, {"b": DIGEST}, ("a",))
    assert not steps({"a": EACH}, {"a": EACH})


def test_steps_are_bounded_and_leaving_comes_first(monkeypatch):
    monkeypatch.setattr(rosters, "MOST_STEPS", 2)
    change = steps({"a": EACH, "b": EACH}, {"c": EACH})
    assert (change.remove, change.add) == (("a", "b"), {})
