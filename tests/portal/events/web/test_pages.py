"""Help explains every severity and every stamp."""

from __future__ import annotations

import pytest
from django.test import Client

from hsoc.portal.members.rules import Role
from hsoc.records.tlp import TLP


@pytest.mark.django_db
def test_help_explains_severities_and_stamps(browser):
    client: Client = browser(Role.ANALYST, 2)
    page = client.get("/portal/help/").content.decode()
    for word in ("Kritická", "Vysoká", "Střední", "Nízká", "Informace", *(label.value for label in TLP)):
        assert word in page
