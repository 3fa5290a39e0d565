"""What every test may count on. Belongs here: fixtures of the whole house. Never: an app's own makers (tests/factories)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories import members as people


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def browser(db: None) -> Callable[..., Client]:
    """A browser logged in as a person: `browser(person(...))`, or `browser(Role.ANALYST, 2)` for a new one."""

    def logged_in(who: object, number: int = 1, **fields: object) -> Client:
        user = who if hasattr(who, "memberships") else people.person(who, number, **fields)
        client = Client()
        client.force_login(user)
        return client

    return logged_in
