"""Collections: the same for the same caller, none for what it may not see."""

from hsoc.portal.feeds.queries.taxii import collection, collections
from hsoc.portal.members.rules import NOBODY


def test_identifiers_are_always_the_same(first, second) -> None:
    mine, other = {one.title: one.id for one in collections(first)}, {one.title: one.id for one in collections(second)}
    assert mine["Community, TLP:GREEN"] == other["Community, TLP:GREEN"]
    assert "Only Hospital 1" not in other
    assert collection(second, mine["Only Hospital 1"]) is None


def test_the_street_reads_and_never_writes(db) -> None:
    assert [(one.title, one.can_write) for one in collections(NOBODY)] == [("Public, TLP:CLEAR", False), ("References", False)]
