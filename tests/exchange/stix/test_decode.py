"""Documents of strangers: every shape that is meant, and hostile ones in bounded time and memory."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.stix.test_join import ADDRESS, AT, indicator, sighting
from tests.factories.parcels import NOON

from hsoc.exchange.stix import decode, join
from hsoc.exchange.stix.terms import TLP_IDS
from hsoc.records.indicator import MOST_TEXT, Indicator, Kind
from hsoc.records.parcel import MOST_BYTES, MOST_ITEMS, MOST_UNKNOWN, Unreadable
from hsoc.records.tlp import PAP, TLP

GOLDEN = b"""\xef\xbb\xbf{
  "type": "bundle", "id": "bundle--5330e3e3-8f58-4d21-9f4b-793a054c0d33",
  "objects": [
    {"type": "indicator", "spec_version": "2.1", "id": "indicator--7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
     "created_by_ref": "identity--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b03", "created": "2026-11-21T10:59:55.000Z",
     "modified": "2026-11-21T11:00:00.001Z", "name": "A scanner", "description": "It looks for open remote desktops.",
     "indicator_types": ["malicious-activity"], "pattern": "[ipv4-addr:value = '198.18.7.9']", "pattern_type": "stix",
     "valid_from": "2026-11-21T11:00:00Z", "valid_until": "2026-12-21T11:00:00Z", "confidence": 75, "revoked": false,
     "labels": ["rsit:information-gathering=\\"scanner\\"", "rdp", "PAP:GREEN"],
     "external_references": [{"source_name": "CSIRT Sever", "url": "https://csirt.example/2026/7"}],
     "object_marking_refs": ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"], "x_foreign": {"kept": ["by", "nobody"]}},
    {"type": "identity", "spec_version": "2.1", "id": "identity--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b03", "name": "CSIRT Sever",
     "identity_class": "organization"},
    {"type": "malware", "spec_version": "2.1", "id": "malware--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b04", "name": "Invented"},
    {"type": "report", "spec_version": "2.1", "id": "report--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b05", "name": "Invented"}
  ]
}"""


def test_the_golden_bundle_says_all_of_this() -> None:
    found = decode(GOLDEN, now=0)
    assert found.indicators == (
        Indicator(
            id="7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
            kind=Kind.IP,
            value="198.18.7.9",
            first=NOON,
            until=NOON + 30 * 86_400_000,
            created=NOON - 5000,
            modified=NOON + 1,
            tlp=TLP.GREEN,
            pap=PAP.GREEN,
            confidence=75,
            category=("Recon.Scanning",),
            labels=("rdp",),
            title="A scanner",
            description="It looks for open remote desktops.",
            producer="CSIRT Sever",
            reference="https://csirt.example/2026/7",
            to_block=True,
        ),
    )
    assert (found.items, found.rejected, found.unknown) == (4, 0, {"malware": 1, "report": 1})


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: [one], lambda one: {"objects": [one]}, lambda one: {"more": True, "objects": [one]}]
)
def test_a_bundle_a_list_an_envelope_and_a_single_object_are_read(wrap: Any) -> None:
    found = decode(msgspec.json.encode(wrap(indicator())), now=NOON)
    assert [one.value for one in found.indicators] == ["198.18.7.9"]


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"more":false}', b'{"type":"bundle","id":"bundle--1"}', b'{"objects":[]}'])
def test_nothing_is_nothing(content: bytes) -> None:
    assert decode(content, now=NOON).items == 0


def test_of_several_versions_the_newest_counts() -> None:
    old, new = indicator(), indicator(modified="2026-11-22T11:00:00.5Z", revoked=True)
    for order in ([old, new], [new, old]):
        found = decode(msgspec.json.encode(order), now=NOON)
        assert [one.revoked for one in found.indicators] == [True]
        assert found.unknown == {"older version": 1}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"pattern": 7}, "pattern"),
        ({"confidence": "high"}, "confidence"),
        ({"labels": ["a", None]}, "labels[1]"),
        ({"object_marking_refs": "x"}, "object_marking_refs"),
        ({"id": None}, "id"),
        ({"type": ["indicator"]}, "type"),
    ],
)
def test_an_object_of_wrong_types_is_left_out_alone_with_its_place(given: dict[str, Any], place: str) -> None:
    found = decode(msgspec.json.encode([indicator(**given), indicator()]), now=NOON)
    assert len(found.indicators) == 1
    assert [(one.index, one.place) for one in found.rejects] == [(0, place)]
    assert found.items == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a document"),
        (b"\x00", "not a document"),
        (b"<stix:STIX_Package/>", "not a document"),
        (b'{"hello":"world"}', "neither a bundle"),
        (b'{"type":"bundle","objects":{}}', "not a document"),
        (b'{"objects":' + b"[" * 1_000_000, "nested too deeply"),
        (b'{"objects":[' + b'{"a":' * 1_000_000, "nested too deeply"),
        (b'{"x":' + b"[" * 1_000_000, "nested too deeply"),
        (b'{"objects":[1' + b",1" * 5_000_000 + b"]}", "commas"),
        (b"[" + b"{}," * MOST_ITEMS + b"{}]", "at most 200000 are read"),
        (b" " * (MOST_BYTES + 1), "larger than 64 MiB"),
        (b'{"objects":["\x00"]}', "not a document"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(content: bytes, reason: str) -> None:
    start = time.process_time()
    with pytest.raises(Unreadable, match=reason):
        decode(content, now=NOON)
    assert time.process_time() - start < 5


def test_huge_strings_are_cut_and_controls_taken_out() -> None:
    big = indicator(name="a\x00b", description="x" * 10_000_000)
    long_value = big | {"id": "indicator--2", "pattern": "[url:value = 'http://" + "y" * 60_000 + "']"}
    found = decode(msgspec.json.encode([long_value, big]), now=NOON)
    assert [one.place for one in found.rejects] == ["pattern"]
    (one,) = found.indicators
    assert (one.title, len(one.description)) == ("a b", MOST_TEXT)


def test_kinds_that_nobody_knows_are_counted_up_to_a_bound() -> None:
    found = decode(msgspec.json.encode([{"type": f"x-{i}", "id": f"x-{i}"} for i in range(MOST_UNKNOWN + 50)]), now=NOON)
    assert (len(found.unknown), found.unknown["\u2026"], found.rejected) == (MOST_UNKNOWN + 1, 50, 0)


def test_many_sightings_of_many_values_stop_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "MOST_ITEMS", 700)
    pattern = "[" + " OR ".join(f"ipv4-addr:value = '198.18.{i // 256}.{i % 256}'" for i in range(100)) + "]"
    many = [sighting(id=f"sighting--{i}") for i in range(9)]
    found = decode(msgspec.json.encode([indicator(pattern=pattern), *many]), now=NOON)
    assert (len(found.sightings), found.rejected) == (700, 2)


def test_a_missing_label_is_narrow_and_a_missing_time_is_now() -> None:
    (one,) = decode(b'{"type":"indicator","id":"x","pattern":"[url:value=\'http://a.example/\']"}', now=NOON).indicators
    assert (one.tlp, one.pap, one.first, len(one.id)) == (TLP.AMBER_STRICT, PAP.RED, NOON, 36)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(["id", "pattern", "created", "valid_from", "labels", "object_marking_refs", "confidence", "count",
                          "object_refs", "value", "hashes", "definition", "extensions", "opinion", "source_ref",
                          "sighting_of_ref"])  # fmt: skip
WORDS = st.sampled_from([AT, ADDRESS, TLP_IDS[TLP.RED]])
OBJECTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["indicator", "sighting", "observed-data", "opinion", "marking-definition", "file", "ipv4-addr", "x"])}
).flatmap(lambda base: st.dictionaries(FIELDS, JSON | WORDS, max_size=6).map(lambda more: base | more))


@settings(max_examples=40)
@given(st.lists(OBJECTS | JSON, max_size=6))
def test_any_objects_are_read_or_rejected_and_none_is_lost(objects: list[Any]) -> None:
    found = decode(msgspec.json.encode(objects), now=NOON)
    assert found.items == len(objects)
    assert found.rejected <= len(objects)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_refusal(content: bytes) -> None:
    try:
        decode(content, now=NOON)
    except Unreadable as error:
        assert error.reason != ""  # noqa: PT017 (a refusal has words)
