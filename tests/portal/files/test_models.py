import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.files.models import File


def test_a_row_is_never_about_nothing(db: None) -> None:
    assert str(File(name="a.txt")) == "a.txt"
    with pytest.raises(IntegrityError):
        File.objects.create(digest="0" * 64, size=0, name="a.txt", kind="text/plain", added=NOW)
