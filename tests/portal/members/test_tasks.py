from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Function
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.tasks import daily

pytestmark = pytest.mark.django_db


def test_each_day_those_whose_word_runs_out_are_asked_once_a_week(django_capture_on_commit_callbacks) -> None:
    Function.objects.create(user=person(username="late"), organisation=organisation(1), kind=Work.DUTY, since=NOW, confirmed=NOW)
    Function.objects.create(user=person(username="it"), organisation=organisation(1), kind=Work.IT, since=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        for day in (10, 83, 84, 90, 91):
            daily(now=NOW + timedelta(days=day))
    assert [letter.to for letter in mail.outbox] == [["late@hospital1.example"]] * 2
