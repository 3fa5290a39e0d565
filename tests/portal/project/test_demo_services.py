from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories.members import HOUSE, person

from hsoc.portal.members.models import Prefix
from hsoc.portal.members.rules import Role
from hsoc.portal.project.demo_services import CATALOGUE, settle
from hsoc.portal.services.models import Request, Service

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_has_services_and_requests_and_a_second_start_adds_none():
    settle(now=NOW)
    assert not Service.objects.exists()  # nobody is there
    person(Role.OPERATOR, HOUSE, username="operator")
    person(Role.ANALYST, 1, username="analytik")
    owner = person(Role.MANAGER, 2, username="manazer").memberships.get().organisation
    Prefix.objects.create(organisation=owner, text="198.18.2.0/24", first="0" * 32, last="f" * 32, added=NOW)
    settle(now=NOW)
    settle(now=NOW)
    assert Service.objects.count() == len(CATALOGUE)
    assert sorted(Request.objects.values_list("state", flat=True)) == ["in-use", "onboarding"]
