"""The tables keep what must hold: one newest version, each version once."""

import uuid

import pytest
from django.db import IntegrityError
from tests.factories.members import NOW, organisation

from hsoc.portal.indicators.models import Indicator

KEY = uuid.UUID(int=7)


def made(added: int, **more: object) -> Indicator:
    fields = {"uuid": KEY, "kind": "ip", "value": "203.0.113.7", "tlp": "TLP:GREEN", "audience": "community", "via": "test"}
    fields |= {"pap": "PAP:GREEN", "first": NOW, "created": NOW, "modified": NOW, "organisation": organisation(1)} | more
    return Indicator.objects.create(added=added, **fields)


def test_two_newest_versions_cannot_be(db) -> None:
    made(1)
    with pytest.raises(IntegrityError):
        made(2)


def test_two_rows_cannot_have_one_number(db) -> None:
    made(1, latest=False)
    with pytest.raises(IntegrityError):
        made(1, uuid=uuid.UUID(int=8))
