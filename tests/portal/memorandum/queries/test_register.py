from __future__ import annotations

import pytest
from tests.factories.members import acting, organisation

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.memorandum.queries import register

pytestmark = pytest.mark.django_db


def test_the_public_list_names_institutions_and_only_willing_people(people, signed, sign, django_assert_max_num_queries):
    signed(1, name_public=True)
    signed(1, signer="Ing. Petr Smyšlený")
    signed(2)
    sign(people[1], organisation(3).number)
    with django_assert_max_num_queries(2):
        rows = register.public()
    assert [(one.name, one.names) for one in rows] == [("Hospital 1", ("MUDr. Jana Vymyšlená",)), ("Hospital 2", ())]
    assert rows[0].since is not None
    assert [one.name for one in register.unsigned()] == ["Hospital 3"]


def test_signatures_are_seen_by_their_own_side(people, signed, sign):
    signed(1)
    handed = sign(people[1], organisation(2).number)
    assert {one.organisation.number for one in register.visible_to(people[0])} == {1}
    assert register.visible_to(people[1]).count() == 2
    assert list(register.waiting(people[1])) == []  # he handed it in himself
    assert list(register.waiting(people[2])) == [handed]
    assert list(register.waiting(people[0])) == []
    assert register.visible_to(NOBODY).count() == 0
    assert register.texts(acting(Role.COLLEAGUE, 5)).count() == 1
    assert register.texts(NOBODY).count() == 0
