"""Suricata's lines: alerts are events, the rest is counted, hostile values are rejects."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.eve import decode
from hsoc.records.event import Endpoint
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
ALERT = {
    "action": "blocked",
    "gid": 1,
    "signature_id": 2000001,
    "rev": 3,
    "signature": "ET SCAN invented",
    "category": "Detection of a Network Scan",
}
GOLDEN = {
    "timestamp": "2026-11-20T08:00:00.000000+0100",
    "flow_id": 1234567890123456,
    "event_type": "alert",
    "src_ip": "192.0.2.7",
    "src_port": 40000,
    "dest_ip": "2001:DB8::1",
    "dest_port": 445,
    "proto": "TCP",
    "app_proto": "smb",
    "host": "sensor-1",
    "alert": ALERT | {"severity": 2},
    "flow": {"pkts_toserver": 3, "pkts_toclient": 1, "bytes_toserver": 200, "bytes_toclient": 60},
}


def lines(*documents):
    return b"\n".join(map(msgspec.json.encode, documents))


def test_the_golden_alert():
    (taken,) = decode(lines(GOLDEN), now=NOW).events
    event = taken.event
    assert (event.category, event.severity, event.detected) == (("Recon.Scanning",), Severity.MEDIUM, 1795158000000)
    assert event.sources == (Endpoint(addresses=("192.0.2.7",), ports=(40000,), proto=("tcp", "smb")),)
    assert event.targets == (Endpoint(addresses=("2001:db8::1",), ports=(445,), proto=("tcp", "smb")),)
    assert (event.packets, event.bytes, event.description, event.node) == (4, 260, "ET SCAN invented", "sensor-1")
    assert (event.tlp, taken.original) == (TLP.AMBER_STRICT, lines(GOLDEN))


def test_what_is_no_alert_is_counted_and_no_event():
    parcel = decode(lines({"event_type": "dns"}, GOLDEN, {"event_type": "flow"}, {"event_type": "dns"}, {}), now=NOW)
    assert (parcel.items, len(parcel.events), parcel.rejected) == (5, 1, 0)
    assert parcel.unknown == {"event_type dns": 2, "event_type flow": 1, "event_type ": 1}


def test_an_alert_of_no_class_is_an_attempt():
    (taken,) = decode(lines(GOLDEN | {"alert": {"signature": "x"}}), now=NOW).events
    assert (taken.event.category, taken.event.severity) == (("Attempt.Exploit",), Severity.MEDIUM)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"timestamp": None}, "timestamp"),
        ({"timestamp": "2027-01-01T00:00:00"}, "timestamp"),
        ({"src_ip": None}, "src_ip"),
        ({"dest_ip": "x"}, "dest_ip"),
    ],
)
def test_what_cannot_be_an_event_has_its_place(change, place):
    parcel = decode(lines(GOLDEN, GOLDEN | change), now=NOW)
    assert [(one.index, one.place) for one in parcel.rejects] == [(1, f"line 2, {place}")]


VALUES = (
    st.none() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2) | st.dictionaries(st.text(max_size=4), st.none())
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([key for key in GOLDEN if key != "event_type"]), VALUES, max_size=8))
def test_hostile_values_are_rejects_never_crashes(change):
    parcel = decode(lines(GOLDEN | change), now=NOW)
    assert parcel.items == 1 == len(parcel.events) + parcel.rejected
