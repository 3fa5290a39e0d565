"""A browser of one of the small world's people, in English."""

import pytest
from django.test import Client

from hsoc.portal.members.models import User


@pytest.fixture
def visit(people):
    browsers = {}

    def go(who, path="", data=None):
        if who not in browsers:
            browsers[who] = Client(headers={"accept-language": "en"})
            browsers[who].cookies["hsoc_language"] = "en"
            if who != "stranger":
                browsers[who].force_login(User.objects.get(pk=people[who].user))
        address = f"/portal/mail/{path}"
        return browsers[who].get(address) if data is None else browsers[who].post(address, data)

    return go
