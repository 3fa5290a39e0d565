from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.members import queries
from hsoc.portal.members.models import Absence, Function, User
from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def works(who: User, kind: Work, number: int = 1, **fields: object) -> Function:
    defaults = {"since": NOW, "confirmed": NOW} | fields
    return Function.objects.create(user=who, organisation=organisation(number), kind=kind, **defaults)


def test_who_is_on_duty_stands_by_hours_rank_and_stand_in(django_assert_num_queries) -> None:
    first, second, third, other = (person(username=name) for name in ("first", "second", "third", "other"))
    User.objects.filter(pk=first.pk).update(hours_from=time(20), hours_to=time(23))
    works(first, Work.DUTY, rank=1)
    works(second, Work.DUTY, rank=2)
    works(third, Work.DUTY, rank=3, confirmed=NOW - timedelta(days=91))
    works(other, Work.IT)
    Absence.objects.create(user=second, first=NOW.date(), last=NOW.date(), stand_in=other, created=NOW)
    with django_assert_num_queries(3):
        found = queries.duty(1, NOW)
    assert [(one.name, one.working, one.confirmed, one.instead_of) for one in found] == [
        ("Other", True, True, "Second"),
        ("Third", True, False, ""),
        ("First", False, True, ""),
    ]
    Absence.objects.update(stand_in=None)
    assert [one.name for one in queries.duty(1, NOW)] == ["Third", "First"]
    assert queries.duty(2, NOW) == ()


def test_contacts_are_seen_by_ones_own_by_coordinators_and_between_duty_contacts() -> None:
    works(person(username="far-duty", number=2), Work.DUTY, 2)
    works(person(username="far-lawyer", number=2), Work.LAWYER, 2)
    near = person(username="near")
    works(near, Work.IT)
    seen = {
        "nobody": queries.contacts_visible_to(NOBODY).count(),
        "colleague": queries.contacts_visible_to(queries.actor_of(near)).count(),
        "coordinator": queries.contacts_visible_to(acting(Role.COORDINATOR, HOUSE)).count(),
    }
    assert seen == {"nobody": 0, "colleague": 1, "coordinator": 3}
    works(near, Work.DUTY)
    assert {one.user.username for one in queries.contacts_visible_to(queries.actor_of(near))} == {"near", "far-duty"}


def test_the_overdue_are_shown_to_those_who_may_see_them() -> None:
    late = works(person(username="late"), Work.DUTY, confirmed=NOW - timedelta(days=90))
    works(person(username="fresh"), Work.DUTY, confirmed=NOW - timedelta(days=89))
    assert list(queries.overdue_visible_to(acting(Role.COORDINATOR, HOUSE), now=NOW)) == [late]
    assert not queries.overdue_visible_to(acting(Role.MANAGER, 2), now=NOW).exists()


def test_holders_are_the_ids_in_order() -> None:
    one, two = person(username="one"), person(username="two")
    works(one, Work.SECURITY, rank=2)
    works(two, Work.IT, rank=1)
    works(two, Work.SECURITY, rank=3)
    assert queries.holders(1, Work.SECURITY, Work.IT) == (two.pk, one.pk)
