from __future__ import annotations

import pytest
from django.utils import translation
from tests.factories.members import person

from hsoc.portal.members import queries
from hsoc.portal.members.rules import Role
from hsoc.portal.members.signals import personal_data_asked

pytestmark = pytest.mark.django_db


def test_all_that_is_held_of_a_person_with_what_other_rooms_add() -> None:
    who = person(Role.MANAGER, 1)
    person(Role.MANAGER, 2)
    actor = queries.actor_of(who)
    personal_data_asked.connect(listener := lambda **_: [("Groups", [{"group": "tech"}])])
    try:
        with translation.override("en"):
            sections = dict(queries.personal_data(actor))
    finally:
        personal_data_asked.disconnect(listener)
    assert sections["Account"][0]["email"] == who.email
    assert sections["Roles"][0]["role"] == "manager"
    assert sections["Groups"] == [{"group": "tech"}]
    assert [one.number for one in queries.last_manager_of(who.pk)] == [1]
    assert queries.managers(1) == {who.pk}
