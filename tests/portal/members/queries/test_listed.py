from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.members.models import Domain, Kind
from hsoc.portal.members.queries import by_region, listed
from hsoc.portal.members.queries.listed import STEPS
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Status

pytestmark = pytest.mark.django_db


def test_the_list_is_searched_filtered_and_ordered_and_steps_agree_with_the_facts() -> None:
    day = NOW.date()
    organisation(1, name="Nemocnice Žďár", region="CZ063", connected=True, signed=day)
    organisation(2, name="Nemocnice Brod", region="CZ063", kind=Kind.TOWN, signed=day)
    organisation(3, name="Alej", region="CZ010", participates=day)
    organisation(4, name="Břeh", left=day, connected=True)
    Domain.objects.create(organisation=organisation(3), name="alej.example", added=NOW)
    actor = acting(Role.COORDINATOR, HOUSE)

    def numbers(**given: str) -> list[int]:
        return [one.number for one in listed(actor, **given) if one.number != HOUSE]

    assert numbers(text="zdar") == [1]
    assert numbers(text="alej.ex") == [3]
    assert numbers(region="CZ063", sort="-number") == [2, 1]
    assert numbers(kind="town") == [2]
    assert numbers(connected="no") == [2, 3]
    assert numbers(sort="name") == [3, 4, 2, 1] or numbers(sort="name") == [3, 2, 1, 4]  # a database's own collation
    for status in Status:
        assert {one.status for one in listed(actor, status=status)} <= {status}
    assert sum(listed(actor, status=status).count() for status in STEPS) == listed(actor).count()
    assert by_region(listed(actor))["CZ063"] == {"total": 2, "connected": 1}
    assert [one.number for one in listed(acting(Role.ANALYST, 2))] == [2]
