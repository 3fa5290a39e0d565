from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, organisation

from hsoc.portal.members.models import AsNumber, Domain, Organisation
from hsoc.portal.members.rules.vocabulary import Status

pytestmark = pytest.mark.django_db


def test_one_legal_person_has_one_entry_and_none_is_no_number() -> None:
    organisation(1)
    organisation(2)
    Organisation.objects.filter(number=1).update(ico="25596641")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(number=2).update(ico="25596641")


def test_the_step_is_read_from_the_facts() -> None:
    one = organisation(1, signed=date(2026, 5, 1), regime_decided=date(2026, 5, 1))
    assert (one.status, one.duties_from) == (Status.SIGNATORY, date(2027, 5, 1))


def test_a_domain_has_one_organisation_and_an_as_number_may_have_several() -> None:
    one, two = organisation(1), organisation(2)
    for held in (one, two):
        AsNumber.objects.create(organisation=held, number=64500, added=NOW)
    Domain.objects.create(organisation=one, name="a.example", added=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Domain.objects.create(organisation=two, name="a.example", added=NOW)
