from __future__ import annotations

from itertools import islice

import pytest
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.queries import imports
from hsoc.portal.memorandum.rules.register import Raw

pytestmark = pytest.mark.django_db


def test_what_a_proposal_must_know(people, signed, django_assert_max_num_queries):
    signed(1)
    organisation(2, short="Lipová", name="Nemocnice Lipová")
    with django_assert_max_num_queries(3):
        known = {one.number: one.keys for one in imports.known()}
    assert known[2] == ("nemocnice lipova", "lipova")
    assert imports.signed() == {(1, "jana vymyslena")}
    assert imports.keys() == frozenset()
    assert list(islice(imports.free_numbers(), 2)) == [3, 4]
    user = person(Role.COLLEAGUE, 2)
    assert imports.mails({user.email, "x@y.example"}) == {user.email: user}
    assert imports.visible_to(people[0]).count() == 0
    assert HOUSE in known
    (one,) = imports.proposals([Raw(sheet="", row=1, name="Jana Vymyšlená", institution="Hospital 1")], today=signed(3).signed_on)
    assert one.outcome == "known"
