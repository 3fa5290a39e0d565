"""Events as IDEA0 documents."""

import msgspec
from tests.factories.ideas import NOON, event

from hsoc.exchange.idea.encode import OWN, encode, encoded, timestamp
from hsoc.exchange.idea.schema import faults
from hsoc.records.event import Endpoint, Event
from hsoc.records.taxonomy import Basis, Disposition


def test_a_scan_is_written_as_warden_wants_it():
    assert encode(event()) == {
        "Format": "IDEA0",
        "ID": "5f3e0a1c-scan",
        "DetectTime": "2026-11-21T11:00:00.000Z",
        "EventTime": "2026-11-21T10:59:55.000Z",
        "CeaseTime": "2026-11-21T11:01:00.000Z",
        "Category": ["Recon.Scanning"],
        "Source": [{"IP4": ["198.51.100.7"], "Proto": ["tcp"]}],
        "Target": [{"Port": [3389], "Proto": ["tcp"]}],
        "TLP": "TLP:AMBER+STRICT",
        "Node": [{"Name": "cz.example.perimeter", "Type": ["Flow", "Statistical"], "SW": ["hSOC"]}],
        "_hSOC": {
            "Revision": 1,
            "Detector": "horizontal_scan",
            "Vector": "syn",
            "Severity": 2,
            "Sources": 1,
            "Targets": 77,
            "Ports": 0,
        },
    }


def test_regulated_traffic_carries_the_dropped_counts_of_the_edge():
    told = encode(
        event(
            targets=(Endpoint(addresses=("192.0.2.9",), types=("ActionRegulated",)),),
            flows=10, packets=100, bytes=6000, dropped_flows=9, dropped_packets=90, dropped_bytes=5400,
            disposition=Disposition.PREVENTIVE, basis=Basis.CONFIRMED,
        )
    )  # fmt: skip
    assert told["Target"][0]["Type"] == ["ActionRegulated"]
    assert [told[key] for key in ("FlowCountDropped", "PacketCountDropped", "ByteCountDropped")] == [9, 90, 5400]


def test_unknown_drops_are_left_out_and_known_zero_is_said():
    assert "PacketCountDropped" not in encode(event(dropped_packets=None))
    assert encode(event(dropped_packets=0))["PacketCountDropped"] == 0


def test_practice_is_marked_beside_the_real_category():
    assert encode(event(test=True))["Category"] == ["Recon.Scanning", "Test"]


def test_families_are_kept_apart():
    told = encode(event(sources=(Endpoint(addresses=("192.0.2.1", "2001:db8::/32", "198.51.100.0/24")),)))
    assert told["Source"] == [{"IP4": ["192.0.2.1", "198.51.100.0/24"], "IP6": ["2001:db8::/32"]}]


def test_every_own_key_names_a_field():
    assert set(OWN) <= set(Event.__struct_fields__)


def test_timestamp_keeps_milliseconds():
    assert timestamp(NOON + 7) == "2026-11-21T11:00:00.007Z"


def test_an_instant_outside_the_calendar_is_written_as_the_nearest():
    assert [timestamp(-(2**62)), timestamp(2**62)] == ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]


def test_encoded_is_a_valid_document():
    assert faults(msgspec.json.decode(encoded(event(confidence=0.5, description="x")))) == ()
