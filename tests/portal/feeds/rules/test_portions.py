"""Portions hold everything once; a person's label goes only where there is none."""

import msgspec
from tests.factories.advisories import advisory
from tests.factories.indicators import indicator, sighting

from hsoc.portal.feeds.rules.portions import FIRST, Portion, labelled, portions, told
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import PAP, TLP

BARE = {"tlp": TLP.AMBER_STRICT, "pap": PAP.RED, "to_block": False}
PARCEL = Parcel(
    indicators=tuple(indicator(f"203.0.113.{number}", **(BARE if number % 2 else {})) for number in range(25)),
    sightings=(sighting(),),
    items=26,
)


def test_every_item_is_in_one_portion_and_survives_the_file() -> None:
    found = [msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Portion) for one in portions(PARCEL, (b"{}",) * 3, size=10)]
    assert tuple(one for part in found for one in part.parcel.indicators) == PARCEL.indicators
    assert ([len(part.parcel.indicators) for part in found], sum(len(part.ideas) for part in found)) == ([10, 10, 5, 0, 0], 3)


def test_what_is_told_before() -> None:
    found = told(PARCEL, (b"{}",))
    assert (found.indicators, found.sightings, found.events, found.unlabelled, len(found.first)) == (25, 1, 1, 12, FIRST)
    assert found.labels == {"TLP:GREEN": 14, "TLP:AMBER+STRICT": 12}


def test_a_label_is_given_only_to_what_bears_none() -> None:
    found = labelled(PARCEL, TLP.CLEAR, PAP.GREEN, to_block=True).indicators
    assert [one.tlp for one in found] == [TLP.CLEAR if number % 2 else TLP.GREEN for number in range(25)]
    assert labelled(PARCEL, None, None, to_block=False) is PARCEL


def test_advisories_go_along_and_get_a_label_only_where_they_bear_none() -> None:
    parcel = Parcel(advisories=(advisory(), advisory("EX-2", tlp=TLP.AMBER_STRICT, pap=PAP.RED)), items=2)
    found = told(parcel, ())
    assert (found.advisories, found.unlabelled, [one.value for one in found.first]) == (2, 1, ["EX-2026-1", "EX-2"])
    (part,) = portions(parcel, ())
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(part), type=Portion).parcel.advisories == parcel.advisories
    assert [one.tlp for one in labelled(parcel, TLP.CLEAR, None, to_block=False).advisories] == [TLP.GREEN, TLP.CLEAR]
