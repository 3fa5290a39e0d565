"""A story goes from the engine's spool through the real Warden door into the portal's journal: once, and with its revisions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.factories.findings import START, flood, hits, scan, table
from tests.factories.findings import decision as decided
from tests.portal.events.conftest import community, house, register, write  # noqa: F401 - fixtures

from hsoc.exchange import idea
from hsoc.journal import reader
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.perimeter.report.stories import Stories
from hsoc.perimeter.wires.line import Reply, Unreachable
from hsoc.perimeter.wires.portal import Sender
from hsoc.perimeter.wires.spool import Message, Spool

NAME = "cz.example.perimeter"


class PortalDoor:
    """The portal itself, without a socket between. `lost` answers are given after the events were taken."""

    def __init__(self, client: Client, secret: str) -> None:
        self.client, self.secret, self.lost = client, secret, 0

    def call(self, method: str, body: bytes) -> Reply:
        address = f"/warden3/{method}?client={NAME}&secret={self.secret}"
        response: Any = self.client.post(address, body, content_type="application/json")
        if self.lost:
            self.lost -= 1
            raise Unreachable("cut off before the answer")
        return Reply(status=response.status_code, body=response.content)


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "perimeter-spool")
    yield made
    made.close()


def told(spool, events):
    spool.put([Message(one.id, idea.encoded(one)) for one in events])


def test_a_story_is_kept_once_with_every_revision(client, house, register, write, spool):  # noqa: F811
    door = PortalDoor(client, register(NAME, write=True))
    sender = Sender(spool, door)
    stories = Stories(dry_run=False, node=NAME)

    told(spool, stories.tell(table(scan(), flood()), (decided(scan()),), hits(0), now=START + 6000))
    door.lost = 1  # saved, and the answer never comes: the sender must send again
    assert sender.step(now=START).trouble == "cut off before the answer"
    told(spool, stories.tell(table(scan(last=20, packets=300)), (), hits(200), now=START + 20_000))
    told(spool, stories.close_all(now=START + 60_000))
    found = sender.step(now=sender.again)
    assert (found.refused, found.waiting, found.trouble) == (0, 0, "")
    write()

    rows = (
        reader.arrow(house / "journal", "events", schema=EVENT_SCHEMA).select(["detector", "revision", "state", "disposition"]).to_pylist()
    )
    in_order = sorted((row["detector"], row["revision"], row["state"]) for row in rows)
    assert len({(detector, revision) for detector, revision, _ in in_order}) == len(in_order)
    assert [(detector, state) for detector, _, state in in_order] == [
        ("horizontal_scan", "open"),
        ("horizontal_scan", "open"),
        ("horizontal_scan", "closed"),
        ("reflection", "open"),
        ("reflection", "closed"),
    ]
