from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Approval, Membership, Organisation, User
from hsoc.portal.members.rules import Object, Role

pytestmark = pytest.mark.django_db


def test_the_database_refuses_that_one_approves_the_own_request() -> None:
    one = person(Role.OPERATOR, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            code="x.y", object=Object.PREFIX, payload={}, reason="r", requester=one, decider=one, requested=NOW, expires=NOW
        )


def test_a_role_is_held_once_in_an_organisation() -> None:
    one = person(Role.ANALYST, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=one, organisation=organisation(1), role=Role.ANALYST, since=NOW)


@pytest.mark.parametrize("number", [0, 4096])
def test_the_database_refuses_a_number_outside_the_rollups(number: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(number=number, name="x", kind="town", created=NOW)


def test_people_are_called_by_name_or_user_name() -> None:
    assert str(User(username="u", name="Name")) == "Name"
    assert str(User(username="u")) == "u"
    assert User(username="u").get_full_name() == ""


def test_people_are_found_by_what_they_log_in_with() -> None:
    one = person(Role.ANALYST, 1)
    assert User.objects.get_by_natural_key("analyst-1") == one
