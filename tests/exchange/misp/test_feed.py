"""The pieces of a feed have the shapes that PyMISP's to_feed and manifest have."""

from __future__ import annotations

import hashlib

import msgspec
from tests.factories.parcels import NOON, indicator, sighting

from hsoc.exchange.misp import decode, events
from hsoc.exchange.misp.feed import document, entry, hashes
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP

PARCEL = Parcel(indicators=(indicator(),), sightings=(sighting(tlp=TLP.GREEN),))


def test_the_file_of_an_event_has_no_distribution_and_nobody_who_met_it() -> None:
    (event,) = events(PARCEL, NOON)
    found = document(event)["Event"]
    assert set(found) == {
        "uuid",
        "info",
        "date",
        "analysis",
        "threat_level_id",
        "timestamp",
        "publish_timestamp",
        "published",
        "Orgc",
        "Tag",
        "Attribute",
    }
    assert [set(one) for one in found["Attribute"]] == [
        {"uuid", "type", "category", "value", "comment", "to_ids", "deleted", "disable_correlation", "timestamp", "first_seen", "Tag"}
    ]


def test_the_file_of_an_event_is_read_again() -> None:
    (event,) = events(PARCEL, NOON)
    found = decode(msgspec.json.encode(document(event)), now=NOON)
    assert [(one.id, one.value, one.tlp, one.until) for one in found.indicators] == [(indicator().id, "198.18.7.9", TLP.GREEN, None)]
    assert found.sightings == ()


def test_the_manifest_knows_what_a_client_decides_by() -> None:
    (event,) = events(PARCEL, NOON)
    assert entry(event) == (
        event["uuid"],
        {
            "Orgc": {"name": "CSIRT Sever", "uuid": "3430eaac-9cc9-5159-a672-0f3112decb60"},
            "Tag": [{"name": "tlp:green", "colour": "#33ff00"}, {"name": "PAP:GREEN", "colour": "#ffffff"}],
            "info": "CSIRT Sever 2026-11-21 TLP:GREEN PAP:GREEN",
            "date": "2026-11-21",
            "analysis": 2,
            "threat_level_id": 4,
            "timestamp": 1795258800,
        },
    )


def test_hash_lines_are_digests_of_values() -> None:
    (event,) = events(PARCEL, NOON)
    assert list(hashes(event)) == [f"{hashlib.md5(b'198.18.7.9', usedforsecurity=False).hexdigest()},{event['uuid']}"]
