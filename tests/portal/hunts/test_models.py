import pytest
from django.db import IntegrityError
from tests.factories.members import NOW, organisation

from hsoc.portal.hunts.models import Hunt, Meeting

FIELDS = {"kind": "ip", "value": "203.0.113.7", "low": "0" * 32, "high": "0" * 32, "asked": NOW, "until": NOW}


def test_one_value_is_hunted_once(db) -> None:
    assert str(Hunt.objects.create(**FIELDS)) == "ip 203.0.113.7"
    with pytest.raises(IntegrityError):
        Hunt.objects.create(**FIELDS)


def test_a_member_meets_a_value_once(db) -> None:
    hunt = Hunt.objects.create(**FIELDS)
    fields = {"hunt": hunt, "organisation": organisation(1), "first": NOW, "last": NOW, "noted": NOW}
    Meeting.objects.create(**fields)
    with pytest.raises(IntegrityError):
        Meeting.objects.create(**fields)
