"""IntelMQ 3.5's own bots at a live portal: its HTTP collector reads our feed, its REST output pushes event by event."""

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings as django
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.network import hospital
from tests.lab.clients import drive
from tests.portal.events.conftest import idea
from tests.real_clients.conftest import NOTED, Live

from hsoc.exchange.idea import decode
from hsoc.journal import inbox
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.client("intelmq")
PUSHED = int(os.environ.get("PUSHES", "150"))  # one request each (`PUSHES=1000 … --durations=1` measures); BURST of the other doors is 120
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
    door = f"{live.url}/api/v1/intelmq/events"
    done = drive("intelmq", "pushed", at=tmp_path, patience=120 + PUSHED, url=door, secret=live.secret, events=events)
    assert done == PUSHED
    batches = [one for _, one in inbox.batches(inbox.waiting(django.DATA / "spool" / "events", most=PUSHED + 1)) if one]
    kept = [decode(raw, ours=True) for one in batches for raw in map(msgspec.json.decode, one.events)]
    assert {one.org for one in batches} == {1}
    assert {address for one in kept for side in one.sources for address in side.addresses} == {one["source.ip"] for one in events}
    assert len(kept) == PUSHED


def test_its_n6_parser_reads_our_n6_door(live: Live, settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL = tmp_path / "journal"
    hospital(1)
    hospital(2)
    at = int(NOTED.timestamp() * 1000)
    kinds = {"Recon.Scanning": "scanner", "Availability.DDoS": "ddos", "Intrusion.Botnet": "c2-server", "Fraud.Phishing": "phishing"}
    rows = []
    for serial, (number, category) in enumerate(((number, category) for number in (1, 2) for category in kinds), 1):
        source, target = f"203.0.113.{serial}", f"198.18.{number}.7"
        began = NOTED.isoformat().replace("+00:00", "Z")
        told = idea("cz.example.probe", f"e-{serial}", source=source, target=target, Category=[category], DetectTime=began, TLP="TLP:AMBER")
        rows.append(row(serial, at, source=source, target=target, member=number, org=100, category=category, tlp="TLP:AMBER",
                        raw=msgspec.json.encode(told)))  # fmt: skip
    write(settings.JOURNAL, *rows)
    doors = {name: f"{live.url}/n6/{name}.sjson?time.min=2026-10-05T00:00:00Z" for name in ("report/inside", "search/events")}
    # a loop of that parser also sends each event once more without its address
    found = {name: [one for one in drive("intelmq", "n6_collected", at=tmp_path, url=url, secret=live.secret) if "source.ip" in one]
             for name, url in doors.items()}  # fmt: skip
    mine = {one["source.ip"]: one for one in found["report/inside"]}
    assert {name: one["classification.type"] for name, one in mine.items()} == dict(
        zip((f"203.0.113.{number}" for number in range(1, 5)), kinds.values(), strict=True)
    )
    assert {(one["destination.port"], one["protocol.transport"]) for one in mine.values()} == {(22, "tcp")}
    every = {one["source.ip"]: one.get("destination.ip", "") for one in found["search/events"]}
    assert set(every) == {f"203.0.113.{number}" for number in range(1, 9)}
    assert not any(every[f"203.0.113.{number}"] for number in range(5, 9))  # of the other hospital nobody learns the target
