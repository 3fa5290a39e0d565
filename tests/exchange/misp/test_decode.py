"""Documents of strangers: every shape that is meant, and hostile ones in bounded time and memory."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.parcels import NOON

from hsoc.exchange.misp import decode
from hsoc.records.indicator import MOST_TEXT, Indicator, Kind, Sighting, Verdict
from hsoc.records.parcel import MOST_BYTES, MOST_ITEMS, Unreadable
from hsoc.records.tlp import PAP, TLP

ID = "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01"
GOLDEN = b"""{"Event": {
  "uuid": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b10", "info": "Scanners of the week", "date": "2026-11-21", "timestamp": "1795258801",
  "distribution": "1", "analysis": "2", "threat_level_id": "3", "published": true,
  "Orgc": {"name": "CSIRT Sever", "uuid": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b03"}, "Org": {"name": "Somebody else"},
  "Tag": [{"name": "tlp:green"}, {"name": "PAP:GREEN"}, {"name": "rdp"}],
  "Attribute": [
    {"uuid": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01", "type": "ip-src|port",
     "category": "Network activity", "value": "198.18.7.9|3389",
     "to_ids": true, "comment": "It looks for open remote desktops.", "timestamp": "1795258800", "deleted": false, "distribution": "5",
     "first_seen": "2026-11-21T10:00:00.000000+00:00",
     "Tag": [{"name": "tlp:amber"}, {"name": "rsit:information-gathering=\\"scanner\\""}],
     "Sighting": [
       {"uuid": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b02", "type": "0", "date_sighting": "1795258900", "Organisation": {"name": "CSIRT Jih"}},
       {"uuid": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b04", "type": "2", "date_sighting": "1797850800",
        "Organisation": {"name": "CSIRT Sever"}}],
     "ShadowAttribute": [{"type": "ip-src", "value": "198.18.7.10", "to_ids": true}]},
    {"uuid": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a05", "type": "link", "value": "https://csirt.example/2026/7"},
    {"uuid": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a06", "type": "yara", "value": "rule x {}"}],
  "Object": [{"name": "file", "Attribute": [
    {"uuid": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a07", "type": "md5", "value": "D41D8CD98F00B204E9800998ECF8427E", "to_ids": "1",
     "deleted": true}]}]
}}"""


def attribute(**given: Any) -> dict[str, Any]:
    return {"uuid": ID, "type": "ip-src", "value": "198.18.7.9", "to_ids": True, "timestamp": "1795258800"} | given


def event(*attributes: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"info": "x", "Orgc": {"name": "CSIRT Sever"}, "Tag": [{"name": "tlp:clear"}], "Attribute": list(attributes)} | given


def read(document: Any) -> Any:
    return decode(msgspec.json.encode(document), now=NOON)


def test_the_golden_event_says_all_of_this() -> None:
    found = decode(GOLDEN, now=0)
    scanner = Indicator(
        id=ID,
        kind=Kind.IP,
        value="198.18.7.9",
        first=NOON - 3_600_000,
        until=NOON + 30 * 86_400_000,
        modified=NOON,
        tlp=TLP.AMBER,
        pap=PAP.GREEN,
        category=("Recon.Scanning",),
        labels=("rdp",),
        title="Scanners of the week",
        description="It looks for open remote desktops.",
        producer="CSIRT Sever",
        reference="https://csirt.example/2026/7",
        to_block=True,
    )
    file = Indicator(
        id="7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a07",
        kind=Kind.MD5,
        value="d41d8cd98f00b204e9800998ecf8427e",
        first=NOON + 1000,
        modified=NOON + 1000,
        tlp=TLP.GREEN,
        pap=PAP.GREEN,
        labels=("rdp",),
        title="Scanners of the week",
        producer="CSIRT Sever",
        reference="https://csirt.example/2026/7",
        to_block=True,
        revoked=True,
    )
    met = Sighting(
        id="0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b02",
        kind=Kind.IP,
        value="198.18.7.9",
        first=NOON + 100_000,
        last=NOON + 100_000,
        indicator=ID,
        producer="CSIRT Jih",
        tlp=TLP.AMBER,
    )
    assert (found.indicators, found.sightings) == ((scanner, file), (met,))
    assert (found.items, found.rejected, found.unknown) == (4, 0, {"ShadowAttribute": 1, "link": 1, "yara": 1})


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: {"Event": one},
        lambda one: [one],
        lambda one: [{"Event": one}],
        lambda one: {"response": [{"Event": one}]},
        lambda one: {"response": {"Attribute": one["Attribute"]}},
        lambda one: one["Attribute"],
        lambda one: one["Attribute"][0],
        lambda one: {"Event": {"info": "x", "Object": [{"Attribute": one["Attribute"]}]}},
    ],
)
def test_every_wrapping_is_read(wrap: Any) -> None:
    assert [one.value for one in read(wrap(event(attribute()))).indicators] == ["198.18.7.9"]


@pytest.mark.parametrize(
    ("type_", "value", "found"),
    [
        ("ip-dst", "198.18.0.0/24", [("net", "198.18.0.0/24", True)]),
        ("ip-dst|port", "2001:db8::7|443", [("ip", "2001:db8::7", True)]),
        ("hostname|port", "a.example|443", [("domain", "a.example", True)]),
        ("domain|ip", "a.example|198.18.7.9", [("domain", "a.example", True), ("ip", "198.18.7.9", False)]),
        ("filename|md5", "a|b|" + "d" * 32, [("md5", "d" * 32, True)]),
        ("malware-sample", "a.exe|" + "d" * 32, [("md5", "d" * 32, True)]),
        ("sha512", "d" * 128, [("sha512", "d" * 128, True)]),
        ("email-src", "boss@evil.example", [("mail", "boss@evil.example", True)]),
        ("AS", "AS64496", [("asn", "64496", True)]),
        ("AS", 64496, [("asn", "64496", True)]),
        ("url", "http://evil.example/a|b", [("url", "http://evil.example/a|b", True)]),
    ],
)
def test_types_have_their_values(type_: str, value: str | int, found: list[tuple[str, str, bool]]) -> None:
    indicators = read(event(attribute(type=type_, value=value))).indicators
    assert [(one.kind.value, one.value, one.to_block) for one in indicators] == found
    assert len({one.id for one in indicators}) == len(found)


@pytest.mark.parametrize(
    "document",
    [
        event(attribute(), distribution="0"),
        event(attribute(distribution=0)),
        event(Object=[{"distribution": "0", "Attribute": [attribute()]}]),
        event(attribute(), Tag=[]),
        event(attribute(Tag=[{"name": "tlp:unclear"}])),
    ],
)
def test_organisation_only_and_unclear_labels_are_narrow(document: dict[str, Any]) -> None:
    assert [one.tlp for one in read(document).indicators] == [TLP.AMBER_STRICT]


def test_only_the_producer_ends_its_own_indicator() -> None:
    told = [{"type": 2, "date_sighting": 1795259900, "Organisation": {"name": who}} for who in ("CSIRT Sever", "CSIRT Jih")]
    found = read(event(attribute(Sighting=[*told, {"type": "1", "date_sighting": "1795259000"}, {"type": "3"}])))
    assert [one.until for one in found.indicators] == [1795259900_000]
    assert [(one.verdict, one.producer) for one in found.sightings] == [(Verdict.EXPIRED, "CSIRT Jih"), (Verdict.FALSE_POSITIVE, "")]
    assert found.unknown == {"Sighting 3": 1}


def test_a_time_last_seen_is_a_sighting_of_the_producer() -> None:
    (one,) = read(event(attribute(first_seen="2026-11-21T11:00:00Z", last_seen="2026-11-21T12:00:00Z"))).sightings
    assert (one.first, one.last, one.producer, one.value) == (NOON, NOON + 3_600_000, "CSIRT Sever", "198.18.7.9")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"type": 7}, "Attribute.type"),
        ({"value": {"a": 1}}, "Attribute.value"),
        ({"value": "198.18.7.9/24"}, "value"),
        ({"value": ""}, "value"),
        ({"type": "domain|ip", "value": "a.example"}, "value"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"Tag": "tlp:green"}, "Attribute.Tag"),
        ({"Sighting": [{"date_sighting": "soon"}]}, "Sighting.date_sighting"),
    ],
)
def test_a_bad_attribute_is_left_out_alone_with_its_place(given: dict[str, Any], place: str) -> None:
    found = read(event(attribute(**given), attribute()))
    assert len(found.indicators) == 1
    assert [(one.index, one.place) for one in found.rejects] == [(0, place)]
    assert found.items == 2


def test_a_bad_event_of_several_is_left_out_alone() -> None:
    found = read({"response": [{"Event": event(attribute())}, {"Event": 7}, 7, {"hello": 1}]})
    assert (len(found.indicators), found.items, found.rejected) == (1, 4, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a document"),
        (b"\x00", "not a document"),
        (b"uuid,value", "not a document"),
        (b'{"hello":"world"}', "neither an event"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"Event":' * 1_000_000, "nested too deeply"),
        (b'{"Event":' * 9 + b"{}" + b"}" * 9, "wrapped more often"),
        (b'{"x":' + b"[" * 1_000_000, "nested too deeply"),
        (b"[1" + b",1" * 5_000_000 + b"]", "commas"),
        (b"[" + b"{}," * MOST_ITEMS + b"{}]", "at most 200000 are read"),
        (b'{"info":"x","Attribute":[' + b"1," * MOST_ITEMS + b"1]}", "more than 200000 attributes"),
        (b" " * (MOST_BYTES + 1), "larger than 64 MiB"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(content: bytes, reason: str) -> None:
    start = time.process_time()
    with pytest.raises(Unreadable, match=reason):
        decode(content, now=NOON)
    assert time.process_time() - start < 5


def test_huge_strings_are_cut_and_controls_taken_out() -> None:
    big = "x" * 10_000_000
    found = read(
        event(attribute(comment="a\x00" + big, Tag=[{"name": big}]), attribute(type=big), attribute(value=big), info="b\x00" + big)
    )
    (one,) = found.indicators
    assert (len(one.description), one.title[:3], len(one.title), max(map(len, one.labels))) == (MOST_TEXT, "b x", 200, 200)
    assert [one.place for one in found.rejects] == ["value"]


def test_many_tags_on_many_attributes_take_their_size_and_not_its_square() -> None:
    tags = [{"name": f"noise {i}"} for i in range(20_000)] + [{"name": "tlp:red"}]
    start = time.process_time()
    found = read(event(*[attribute(uuid="")] * 2_000, Tag=tags))
    assert time.process_time() - start < 3
    assert {one.tlp for one in found.indicators} == {TLP.RED}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(["uuid", "type", "value", "to_ids", "Tag", "Sighting", "timestamp", "first_seen", "last_seen", "deleted", "comment"])
ATTRIBUTES = st.dictionaries(KEYS, JSON, max_size=5).map(lambda more: attribute(**more))


@given(
    st.lists(ATTRIBUTES | JSON, max_size=5),
    st.dictionaries(st.sampled_from(["info", "Tag", "Orgc", "timestamp", "Object"]), JSON, max_size=2),
)
def test_any_attributes_are_read_or_rejected_and_none_is_lost(attributes: list[Any], more: dict[str, Any]) -> None:
    try:
        found = read(event(*attributes, **more))
    except Unreadable:
        assert more != {}
        return
    assert found.items >= len(attributes)
    assert found.rejected <= found.items


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_refusal(content: bytes) -> None:
    try:
        decode(content, now=NOON)
    except Unreadable as error:
        assert error.reason != ""  # noqa: PT017 (a refusal has words)
