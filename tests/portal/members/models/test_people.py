from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import WORK_NAMES, Absence, Function
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def test_every_function_has_a_name() -> None:
    assert set(WORK_NAMES) == set(Work)


def test_a_function_is_held_once_and_days_away_are_in_order() -> None:
    who = person()
    Function.objects.create(user=who, organisation=organisation(1), kind=Work.DUTY, since=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Function.objects.create(user=who, organisation=organisation(1), kind=Work.DUTY, since=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(user=who, first=NOW.date(), last=(NOW - timedelta(days=1)).date(), created=NOW)
