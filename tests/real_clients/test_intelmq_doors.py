"""IntelMQ 3.5's own bots at a live portal: its HTTP collector reads our feed, its REST output pushes event by event."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings as django
from tests.factories.indicators import indicator
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.exchange.idea import decode
from hsoc.journal import inbox
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.client("intelmq")
PUSHED = 150  # one request each; BURST of the other doors is 120
SHOWN = {TLP.CLEAR: "WHITE", TLP.GREEN: "GREEN", TLP.AMBER: "AMBER", TLP.AMBER_STRICT: "RED", TLP.RED: "RED"}


def test_its_collector_reads_what_the_token_may_see_never_wider(live: Live, tmp_path: Path) -> None:
    for number, tlp in enumerate(TLP, 1):
        audience = Audience.OWN if tlp is TLP.RED else Audience.COMMUNITY
        share(actor=live.second, organisation=2, items=[indicator(f"198.18.2.{number}", tlp=tlp)], via="t", now=NOTED, audience=audience)
        share(actor=live.first, organisation=1, items=[indicator(f"198.18.1.{number}", tlp=tlp)], via="t", now=NOTED, audience=Audience.OWN)
    found = drive("intelmq", "collected", at=tmp_path, url=f"{live.url}/feeds/intelmq/indicators.jsonl", secret=live.secret)
    told = {one["source.ip"]: one["tlp"] for one in found}
    mine = {f"198.18.1.{number}": SHOWN[tlp] for number, tlp in enumerate(TLP, 1)}
    shared = {f"198.18.2.{number}": SHOWN[tlp] for number, tlp in enumerate(TLP, 1) if tlp is not TLP.RED}
    assert told == mine | shared


def test_its_output_pushes_event_by_event(live: Live, tmp_path: Path) -> None:
    events: list[dict[str, Any]] = [
        {
            "time.source": "2026-10-05T07:00:00+00:00", "source.ip": f"198.18.{number // 250}.{number % 250 + 1}",
            "source.port": 1024 + number,
            "classification.type": "scanner", "feed.name": "sensor", "feed.provider": "Hospital", "tlp": "GREEN",
        }
        for number in range(PUSHED)
    ]  # fmt: skip
    assert drive("intelmq", "pushed", at=tmp_path, url=f"{live.url}/api/v1/intelmq/events", secret=live.secret, events=events) == PUSHED
    batches = [one for _, one in inbox.batches(inbox.waiting(django.DATA / "spool" / "events", most=PUSHED + 1)) if one]
    kept = [decode(raw, ours=True) for one in batches for raw in map(msgspec.json.decode, one.events)]
    assert {one.org for one in batches} == {1}
    assert {address for one in kept for side in one.sources for address in side.addresses} == {one["source.ip"] for one in events}
    assert len(kept) == PUSHED
