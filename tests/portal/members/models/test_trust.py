from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, person

from hsoc.portal.members.models import Vouch

pytestmark = pytest.mark.django_db


def test_nobody_vouches_for_himself_or_twice_for_the_same_circle() -> None:
    one, two = person(username="one"), person(username="two", number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vouch.objects.create(person=one, voucher=one, said="me", when=NOW)
    Vouch.objects.create(person=one, voucher=two, said="known for years", when=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vouch.objects.create(person=one, voucher=two, said="again", when=NOW)
    Vouch.objects.create(person=one, voucher=two, said="for this, too", circle="tech", when=NOW)
