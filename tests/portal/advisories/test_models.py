"""The tables keep what must hold: one newest version of a paper, one path of a release; a paper comes out as it went in."""

import pytest
from django.db import IntegrityError
from tests.factories.advisories import advisory
from tests.factories.members import NOW

from hsoc.portal.advisories.actions import take
from hsoc.portal.advisories.models import Advisory


def test_a_paper_comes_out_as_it_went_in(first) -> None:
    take(actor=first, organisation=1, items=[advisory()], via="t", now=NOW)
    assert Advisory.objects.get().paper == advisory()


def test_two_newest_versions_cannot_be(first) -> None:
    take(actor=first, organisation=1, items=[advisory()], via="t", now=NOW)
    row = Advisory.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save()
