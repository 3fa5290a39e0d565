"""The files of a feed belong together, and a new state makes new ones."""

import hashlib
import json
from datetime import UTC, datetime

from tests.factories.indicators import indicator

from hsoc.portal.feeds.queries.misp_feed import files
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.rules import NOBODY
from hsoc.records.tlp import TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)


def test_manifest_events_and_hashes_agree(first, second) -> None:
    items = [indicator(), indicator("203.0.113.9", tlp=TLP.AMBER), indicator("203.0.113.8", tlp=TLP.RED)]
    share(actor=second, organisation=2, items=items, via="t", now=NOW)
    held = files(first, now=0)
    manifest = json.loads(held["manifest.json"])
    assert {f"{own}.json" for own in manifest} | {"manifest.json", "hashes.csv"} == set(held)
    values = set()
    for own, entry in manifest.items():
        content = held[f"{own}.json"]
        assert entry["integrity:sha256"] == hashlib.sha256(content).hexdigest()
        values |= {one["value"] for one in json.loads(content)["Event"]["Attribute"]}
    assert values == {"203.0.113.7", "203.0.113.9"}
    digests = {line.split(",")[0] for line in held["hashes.csv"].decode().split()}
    assert digests == {hashlib.md5(value.encode(), usedforsecurity=False).hexdigest() for value in values}


def test_a_new_state_makes_new_files_and_the_street_gets_what_is_clear(first) -> None:
    assert json.loads(files(NOBODY, now=0)["manifest.json"]) == {}
    share(actor=first, organisation=1, items=[indicator(tlp=TLP.CLEAR), indicator("203.0.113.9")], via="t", now=NOW)
    assert len(json.loads(files(NOBODY, now=0)["manifest.json"])) == 1
    assert len(json.loads(files(first, now=0)["manifest.json"])) == 2
