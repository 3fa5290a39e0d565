from __future__ import annotations

import pytest
from tests.factories.members import organisation

from hsoc.portal.folding import matching
from hsoc.portal.members.models import Organisation
from hsoc.portal.search.queries.asking import Found, counts, ranked
from hsoc.portal.search.rules.found import Hit


def test_a_part_is_shown_one_by_one():
    found = Found([3, 1, 2], lambda one: Hit(title=str(one), href="/"))
    assert [one.title for one in found.part(1, 5)] == ["1", "2"]
    assert Found().part(0, 5) == []


@pytest.mark.django_db
def test_rooms_are_counted_together_in_one_query(django_assert_num_queries):
    for number in range(1, 8):
        organisation(number, name=f"Nemocnice 100% {number}")
    whole = Organisation.objects.all()
    rooms = {
        "a": Found(ranked(matching(whole, ("100%",), "name", "short"), ("100%",), "name")),
        "b": Found(whole.filter(number__lt=3)),
        "c": Found([1] * 9),
    }
    with django_assert_num_queries(1):
        assert counts(rooms, 5) == {"a": 5, "b": 2, "c": 5}
    assert counts({}, 5) == {}
