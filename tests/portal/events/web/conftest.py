"""A journal with a few threats of 10 March 2026, sent through the door and written by the writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.portal.events.conftest import idea

from hsoc.portal.members.rules import Role

DAY = "2026-03-10"


@pytest.fixture
def told(register: Callable[..., str], send: Callable[..., Any], write: Callable[[], int]) -> tuple[str, ...]:
    """Ids of threats at hospital 2 (two), hospital 3 (one, a machine of its own) and one with a hostile text."""
    secret = register("cz.hsoc.test", write=True)
    events = [
        idea("cz.hsoc.test", "scan-1"),
        idea("cz.hsoc.test", "login-2", Category=["Attempt.Login"], DetectTime="2026-03-10T11:00:00Z"),
        idea("cz.hsoc.test", "botnet-3", target="198.18.3.10", source="203.0.113.9", Category=["Availability.DDoS"]),
        idea("cz.hsoc.test", "hostile-4", Description='"><script>alert(1)</script>'),
    ]
    answer = send(events, secret=secret)
    assert answer.status_code == 200, answer.content
    write()
    return tuple(event["ID"] for event in events)


@pytest.fixture
def operator(browser: Callable[..., Client], told: tuple[str, ...]) -> Client:
    return browser(Role.OPERATOR, 1)


@pytest.fixture
def analyst(browser: Callable[..., Client], told: tuple[str, ...]) -> Client:
    return browser(Role.ANALYST, 2)
