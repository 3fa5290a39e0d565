"""A browser of one of the small world's people."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from hsoc.portal.members.models import User


@pytest.fixture
def visit(people) -> Callable[..., HttpResponse]:
    """visit(who, path[, data]): GET, or POST where there is data, under /portal/groups/, in English."""
    browsers: dict[str, Client] = {}

    def go(who: str, path: str = "", data: dict | None = None) -> HttpResponse:
        if who not in browsers:
            browsers[who] = Client(headers={"accept-language": "en"})
            browsers[who].cookies["hsoc_language"] = "en"
            if who != "stranger":
                browsers[who].force_login(User.objects.get(pk=people[who].user))
        address = f"/portal/groups/{path}"
        return browsers[who].get(address) if data is None else browsers[who].post(address, data)

    return go
