"""A portal over sockets and the shipped proxy before it, for journeys of machines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.members import HOUSE, organisation
from tests.factories.network import hospital
from tests.lab.portal import Portal
from tests.lab.proxy import Authority, shipped_nginx

from hsoc.portal.members.models import Kind


@pytest.fixture
def portal(settings: Any, tmp_path: Path, db: None) -> Iterator[Portal]:
    """The portal as it answers over a socket, with one hospital."""
    settings.DATA = tmp_path / "portal"
    settings.ALLOWED_HOSTS = ["*"]
    settings.WARDEN_PROXIES = ("127.0.0.1",)
    organisation(HOUSE, kind=Kind.OPERATOR)
    hospital()
    Client().get("/healthz")  # the first answer reads all rooms, which may take longer than an engine waits
    server = Portal()
    yield server
    server.kill()


@pytest.fixture
def proxy(portal: Portal, tmp_path: Path) -> Iterator[tuple[str, Authority]]:
    """The shipped nginx.conf before the portal: (address, authority of the clients)."""
    with shipped_nginx(tmp_path / "nginx", portal.url) as found:
        yield found
