"""The tables of long memory: names are unique, and the journal knows the kinds."""

from __future__ import annotations

from hsoc.journal.manifest import KEPT
from hsoc.perimeter.detect.long_memory import LOOKBACKS, ROLLUPS
from hsoc.perimeter.detect.table import DETECTORS


def test_names_are_told_apart():
    names = [one.name for one in (*DETECTORS, *LOOKBACKS)]
    assert len(set(names)) == len(names)


def test_what_is_kept_has_a_place_in_the_journal():
    assert set(ROLLUPS) <= set(KEPT)
    assert all(one.of in {"", *ROLLUPS} for one in ROLLUPS.values())
