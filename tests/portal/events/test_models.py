import pytest
from django.db import IntegrityError
from tests.portal.events.conftest import WHEN

from hsoc.portal.events.models import WardenClient


def test_name_is_taken_once(community) -> None:
    first = WardenClient.objects.create(name="example.a", organisation=community[2], registered=WHEN)
    assert (str(first), first.test, first.write) == ("example.a", True, False)
    with pytest.raises(IntegrityError):
        WardenClient.objects.create(name="example.a", organisation=community[3], registered=WHEN)
