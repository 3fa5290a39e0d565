"""A service, and people on both of its sides."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.services.actions.catalogue import put_service

STEPS = "member | Smlouva | Contract\nprovider | Zřízení | Set-up"
FIELDS = {
    "name_cs": "Zálohy",
    "name_en": "Backups",
    "summary_cs": "s",
    "summary_en": "s",
    "state": "offered",
    "process": "plain",
    "steps": STEPS,
}


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def sides(db):
    organisation(HOUSE, kind=Kind.OPERATOR)
    return acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)


@pytest.fixture
def backups(sides):
    return put_service(actor=sides[1], code="backups", owner=HOUSE, now=NOW, **FIELDS)


@pytest.fixture
def vrf(sides):
    return put_service(actor=sides[1], code="vrf", owner=HOUSE, now=NOW, **(FIELDS | {"process": "vrf", "steps": ""}))
