"""IntelMQ's events: one, a list or lines; labels never wider; what cannot be an event has its place."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.intelmq import decode
from hsoc.exchange.intelmq.terms import READ
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Kind
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
GOLDEN = {
    "classification.type": "brute-force",
    "classification.taxonomy": "intrusion-attempts",
    "classification.identifier": "ssh",
    "time.source": "2026-11-20T07:00:00+00:00",
    "time.observation": "2026-11-20T08:00:00+00:00",
    "source.ip": "192.0.2.7",
    "source.port": 40000,
    "source.asn": 64500,
    "source.geolocation.cc": "CZ",
    "destination.ip": "2001:DB8::1",
    "destination.port": 22,
    "protocol.transport": "tcp",
    "protocol.application": "ssh",
    "feed.name": "honeypot",
    "feed.accuracy": 100.0,
    "tlp": "GREEN",
    "raw": "cmF3",
    "extra.count": 5,
}


def document(**change):
    return msgspec.json.encode(GOLDEN | {key.replace("__", "."): value for key, value in change.items()})


def test_the_golden_event():
    parcel = decode(document(), now=NOW)
    (taken,) = parcel.events
    event = taken.event
    assert (event.category, event.detected, event.created) == (("Attempt.Login",), 1795158000000, 1795161600000)
    assert event.sources == (Endpoint(addresses=("192.0.2.7",), ports=(40000,), proto=("tcp", "ssh"), asn=(64500,)),)
    assert event.targets == (Endpoint(addresses=("2001:db8::1",), ports=(22,), proto=("tcp", "ssh")),)
    assert (event.tlp, event.confidence, event.node, event.description) == (TLP.GREEN, 1.0, "honeypot", "brute-force, ssh")
    assert taken.original == document()
    assert parcel.unknown == {"source.geolocation.cc": 1, "extra.count": 1}


@pytest.mark.parametrize(
    ("label", "tlp"),
    [
        ("WHITE", TLP.CLEAR),
        ("GREEN", TLP.GREEN),
        ("AMBER", TLP.AMBER),
        ("RED", TLP.RED),
        ("PURPLE", TLP.AMBER_STRICT),
        ("", TLP.AMBER_STRICT),
        (None, TLP.AMBER_STRICT),
        (5, TLP.AMBER_STRICT),
    ],
)
def test_labels_are_never_wider(label, tlp):
    assert decode(document(tlp=label), now=NOW).events[0].event.tlp == tlp


def test_one_a_list_and_lines():
    one = document()
    for content in (one, b"[" + one + b"," + one + b"]", one + b"\n" + one):
        parcel = decode(content, now=NOW)
        assert {taken.event.id for taken in parcel.events} == {decode(one, now=NOW).events[0].event.id}


def test_a_value_alone_is_an_indicator():
    content = b'{"time.source": "2026-11-20T07:00:00Z", "classification.type": "phishing", "source.url": "http://Bad.example/"}'
    (found,) = decode(content, now=NOW).indicators
    assert (found.kind, found.value, found.category, found.tlp) == (Kind.URL, "http://bad.example/", ("Fraud.Phishing",), TLP.AMBER_STRICT)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"source__ip": "x"}, "source.ip"),
        ({"time__source": "2027-01-01"}, "time.source"),
        ({"time__source": []}, "time.source"),
        ({"time__source": None, "time__observation": None}, "time.source"),
        ({"source__ip": None, "destination__ip": None}, "source.ip"),
    ],
)
def test_what_cannot_be_an_event_has_its_place(change, place):
    parcel = decode(document(**change) + b"\n" + document(), now=NOW)
    assert [(one.index, one.place) for one in parcel.rejects] == [(0, f"line 1, {place}")]
    assert len(parcel.events) == 1


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.lists(st.integers(), max_size=3)
)


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(sorted(READ)), VALUES, max_size=12))
def test_hostile_values_are_rejects_never_crashes(change):
    parcel = decode(msgspec.json.encode(GOLDEN | change), now=NOW)
    assert parcel.items == 1 == len(parcel.events) + len(parcel.indicators) + parcel.rejected


@pytest.mark.parametrize("content", [b"[", b"[" * 50_000, b"\xff\xfe", b'["a"]', b"5"])
def test_what_is_no_document(content):
    try:
        assert decode(content, now=NOW).rejected == 1
    except Unreadable as error:
        assert error.reason  # noqa: PT017
