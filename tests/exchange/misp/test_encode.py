"""What is written is read again; an event never says a wider label than one of its attributes has."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import ideas
from tests.factories.parcels import DAY, NOON, indicator, indicators, sighting, sightings

from hsoc.exchange.misp import CARRIES_INDICATOR, CARRIES_SIGHTING, decode, encode, events
from hsoc.exchange.misp.terms import DISTRIBUTION, HOUSE
from hsoc.records.indicator import Kind, Sighting, Verdict
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import TLP

PARCELS = st.lists(indicators(), max_size=4, unique_by=lambda one: one.id).flatmap(
    lambda some: st.tuples(
        st.just(tuple(some)),
        st.lists(st.one_of(*map(sightings, some), sightings()), max_size=4, unique_by=lambda one: one.id).map(tuple),
    )
)


@settings(max_examples=25)  # parcels are large; more runs show nothing new
@given(PARCELS)
def test_what_is_called_kept_comes_back(given_: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    mine = {one.id: one for one in given_[0]}
    written = encode(Parcel(indicators=given_[0], sightings=given_[1]), now=NOON)
    again = decode(written.content, now=NOON)
    assert (again.rejected, again.unknown) == (0, {})
    back = {one.id: one for one in again.indicators}
    kept = [f for f, said in CARRIES_INDICATOR.items() if said == "kept" and f != "description"]
    assert {i: [getattr(one, f) for f in kept] for i, one in back.items()} == {
        i: [getattr(one, f) for f in kept] for i, one in mine.items()
    }
    for own, one in mine.items():
        assert back[own].description == (one.description or one.title)
        assert back[own].modified == one.modified // 1000 * 1000
        assert back[own].producer == (one.producer or HOUSE)
    out = {len(mine) + i: one for i, one in enumerate(given_[1])}
    for left in written.withheld:
        one = out.pop(left.index)
        assert one.indicator not in mine or one.tlp.narrowness > mine[one.indicator].tlp.narrowness
    # the producer's own expiry is the end of its indicator
    met = {
        o.id: o for o in out.values() if o.verdict is not Verdict.EXPIRED or (o.producer or HOUSE) != (mine[o.indicator].producer or HOUSE)
    }
    held = [f for f, said in CARRIES_SIGHTING.items() if said == "kept"]
    got = {one.id: one for one in again.sightings}
    assert {i: [getattr(one, f) for f in held] for i, one in got.items()} == {i: [getattr(one, f) for f in held] for i, one in met.items()}
    assert all(got[i].last == one.last // 1000 * 1000 and got[i].tlp.narrowness >= one.tlp.narrowness for i, one in met.items())


@settings(max_examples=25)  # parcels are large; more runs show nothing new
@given(PARCELS)
def test_an_event_and_its_attributes_say_the_same_label(given_: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    labels = {one.id: one.tlp for one in given_[0]}
    for one in events(Parcel(indicators=given_[0]), NOON):
        (said,) = {labels[attribute["uuid"]] for attribute in one["Attribute"]}
        assert one["Tag"][0]["name"] == said.value.lower()
        assert one["distribution"] == DISTRIBUTION[said]
        assert all(attribute["Tag"][:2] == one["Tag"] for attribute in one["Attribute"])


def test_an_event_is_this() -> None:
    (one,) = events(Parcel(indicators=(indicator(),), sightings=(sighting(tlp=TLP.GREEN),)), NOON)
    who = {"name": "CSIRT Sever", "uuid": "3430eaac-9cc9-5159-a672-0f3112decb60"}
    green = [{"name": "tlp:green", "colour": "#33ff00"}, {"name": "PAP:GREEN", "colour": "#ffffff"}]
    assert one == {
        "uuid": one["uuid"],
        "info": "CSIRT Sever 2026-11-21 TLP:GREEN PAP:GREEN",
        "date": "2026-11-21",
        "analysis": "2",
        "threat_level_id": "4",
        "published": True,
        "timestamp": "1795258800",
        "publish_timestamp": "1795258800",
        "distribution": "2",
        "attribute_count": "1",
        "Org": {"name": HOUSE, "uuid": one["Org"]["uuid"]},
        "Orgc": who,
        "Tag": green,
        "Attribute": [
            {
                "uuid": "7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a01",
                "type": "ip-src",
                "category": "Network activity",
                "value": "198.18.7.9",
                "to_ids": True,
                "comment": "It looks for open remote desktops.",
                "timestamp": "1795258800",
                "first_seen": "2026-11-21T11:00:00.000000+00:00",
                "deleted": False,
                "disable_correlation": False,
                "distribution": "5",
                "Tag": [
                    *green,
                    {"name": 'rsit:information-gathering="scanner"', "colour": "#ffffff"},
                    {"name": 'idea:category="Recon.Scanning"', "colour": "#ffffff"},
                    {"name": 'misp:confidence-level="usually-confident"', "colour": "#ffffff"},
                    {"name": "rdp", "colour": "#ffffff"},
                ],
                "Sighting": [
                    {
                        "uuid": "0a4b7a1e-14f8-4e55-8f0e-6f5f0f6e7b02",
                        "type": "0",
                        "date_sighting": "1795258860",
                        "source": "",
                        "Organisation": {"name": "CSIRT Jih", "uuid": one["Attribute"][0]["Sighting"][0]["Organisation"]["uuid"]},
                    },
                    {
                        "uuid": one["Attribute"][0]["Sighting"][1]["uuid"],
                        "type": "2",
                        "date_sighting": "1797850800",
                        "source": "",
                        "Organisation": who,
                    },
                ],
            }
        ],
    }


@pytest.mark.parametrize(("category", "type_"), [("Recon.Scanning", "ip-src"), ("Intrusion.Botnet", "ip-dst"), ("Malware", "ip-dst")])
def test_an_address_is_a_source_unless_hosts_of_ours_contact_it(category: str, type_: str) -> None:
    (one,) = events(Parcel(indicators=(indicator(category=(category,)),)), NOON)
    assert one["Attribute"][0]["type"] == type_


def test_one_event_is_wrapped_as_itself_and_several_as_an_answer() -> None:
    one = indicator()
    other = indicator(id="7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a09", first=NOON + DAY)
    assert list(msgspec.json.decode(encode(Parcel(indicators=(one,)), now=NOON).content)) == ["Event"]
    both = msgspec.json.decode(encode(Parcel(indicators=(other, one)), now=NOON).content)
    assert [found["Event"]["date"] for found in both["response"]] == ["2026-11-21", "2026-11-22"]


def test_the_same_day_of_the_same_producer_is_the_same_event_whatever_is_in_it() -> None:
    (one,) = events(Parcel(indicators=(indicator(),)), NOON)
    (more,) = events(Parcel(indicators=(indicator(), indicator(id="7f1d8e0e-5c1e-4f8e-9a51-5f4f3c0b7a09"))), NOON)
    assert one["uuid"] == more["uuid"]


def test_what_misp_cannot_say_is_withheld_with_words() -> None:
    met: tuple[Sighting, ...] = (sighting(tlp=TLP.RED), sighting(indicator=""), sighting(kind=Kind.ASN, value="64496"))
    taken = Taken(event=ideas.event(), original=b"{}", media="application/json")
    written = encode(Parcel(indicators=(indicator(),), sightings=met, events=(taken,)), now=NOON)
    assert [(one.index, one.place) for one in written.withheld] == [(1, "tlp"), (2, "indicator"), (3, "indicator"), (4, "events")]
    assert written.items == 1
