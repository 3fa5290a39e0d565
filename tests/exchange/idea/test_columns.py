"""Rows from bytes: the quick way and the slow way agree, and the hostile is refused with its place."""

import msgspec
import pytest
from hypothesis import given, settings
from tests.factories.ideas import NOON, document, event, events

from hsoc.exchange.idea.columns import MOST_BYTES, ROW, category, event_columns, port, protocol, row
from hsoc.exchange.idea.decode import decode
from hsoc.exchange.idea.encode import encoded
from hsoc.exchange.idea.fault import Unreadable


def columns(raw, **more):
    return dict(zip(ROW, event_columns(raw, **more), strict=True))


def as_json(**given):
    return msgspec.json.encode(document(**given))


@settings(deadline=None)  # the first document of all compiles the decoder
@given(events())
def test_quick_and_slow_way_agree_on_our_events(one):
    raw = encoded(one)
    assert event_columns(raw) == row(decode(msgspec.json.decode(raw)), raw=raw)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"PacketCount": 10, "PacketCountDropped": 7, "Source": [{"IP4": ["192.0.2.1/24"]}, {"IP6": ["2001:db8::1"]}]},
        {"Confidence": "0.5", "Target": [{"Port": 53, "Proto": "udp"}]},
        {"_Mentat": {"EventSeverity": "high"}, "Category": ["Test", "Intrusion.Botnet"], "TLP": "TLP:GREEN"},
        {"Source": [{"IP4": ["192.0.2.1"], "IP6": ["2001:db8::1"]}, {"IP4": ["192.0.2.2"]}], "WinStartTime": "2026-11-21 10:00:00"},
        {"_hSOC": {"Severity": 4, "Disposition": "reactive"}},
        {"_hSOC": {"State": "ended", "Revision": "x"}},
    ],
)
@pytest.mark.parametrize("ours", [True, False])
def test_quick_and_slow_way_agree_on_partners_events(given, ours):
    raw = as_json(**given)
    assert event_columns(raw, ours=ours) == row(decode(msgspec.json.decode(raw), ours=ours), raw=raw)


def test_a_row_says_what_the_journal_asks():
    found = columns(encoded(event(packets=5)))
    wanted = {"id": "5f3e0a1c-scan", "detected": NOON, "category": "Recon.Scanning", "src_bits": 128, "source_list": ["198.51.100.7"]}
    wanted |= {"dst_bits": -1, "target_list": [], "targets": 77, "proto": 6, "port": 3389, "packets": 5, "detections": 1}
    assert {name: found[name] for name in wanted} == wanted


def test_a_list_of_sources_is_canonical_distinct_and_bounded():
    found = columns(as_json(Source=[{"IP4": ["192.0.2.1/32", "192.0.2.1"]}, {"IP4": [f"198.51.100.{i}" for i in range(150)]}]))
    assert found["source_list"][:2] == ["192.0.2.1", "198.51.100.0"]
    assert len(found["source_list"]) == 100


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"", ""),
        (b"{", ""),
        (b"[]", ""),
        (b"\xff\xfe", ""),
        (b'{"Format": "IDEA0", "ID": "\xff"}', ""),
        (b"[" * 100_000 + b"]" * 100_000, ""),
        (as_json(ID="a b"), "ID"),
        (as_json(Source=[{"IP4": ["192.0.2.300"]}]), "Source/0/IP4/0"),
        (as_json(Source=[{"IP4": ["2001:db8::1"]}]), "Source/0/IP4/0"),
        (as_json(DetectTime="2026-02-30T00:00:00Z"), "DetectTime"),
        (b" " * (MOST_BYTES + 1), ""),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(raw, path):
    with pytest.raises(Unreadable) as refused:
        event_columns(raw)
    assert refused.value.path == path


def test_faults_come_with_the_refusal():
    with pytest.raises(Unreadable) as refused:
        event_columns(as_json(ID="a b", Category=[]))
    assert [one.key for one in refused.value.faults] == ["Category", "ID"]


def test_raw_is_accepted_as_msgspec_cuts_it():
    (one,) = msgspec.json.decode(b"[" + as_json() + b"]", type=list[msgspec.Raw])
    assert event_columns(one)[-1] == as_json()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("Test", "Malware"), "Malware"),
        (("Test",), "Test"),
        (("Recon.Knocking",), "Recon"),
        (("Weird.Thing", "Malware"), "Other"),
        ((), "Test"),
    ],
)
def test_category_is_one_of_the_servers_vocabulary(words, wanted):
    assert category(words) == wanted


def test_protocol_and_port_are_told_only_where_they_are_one():
    assert (protocol([["tcp", "ssh"], ["TCP"]]), protocol([["tcp"], ["udp"]]), protocol([]), protocol([["ssh"]])) == (6, -1, -1, -1)
    assert (port([[22]], [[1, 2]]), port([[]], [[53]]), port([[1, 2]], [[53]]), port([], [])) == (22, 53, -1, -1)


@pytest.mark.parametrize(
    "given", [{}, {"Target": [{"IP4": ["198.51.100.1"], "Proto": ["tcp"], "Port": [22]}] * 101}, {"Target": [{"IP4": ["198.51.100.0/24"]}]}]
)
def test_what_was_checked_before_gives_the_same_row(given):
    raw = as_json(**given)
    assert event_columns(raw, checked=True) == event_columns(raw)
