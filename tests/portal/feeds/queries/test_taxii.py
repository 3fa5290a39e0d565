"""Collections: the same for the same caller, none for what it may not see."""

import msgspec
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries.taxii import collection, collections, known
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import NOBODY
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP


def test_identifiers_are_always_the_same(first, second) -> None:
    mine, other = {one.title: one.id for one in collections(first)}, {one.title: one.id for one in collections(second)}
    assert mine["Community, TLP:GREEN"] == other["Community, TLP:GREEN"]
    assert "Only Hospital 1" not in other
    assert collection(second, mine["Only Hospital 1"]) is None


def test_the_street_reads_and_never_writes(db) -> None:
    assert [(one.title, one.can_write) for one in collections(NOBODY)] == [("Public, TLP:CLEAR", False), ("References", False)]


def test_what_is_known_is_what_the_actor_may_see_its_own_first(first, second) -> None:
    own, other = indicator("198.18.0.1", tlp=TLP.AMBER), msgspec.structs.replace(indicator("198.18.0.2"), id=indicator("198.18.0.1").id)
    hidden = indicator("198.18.0.3")
    share(actor=second, organisation=2, items=[other], via="t", now=NOW)
    share(actor=second, organisation=2, items=[hidden], via="t", now=NOW, audience=Audience.OWN)
    share(actor=first, organisation=1, items=[own], via="t", now=NOW)
    asked = [own.id, hidden.id, *(indicator(str(number)).id for number in range(600))]
    assert known(first, asked) == {own.id: (Kind.IP, "198.18.0.1", TLP.AMBER)}
    assert known(second, asked) == {own.id: (Kind.IP, "198.18.0.2", TLP.GREEN), hidden.id: (Kind.IP, "198.18.0.3", TLP.GREEN)}
