import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hsoc.portal.events.actions import register_client
from hsoc.portal.events.queries import places
from hsoc.portal.events.queries.clients import own_clients
from hsoc.portal.events.tasks import EventWriter
from hsoc.portal.members.models import Kind, Organisation, Prefix
from hsoc.portal.members.rules import Actor, Role, Seat

WHEN = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NOW = int(WHEN.timestamp() * 1000)
OPERATOR = Actor(user=1, username="operator", seats=(Seat(1, Role.OPERATOR),), organisation=1, second_factor=True)
ANALYST = Actor(user=2, username="analyst", seats=(Seat(2, Role.ANALYST),), organisation=2)  # of hospital 2, 198.18.2.0/24
FOREIGNER = Actor(user=3, username="other", seats=(Seat(3, Role.ANALYST),), organisation=3)  # of hospital 3, 198.18.3.0/24


@pytest.fixture
def house(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.JOURNAL = tmp_path / "journal"
    settings.HEARTBEATS = tmp_path / "heartbeats"
    return tmp_path


@pytest.fixture
def community(db: None) -> dict[int, Organisation]:
    made = {}
    for number, kind in ((1, Kind.OPERATOR), (2, Kind.REGION), (3, Kind.REGION), (4, Kind.TOWN)):
        made[number] = Organisation.objects.create(number=number, name=f"Organisation {number}", kind=kind, created=WHEN)
        Prefix.objects.create(
            organisation=made[number], text=f"198.18.{number}.0/24", first=f"{number:032x}", last=f"{number + 1000:032x}", added=WHEN
        )
    return made


@pytest.fixture
def register(community: dict[int, Organisation]) -> Callable[..., str]:
    def made(name: str, organisation: int = 1, **rights: Any) -> str:
        return register_client(actor=Actor(via="command", username="console"), name=name, organisation=organisation, now=WHEN, **rights)

    return made


@pytest.fixture
def send(house: Path, client: Client) -> Callable[..., Any]:
    def sent(events: Any, *, name: str | None = None, secret: str | None = None, method: str = "sendEvents", verb: str = "post") -> Any:
        query = "&".join(f"{key}={value}" for key, value in (("client", name), ("secret", secret)) if value is not None)
        body = events if isinstance(events, bytes) else json.dumps(events).encode()
        return client.generic(verb.upper(), f"/warden3/{method}?{query}", body, content_type="application/json")

    return sent


@pytest.fixture
def write(house: Path, community: dict[int, Organisation]) -> Callable[[], int]:
    def drained() -> int:
        writer = EventWriter(house / "journal", house / "spool" / "events", places=places, ours=own_clients)
        try:
            return writer.drain(now=NOW)
        finally:
            writer.close()

    return drained


def idea(name: str, identity: str, *, target: str = "198.18.2.10", source: str = "203.0.113.7", **more: Any) -> dict[str, Any]:
    return {
        "Format": "IDEA0",
        "ID": identity,
        "DetectTime": "2026-03-10T10:00:00Z",
        "Category": ["Recon.Scanning"],
        "Source": [{"IP4": [source]}],
        "Target": [{"IP4": [target], "Port": [22], "Proto": ["tcp"]}],
        "Node": [{"Name": name, "Type": ["Flow"]}],
        **more,
    }
