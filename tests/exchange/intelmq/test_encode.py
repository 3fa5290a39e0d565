"""Events for IntelMQ: what CARRIES calls kept comes back, only its four labels go out, none wider."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.intelmq import CARRIES, CARRIES_INDICATOR, decode, encode
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Indicator, Kind
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import PAP, TLP

LATER = 200_000_000_000_000
KEY = re.compile(r"[a-z_][a-z_0-9]+(\.[a-z_0-9]+)*")


@settings(deadline=None, max_examples=60)
@given(events())
def test_what_is_kept_comes_back(told):
    first = max(told.first, EARLIEST)
    changed = {
        "detected": max(told.detected, EARLIEST),
        "created": max(told.created, EARLIEST),
        "first": first,
        "last": max(told.last, first),
    }
    changed["sources"] = (Endpoint(addresses=("192.0.2.1",)),)
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | changed)
    content = encode(Parcel(events=(Taken(one, b"raw", ""),)), now=LATER).content
    (taken,) = decode(content, now=LATER).events
    kept = [field for field, said in CARRIES.items() if said == "kept"]
    assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}
    assert taken.event.tlp.narrowness >= one.tlp.narrowness
    document = msgspec.json.decode(content)
    assert [key for key in document if not KEY.fullmatch(key)] == []
    assert document["raw"] == "cmF3"


@pytest.mark.parametrize(
    ("tlp", "label"), [(TLP.CLEAR, "WHITE"), (TLP.GREEN, "GREEN"), (TLP.AMBER, "AMBER"), (TLP.AMBER_STRICT, "RED"), (TLP.RED, "RED")]
)
def test_labels(tlp, label):
    assert msgspec.json.decode(encode(Parcel(events=(Taken(event(tlp=tlp), b"", ""),)), now=LATER).content)["tlp"] == label


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.IP, "192.0.2.1"),
        (Kind.NET, "192.0.2.0/24"),
        (Kind.DOMAIN, "bad.example"),
        (Kind.URL, "http://bad.example/"),
        (Kind.MAIL, "a@bad.example"),
        (Kind.MD5, "ab" * 16),
        (Kind.SHA1, "ab" * 20),
        (Kind.SHA256, "ab" * 32),
        (Kind.ASN, "64500"),
    ],
)
def test_indicators_come_back(kind, value):
    one = Indicator(
        id="6f1d9d0e-3d84-4a27-8b57-3f1f8e0a7c11",
        kind=kind,
        value=value,
        first=EARLIEST,
        until=LATER + 9,
        category=("Malware",),
        confidence=70,
        pap=PAP.AMBER,
    )
    (again,) = decode(encode(Parcel(indicators=(one,)), now=LATER).content, now=LATER).indicators
    kept = [field for field, said in CARRIES_INDICATOR.items() if said == "kept"]
    assert {field: getattr(again, field) for field in kept} == {field: getattr(one, field) for field in kept}


def test_a_revoked_indicator_does_not_go_out():
    one = Indicator(id="a", kind=Kind.IP, value="192.0.2.1", first=EARLIEST, revoked=True)
    assert encode(Parcel(indicators=(one,)), now=LATER).items == 0
