from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import members as people

from hsoc.portal.network.models import FlowLook


@pytest.mark.django_db
def test_a_look_says_how_long() -> None:
    given = {"user": people.person(), "organisation": people.organisation(1), "reason": "a complaint"}
    look = FlowLook.objects.create(**given, since=people.NOW, until=people.NOW + timedelta(minutes=30))
    assert str(look).endswith("until 08:30")
