from __future__ import annotations

import pytest
from tests.factories.members import organisation

from hsoc.portal.folding import matching
from hsoc.portal.members.models import Organisation
from hsoc.portal.search.queries.asking import Found, keys, ranked
from hsoc.portal.search.rules.found import Hit


def test_things_are_shown_one_by_one():
    found = Found([3, 1, 2], lambda one: Hit(title=str(one), href="/"))
    assert [one.title for one in found.hits(keys({"a": found}, 2)["a"])] == ["3", "1"]
    assert Found().hits([]) == []


@pytest.mark.django_db
def test_all_rooms_are_asked_in_one_query_the_best_first(django_assert_num_queries):
    for number in range(1, 8):
        organisation(number, name=f"Nemocnice 100% {number}")
    whole = Organisation.objects.all()
    rooms = {
        "a": Found(ranked(matching(whole, ("100%",), "name", "short"), ("100%",), "name").order_by("-number"), lambda one: one.number),
        "b": Found(whole.filter(number__lt=3)),
        "c": Found([1] * 9),
    }
    with django_assert_num_queries(1):
        found = keys(rooms, 5)
    assert {code: len(one) for code, one in found.items()} == {"a": 5, "b": 2, "c": 5}
    with django_assert_num_queries(1):
        assert rooms["a"].hits(found["a"]) == [7, 6, 5, 4, 3]
    assert keys({}, 5) == {}


@pytest.mark.django_db
def test_a_title_that_begins_with_the_words_comes_before_one_that_holds_them():
    for number, name in enumerate(("Dům, Nemocnice Říčany", "Poříčany", "Říčany", "Zotavovna"), start=1):
        organisation(number, name=name, founder="Říčany")
    found = ranked(matching(Organisation.objects.all(), ("ricany",), "name", "founder"), ("ricany",), "name")
    assert [one.number for one in found] == [3, 1, 2, 4]
