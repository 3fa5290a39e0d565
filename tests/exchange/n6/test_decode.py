"""n6's events: lists and streams, restrictions never wider, masked addresses never guessed."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.n6 import decode
from hsoc.exchange.n6.terms import CATEGORIES, READ
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
GOLDEN = {
    "id": "0123456789abcdef0123456789abcdef",
    "source": "hidden.42",
    "restriction": "need-to-know",
    "confidence": "high",
    "category": "bots",
    "time": "2026-11-20T07:00:00Z",
    "modified": "2026-11-20T09:00:00Z",
    "until": "2026-11-20T08:00:00Z",
    "count": 3,
    "name": "botnet-x",
    "proto": "tcp",
    "address": [{"ip": "192.0.2.7", "cc": "CZ", "asn": 64500}, {"ip": "192.0.2.8"}],
    "dip": "198.51.100.9",
    "sport": 40000,
    "dport": 443,
    "client": ["x"],
}


def test_the_golden_event():
    parcel = decode(msgspec.json.encode([GOLDEN]), now=NOW)
    event = parcel.events[0].event
    assert (event.id, event.category, event.tlp) == (GOLDEN["id"], ("Malware",), TLP.AMBER)
    assert (event.first, event.last, event.created) == (1795158000000, 1795161600000, 1795165200000)
    assert event.sources[0].addresses == ("192.0.2.7", "192.0.2.8")
    assert (event.sources[0].asn, event.targets[0].addresses, event.targets[0].ports) == ((64500,), ("198.51.100.9",), (443,))
    assert (event.confidence, event.detections, event.node, event.description) == (0.9, 3, "n6.hidden.42", "botnet-x")
    assert parcel.unknown == {"client": 1}


def test_a_stream_is_the_same_as_a_list():
    line = msgspec.json.encode(GOLDEN)
    assert decode(line + b"\n" + line + b"\n", now=NOW).events == decode(b"[" + line + b"," + line + b"]", now=NOW).events


@pytest.mark.parametrize(
    ("said", "tlp"),
    [("public", TLP.CLEAR), ("need-to-know", TLP.AMBER), ("internal", TLP.AMBER_STRICT), ("x", TLP.AMBER_STRICT), (None, TLP.AMBER_STRICT)],
)
def test_restrictions_are_never_wider(said, tlp):
    assert decode(msgspec.json.encode(GOLDEN | {"restriction": said}), now=NOW).events[0].event.tlp == tlp


def test_a_victim_is_the_target_and_a_masked_address_is_nobody():
    event = decode(msgspec.json.encode(GOLDEN | {"category": "dos-victim", "dip": None, "adip": "x.x.51.198"}), now=NOW).events[0].event
    assert event.targets[0].addresses == ("192.0.2.7", "192.0.2.8")
    assert [side.addresses for side in event.sources] == [()]


def test_there_are_27_categories():
    assert len(CATEGORIES) == 27


def test_a_url_is_an_indicator_too():
    content = msgspec.json.encode(GOLDEN | {"category": "malurl", "url": "http://Bad.example/x", "md5": "AB" * 16})
    assert [(one.kind, one.value) for one in decode(content, now=NOW).indicators] == [
        (Kind.URL, "http://bad.example/x"),
        (Kind.MD5, "ab" * 16),
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"time": None}, "time"),
        ({"time": "2027-01-01"}, "time"),
        ({"time": 5}, "time"),
        ({"address": [{"ip": "x"}]}, "address/0"),
        ({"address": [[]]}, "address/0"),
        ({"dip": "x"}, "dip"),
        ({"address": [], "dip": None}, "address"),
    ],
)
def test_what_cannot_be_an_event_has_its_place(change, place):
    parcel = decode(msgspec.json.encode([GOLDEN, GOLDEN | change]), now=NOW)
    assert [(one.index, one.place) for one in parcel.rejects] == [(1, f"item 1, {place}")]


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.lists(st.dictionaries(st.sampled_from(["ip", "asn"]), st.text(max_size=4)), max_size=3)
)


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(sorted(READ)), VALUES, max_size=12))
def test_hostile_values_are_rejects_never_crashes(change):
    parcel = decode(msgspec.json.encode(GOLDEN | change), now=NOW)
    assert parcel.items == 1 == len(parcel.events) + parcel.rejected
