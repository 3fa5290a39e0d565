from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from hsoc.portal.memorandum.models import Representative, Signature

pytestmark = pytest.mark.django_db


def test_the_database_itself_wants_two_people(people, sign, text):
    made = sign(people[1], 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=made.pk).update(decider_id=people[1].user)
    assert str(text) == "v1"
    assert str(made) == f"{made.organisation_id} v{text.pk} handed"
    assert str(Representative(organisation_id=3, rank=2)) == "3 2"
