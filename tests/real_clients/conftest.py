"""A live portal with two hospitals, as the real clients of others meet it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client
from tests.factories.members import NOW, acting
from tests.lab.portal import Portal, in_a_file

from hsoc.portal.feeds.api import who
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.rules import Actor, Role

NOTED = datetime(2026, 10, 5, 8, tzinfo=UTC)  # when what is shared before a client comes was shared


class Live(msgspec.Struct, frozen=True):
    """The address of a portal, who is of its two hospitals, and the secret of a token of the first one."""

    url: str
    first: Actor
    second: Actor
    secret: str


@pytest.fixture
def live(settings: Any, tmp_path: Path, db: None) -> Iterator[Live]:
    settings.DATA = tmp_path / "portal"
    settings.ALLOWED_HOSTS = ["*"]
    who._buckets.clear()
    with in_a_file(tmp_path):
        first, second = acting(Role.ANALYST, 1), acting(Role.ANALYST, 2)
        scopes = ("indicator:view", "indicator:create", "event:view", "event:create")
        secret = create_token(actor=first, organisation=1, name="client", scopes=scopes, days=400, now=NOW)[1]
        Client().get("/healthz")  # the first answer reads all rooms
        server = Portal(shared=False)
        yield Live(server.url, first, second, secret)
        server.kill()
