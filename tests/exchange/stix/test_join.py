"""Objects that refer to each other, and the bounds of following them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.factories.parcels import NOON

from hsoc.exchange.stix import decode, join
from hsoc.exchange.stix.terms import TLP_IDS
from hsoc.records.indicator import Verdict
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP

INDICATOR = "indicator--7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01"
ADDRESS = "ipv4-addr--1e4ffad7-0b88-51d4-ba4d-77d27490b956"
OBSERVED = "observed-data--1e4ffad7-0b88-41d4-8a4d-77d27490b957"
WHO = "identity--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b03"
AT = "2026-11-21T11:00:00.000Z"


def indicator(**given: Any) -> dict[str, Any]:
    return {"type": "indicator", "id": INDICATOR, "pattern_type": "stix", "pattern": "[ipv4-addr:value = '198.18.7.9']", "created": AT,
            "modified": AT, "valid_from": AT} | given  # fmt: skip


def sighting(**given: Any) -> dict[str, Any]:
    return {"type": "sighting", "id": "sighting--0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b02", "created": AT, "sighting_of_ref": INDICATOR} | given


def observed(*refs: str, **given: Any) -> dict[str, Any]:
    return {"type": "observed-data", "id": OBSERVED, "created": AT, "first_observed": AT, "last_observed": AT, "number_observed": 3,
            "object_refs": list(refs)} | given  # fmt: skip


def based(target: str, number: int = 0) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": f"relationship--{number}",
        "relationship_type": "based-on",
        "source_ref": INDICATOR,
        "target_ref": target,
    }


def read(*objects: dict[str, Any], **given: Any) -> Parcel:
    return decode(msgspec.json.encode({"type": "bundle", "objects": list(objects)}), now=NOON, **given)


def test_a_sighting_finds_its_indicator_wherever_it_stands() -> None:
    found = read(
        sighting(count=7, first_seen=AT, last_seen="2026-11-21T12:00:00Z", created_by_ref=WHO),
        indicator(),
        {"type": "identity", "id": WHO, "name": "CSIRT Jih"},
    )
    (one,) = found.sightings
    assert (one.value, one.count, one.first, one.last, one.producer) == ("198.18.7.9", 7, NOON, NOON + 3_600_000, "CSIRT Jih")
    assert one.indicator == found.indicators[0].id == "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01"


def test_a_sighting_of_several_values_is_one_per_value() -> None:
    found = read(indicator(pattern="[ipv4-addr:value = '198.18.7.9' OR domain-name:value = 'a.example']"), sighting())
    assert [(one.value, one.indicator) for one in found.sightings] == [(one.value, one.id) for one in found.indicators]
    assert len({one.id for one in (*found.sightings, *found.indicators)}) == 4


def test_a_sighting_alone_finds_what_is_known_here_or_is_rejected_with_its_place() -> None:
    assert [(one.index, one.place) for one in read(sighting()).rejects] == [(0, "sighting_of_ref")]
    known = {"7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01": (join.Kind.DOMAIN, "a.example")}
    assert [one.value for one in read(sighting(), known=known).sightings] == ["a.example"]


def test_a_sighting_is_at_least_as_narrow_as_its_indicator_whose_value_it_carries() -> None:
    amber, clear = {"object_marking_refs": [TLP_IDS[TLP.AMBER]]}, {"object_marking_refs": [TLP_IDS[TLP.CLEAR]]}
    assert [one.tlp for one in read(indicator(**amber), sighting(**clear)).sightings] == [TLP.AMBER]
    assert [one.tlp for one in read(indicator(**clear), sighting(**amber)).sightings] == [TLP.AMBER]
    assert [one.tlp for one in read(indicator(**clear), sighting(**clear)).sightings] == [TLP.CLEAR]


@pytest.mark.parametrize("count", [0, -1, 10**10])
def test_a_sighting_of_no_time_is_none(count: int) -> None:
    assert [one.place for one in read(indicator(), sighting(count=count)).rejects] == ["count"]


def test_an_opinion_that_disagrees_strongly_is_a_false_positive_and_others_are_counted() -> None:
    def opinion(said: str) -> dict[str, Any]:
        return {"type": "opinion", "id": f"opinion--{said}", "created": AT, "opinion": said, "object_refs": [INDICATOR]}

    found = read(indicator(), opinion("strongly-disagree"), opinion("agree"))
    assert [(one.verdict, one.value) for one in found.sightings] == [(Verdict.FALSE_POSITIVE, "198.18.7.9")]
    assert found.unknown == {"opinion": 1}


def test_an_observation_of_one_value_is_a_sighting_and_of_two_is_not() -> None:
    address = {"type": "ipv4-addr", "id": ADDRESS, "value": "198.18.7.9"}
    found = read(observed(ADDRESS), address)
    assert [(one.value, one.count, one.indicator) for one in found.sightings] == [("198.18.7.9", 3, "")]
    assert read(observed(ADDRESS, "ipv4-addr--2"), address).unknown == {"observed-data": 1, "ipv4-addr": 1}


def test_a_pattern_of_another_language_falls_back_on_what_it_is_based_on_for_context_only() -> None:
    rule = indicator(pattern_type="snort", pattern="alert tcp any any -> any any")
    found = read(rule, based(OBSERVED), observed(ADDRESS), {"type": "ipv4-addr", "id": ADDRESS, "value": "198.18.7.9"})
    assert [(one.value, one.to_block) for one in found.indicators] == [("198.18.7.9", False)]
    assert found.unknown == {"pattern of snort": 1}
    assert [(one.place, one.reason) for one in read(rule).rejects] == [("pattern", "of snort: only patterns of STIX are read")]


def test_each_hash_of_a_file_is_a_value() -> None:
    file = {"type": "file", "id": ADDRESS, "hashes": {"MD5": "d" * 32, "SHA-1": "e" * 40, "SSDEEP": "x", "SHA-256": "bad"}}
    found = read(indicator(pattern="[file:name = 'x']"), based(ADDRESS), file)
    assert [one.value for one in found.indicators] == ["d" * 32, "e" * 40]


@pytest.mark.parametrize(
    ("types", "labels", "to_block"),
    [
        (["malicious-activity"], [], True),
        (None, [], True),
        (None, ["malicious-activity"], True),
        (["attribution"], [], False),
        (["unknown"], ["malicious-activity"], False),
    ],
)
def test_what_is_meant_for_blocking(types: list[str] | None, labels: list[str], to_block: bool) -> None:  # noqa: FBT001
    assert [one.to_block for one in read(indicator(indicator_types=types, labels=labels)).indicators] == [to_block]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"indicator_types": ["benign"]}, "indicator_types"),
        ({"valid_until": AT}, "valid_until"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"modified": "1.1.2026"}, "modified"),
        ({"pattern": "[file:name = 'x']"}, "pattern"),
        ({"pattern": "no pattern"}, "pattern"),
    ],
)
def test_an_indicator_that_says_nothing_usable_is_rejected_with_its_place(given: dict[str, Any], place: str) -> None:
    found = read(indicator(**given))
    assert (found.indicators, [(one.index, one.place) for one in found.rejects]) == ((), [(0, place)])


def test_a_producer_that_is_not_in_the_document_keeps_its_id() -> None:
    assert read(indicator(created_by_ref=WHO)).indicators[0].producer == WHO


def test_following_references_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "MOST_STEPS", 50)
    rule = indicator(pattern_type="yara")
    found = read(rule, based(OBSERVED), observed(*["ipv4-addr--0"] * 1000))
    assert [one.reason for one in found.rejects] == ["more than 50 references to observables in one document; split it"]
