from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW, organisation

from hsoc.portal.services.actions.requests import ask
from hsoc.portal.services.models import STATE_NAMES, Request
from hsoc.portal.services.rules.course import State


def test_every_state_has_its_words():
    assert set(STATE_NAMES) == set(State)


@pytest.mark.django_db
def test_an_organisation_has_one_open_request_for_a_service(sides, backups):
    ask(actor=sides[0], service=backups, organisation=1, note="", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(service=backups, organisation=organisation(1), asker_id=sides[0].user, asked=NOW, moved=NOW)
