from __future__ import annotations

import pytest
from tests.factories.members import NOW, person

from hsoc.portal.members.rules import NOBODY, SYSTEM, Refused
from hsoc.portal.notices.actions.leaving import erase
from hsoc.portal.notices.models import Choice, Notice

pytestmark = pytest.mark.django_db


def test_what_somebody_was_told_goes():
    one, other = person(username="a"), person(username="b")
    for user in (one, other):
        Notice.objects.create(user=user, kind="ballot.closed", values={}, path="/", made=NOW)
    Choice.objects.create(user=one, kind="ballot.closed", ways=[])
    with pytest.raises(Refused):
        erase(actor=NOBODY, person=one.pk, now=NOW)
    assert erase(actor=SYSTEM, person=one.pk, now=NOW) == 1
    assert [notice.user for notice in Notice.objects.all()] == [other]
    assert not Choice.objects.exists()
