"""What is written is read again, is always the same, and says its labels."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import ideas
from tests.factories.parcels import DAY, NOON, indicator, indicators, sighting, sightings

from hsoc.exchange.stix import CARRIES_INDICATOR, CARRIES_SIGHTING, decode, encode, objects
from hsoc.exchange.stix.encode import observable
from hsoc.exchange.stix.terms import HOUSE, PAP_IDS, TLP_IDS
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import PAP, TLP, narrowest

PARCELS = st.lists(indicators(), max_size=4, unique_by=lambda one: one.id).flatmap(
    lambda some: st.tuples(
        st.just(tuple(some)),
        st.lists(st.one_of(*map(sightings, some), sightings()), max_size=4, unique_by=lambda one: one.id).map(tuple),
    )
)


def by_type(parcel: Parcel) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in objects(parcel, NOON):
        found.setdefault(one["type"], []).append(one)
    return found


@settings(max_examples=25)  # parcels are large; more runs show nothing new
@given(PARCELS)
def test_what_is_called_kept_comes_back(given_: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    mine, met = given_
    written = encode(Parcel(indicators=mine, sightings=met), now=NOON)
    again = decode(written.content, now=NOON)
    assert (again.rejected, again.unknown) == (0, {})
    for before, after in zip(mine, again.indicators, strict=True):
        assert [f for f, said in CARRIES_INDICATOR.items() if said == "kept" and getattr(before, f) != getattr(after, f)] == []
        assert (after.created, after.modified) == (before.created, before.modified)
    left = {one.index - len(mine): one.place for one in written.withheld}
    assert [i for i, one in enumerate(met) if one.verdict is Verdict.EXPIRED] == [i for i, place in left.items() if place == "verdict"]
    assert all(not met[i].indicator and met[i].kind in (Kind.URL, Kind.MAIL) for i, place in left.items() if place == "value")
    carried = [one for i, one in enumerate(met) if i not in left]
    assert written.items == len(mine) + len(carried)
    for before, after in zip(carried, again.sightings, strict=True):
        assert [f for f, said in CARRIES_SIGHTING.items() if said == "kept" and getattr(before, f) != getattr(after, f)] == []
        assert after.verdict is before.verdict
        assert after.tlp is narrowest(before.tlp, *(one.tlp for one in mine if one.id == before.indicator))
        assert (after.first, after.count) == ((before.first, before.count) if after.verdict is Verdict.SEEN else (before.last, 1))


@settings(max_examples=25)  # parcels are large; more runs show nothing new
@given(PARCELS)
def test_everything_referred_to_stands_before(given_: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    seen: set[str] = set()
    for one in objects(Parcel(indicators=given_[0], sightings=given_[1]), NOON):
        refs = [*one.get("object_marking_refs", []), *one.get("object_refs", []), one.get("created_by_ref"), one.get("sighting_of_ref")]
        assert {ref for ref in refs if ref} <= seen
        assert one["id"] not in seen
        seen.add(one["id"])


def test_the_object_of_an_indicator_is_this() -> None:
    (one,) = by_type(Parcel(indicators=(indicator(),)))["indicator"]
    assert one == {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
        "created": "2026-11-21T10:59:55.000Z",
        "modified": "2026-11-21T11:00:00.001Z",
        "indicator_types": ["malicious-activity"],
        "pattern": "[ipv4-addr:value = '198.18.7.9']",
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": "2026-11-21T11:00:00.000Z",
        "object_marking_refs": [TLP_IDS[TLP.GREEN], PAP_IDS[PAP.GREEN]],
        "name": "A scanner",
        "description": "It looks for open remote desktops.",
        "created_by_ref": "identity--3430eaac-9cc9-5159-a672-0f3112decb60",
        "valid_until": "2026-12-21T11:00:00.000Z",
        "confidence": 75,
        "labels": ['rsit:information-gathering="scanner"', 'idea:category="Recon.Scanning"', "rdp"],
        "external_references": [{"source_name": "CSIRT Sever", "url": "https://csirt.example/2026/7"}],
    }


@pytest.mark.parametrize("label", TLP)
def test_labels_go_out_as_tlp_2(label: TLP) -> None:
    found = by_type(Parcel(indicators=(indicator(tlp=label),)))["marking-definition"]
    (one,) = [one for one in found if one["id"] == TLP_IDS[label]]
    (extension,) = one["extensions"].values()
    assert extension == {"extension_type": "property-extension", "tlp_2_0": label.value.removeprefix("TLP:").lower()}


def test_the_house_and_the_producers_are_identities_once() -> None:
    found = by_type(Parcel(indicators=(indicator(), indicator(id="7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a09"))))["identity"]
    assert sorted(one["name"] for one in found) == ["CSIRT Sever", HOUSE]
    assert all("sectors" not in one for one in found)


def test_a_foreign_identity_without_a_name_stays_a_reference() -> None:
    who = "identity--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b03"
    found = by_type(Parcel(indicators=(indicator(producer=who),)))
    assert found["indicator"][0]["created_by_ref"] == who
    assert [one["name"] for one in found["identity"]] == [HOUSE]


def test_an_id_that_is_no_uuid_always_gets_the_same() -> None:
    one, two = (by_type(Parcel(indicators=(indicator(id="partner/7"),)))["indicator"][0]["id"] for _ in range(2))
    assert one == two != "indicator--partner/7"


def test_the_same_content_is_the_same_bundle() -> None:
    parcel = Parcel(indicators=(indicator(),), sightings=(sighting(),))
    assert encode(parcel, now=NOON) == encode(parcel, now=NOON + DAY)
    other = encode(Parcel(indicators=(indicator(title="x"),)), now=NOON)
    assert msgspec.json.decode(other.content)["id"] != msgspec.json.decode(encode(parcel, now=NOON).content)["id"]


def test_an_empty_bundle_has_no_list_of_objects() -> None:
    assert set(msgspec.json.decode(encode(Parcel(), now=NOON).content)) == {"type", "id"}


@pytest.mark.parametrize(
    ("kind", "value", "identifier"),  # as the stix2 library 3.0.2 computes them
    [
        (Kind.IP, "198.18.0.1", "ipv4-addr--9b6503e8-3f22-58ad-a3b1-52235a5b12b7"),
        (Kind.MD5, "d41d8cd98f00b204e9800998ecf8427e", "file--02fff920-f614-527c-81d1-6353633a6d21"),
        (Kind.ASN, "64496", "autonomous-system--9ad79ee3-2fde-5015-b0cc-7a96404effca"),
        (Kind.URL, "http://evil.example/\u00e9", "url--c54ba366-2c71-5b7f-97d5-8e07945339e8"),
    ],
)
def test_an_observable_has_the_identifier_that_everybody_computes(kind: Kind, value: str, identifier: str) -> None:
    assert observable(kind, value)["id"] == identifier


def test_what_stix_cannot_say_is_withheld_with_words() -> None:
    taken = Taken(event=ideas.event(), original=b"{}", media="application/json")
    parcel = Parcel(
        indicators=(indicator(until=NOON),),
        sightings=(sighting(verdict=Verdict.EXPIRED), sighting(verdict=Verdict.FALSE_POSITIVE, indicator="")),
        events=(taken,),
    )
    written = encode(parcel, now=NOON)
    assert [(one.index, one.place) for one in written.withheld] == [(0, "until"), (1, "verdict"), (2, "indicator"), (3, "events")]
    assert written.items == 0
