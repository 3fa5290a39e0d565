from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.members import queries
from hsoc.portal.members.models import Function
from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.members.rules.standing import Word
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def test_the_list_costs_the_same_however_long_it_is(django_assert_num_queries):
    for number in (1, 2, 3):
        who = person(username=f"d{number}", number=number)
        Function.objects.create(
            user=who, organisation=organisation(number), kind=Work.DUTY, since=NOW, confirmed=NOW - timedelta(days=76), shared=number == 3
        )
    keeper = acting(Role.COORDINATOR, HOUSE)
    with django_assert_num_queries(2):
        rows, counts = queries.duty_listed(keeper, now=NOW)
    assert (len(rows), counts) == (3, {Word.SOON: 3})
    rows, _counts = queries.duty_listed(keeper, now=NOW - timedelta(days=1), word="soon")
    assert rows == []
    near = acting(Role.ANALYST, 1, username="near")
    assert [one.function.organisation.number for one in queries.duty_listed(near, now=NOW)[0]] == [1, 3]
    assert queries.duty_listed(NOBODY, now=NOW)[0] == []
    organisation(8)
    assert {one.number for one in queries.without_duty(keeper)} == {8, HOUSE}
    assert not queries.without_duty(near).exists()
