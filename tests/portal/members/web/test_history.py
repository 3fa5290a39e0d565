from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.members import organisation

from hsoc.portal.members.actions.organisations import change_profile
from hsoc.portal.members.queries.history import SCALARS
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.members.web.history import FIELDS, said
from hsoc.portal.members.web.steps import moment

pytestmark = pytest.mark.django_db


def test_the_history_is_shown_in_words_to_ones_own_only(browser) -> None:
    organisation(1)
    change_profile(actor=SYSTEM, organisation=1, facts={"region": "CZ063"}, now=moment())
    analyst = browser(Role.ANALYST, 1)
    analyst.cookies["hsoc_language"] = "en"
    row = analyst.get(reverse("member_history", args=[1])).context["rows"][0]
    assert (row["was"], row["now"]) == ("–", "Vysočina Region")
    assert analyst.get(reverse("member_history", args=[1]), {"on": "2020-01-01"}).context["facts"] == []
    assert analyst.get(reverse("member_history", args=[1]), {"on": "2026-99-99"}).context["day"] is None
    assert browser(Role.ANALYST, 2).get(reverse("member_history", args=[1])).status_code == 404


def test_every_field_of_the_history_has_a_name() -> None:
    assert set(SCALARS) <= set(FIELDS)
    assert said("services", ["18.1"]) != "18.1"
