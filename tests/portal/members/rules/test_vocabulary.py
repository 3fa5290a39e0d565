from __future__ import annotations

import pytest

from hsoc.portal.members.rules.vocabulary import REGION_NAMES, TILES, Region, region_of


def test_every_region_has_a_name_and_a_place_of_its_own() -> None:
    assert set(REGION_NAMES) == set(TILES) == set(Region)
    assert len(set(TILES.values())) == len(Region) == 14


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Vysočina", Region.VYSOCINA),
        ("kraj vysocina", Region.VYSOCINA),
        ("Praha", Region.PRAHA),
        ("Hlavní město Praha", Region.PRAHA),
        ("zlínský", Region.ZLINSKY),
        ("CZ020", Region.STREDOCESKY),
        ("Slezsko", None),
        ("", None),
    ],
)
def test_a_region_is_understood_by_code_and_by_name(said: str, meant: Region | None) -> None:
    assert region_of(said) == meant


def test_every_official_name_means_its_region() -> None:
    assert {region_of(name) for name in REGION_NAMES.values()} == set(Region)
