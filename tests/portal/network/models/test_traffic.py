from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories import members as people

from hsoc.portal.network.models import FlowLook, SavedFilter


@pytest.mark.django_db
def test_a_name_is_used_once_among_the_living() -> None:
    person = people.person()
    given = {"user": person, "organisation": people.organisation(1), "name": "RDP", "created": people.NOW}
    first = SavedFilter.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(**given)
    first.deleted = people.NOW
    first.save()
    assert str(SavedFilter.objects.create(**given)) == "RDP"


@pytest.mark.django_db
def test_a_look_says_how_long() -> None:
    given = {"user": people.person(), "organisation": people.organisation(1), "reason": "a complaint"}
    look = FlowLook.objects.create(**given, since=people.NOW, until=people.NOW + timedelta(minutes=30))
    assert str(look).endswith("until 08:30")
