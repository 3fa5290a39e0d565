from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW

from hsoc.portal.meetings.models import CalendarKey, Sitting


@pytest.mark.django_db
def test_a_sitting_ends_after_it_begins_and_a_calendar_has_one_key(called, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.create(meeting=called, uid="x", original=NOW, start=NOW, end=NOW)
    CalendarKey.objects.create(user=people[0], group=None, digest="a", made=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarKey.objects.create(user=people[0], group=None, digest="b", made=NOW)
