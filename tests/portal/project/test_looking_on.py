from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.accounts.models import Support
from hsoc.portal.accounts.web.support import SUPPORT_KEY
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_a_support_that_is_not_standing_is_forgotten(browser):
    helper = person(Role.OPERATOR, HOUSE)
    one = Support.objects.create(organisation=organisation(1), role="analyst", reason="x", asker=helper, asked=NOW)
    client = browser(helper)
    session = client.session
    session[SUPPORT_KEY] = one.pk
    session.save()
    assert client.get("/portal/").context["actor"].organisation == HOUSE
    assert SUPPORT_KEY not in client.session


def test_nobody_looks_on_by_somebody_elses_consent(browser):
    helper, other = person(Role.OPERATOR, HOUSE), person(Role.COORDINATOR, HOUSE)
    one = Support.objects.create(
        organisation=organisation(1), role="analyst", reason="x", asker=helper, asked=NOW, state="open", until=NOW.replace(year=2100)
    )
    client = browser(other)
    session = client.session
    session[SUPPORT_KEY] = one.pk
    session.save()
    assert client.get("/portal/").context["actor"].organisation == HOUSE
