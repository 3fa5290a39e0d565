"""`make accuracy`: what it plays, and what it counts as a peer's false alarm."""

from __future__ import annotations

from hsoc.perimeter.simulate.accuracy.command import FIELDS, SAMPLED, recalls, strangers
from hsoc.perimeter.simulate.campaigns.base import Strike
from hsoc.perimeter.simulate.campaigns.table import CAMPAIGNS

STRIKES = (
    Strike(kind="horizontal_tcp", first=0, last=1, src="198.19.20.1"),
    Strike(kind="syn_flood", first=0, last=1, dst="198.18.5.5"),
    Strike(kind="carpet", first=0, last=1, dst="198.18.7.0/24"),
)


def test_several_seeds_several_scales_and_two_samplings_are_played():
    assert len({field.seed for _, field in FIELDS}) >= 3
    assert len({field.background for _, field in FIELDS}) >= 2
    assert {field.one_of for field in SAMPLED} == {100, 1000}


def test_a_peer_finds_a_class_by_its_source_or_victim():
    found = recalls(STRIKES, {"198.19.20.1"})
    assert (found["horizontal_tcp"], found["syn_flood"]) == (1.0, 0.0)
    assert set(found) == {one.name for one in CAMPAIGNS}


def test_who_attacked_nobody_and_was_not_attacked_is_a_stranger():
    assert strangers(STRIKES, {"198.19.20.1", "198.18.5.5", "198.18.7.44", "198.19.1.1"}) == {"198.19.1.1"}
