from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, organisation, person

from hsoc.portal.accounts.models import Device, Support
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_nobody_grants_his_own_question():
    one = person(Role.MANAGER, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(organisation=organisation(1), role="analyst", reason="x", asker=one, asked=NOW, answerer=one)


def test_a_device_is_known_once():
    one = person(Role.MANAGER, 1)
    Device.objects.create(user=one, digest="d", first=NOW, last=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.create(user=one, digest="d", first=NOW, last=NOW)
