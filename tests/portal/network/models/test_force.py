"""A veto always ends."""

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, person

from hsoc.portal.network.models import Veto


def test_a_veto_ends_after_it_began(db):
    by = person()
    fields = {"key": "flowspec destination 198.18.7.1/32", "by": by, "reason": "r", "since": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Veto.objects.create(**fields, until=NOW)
    assert not Veto.objects.exists()
