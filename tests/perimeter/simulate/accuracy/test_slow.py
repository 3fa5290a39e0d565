"""A short month: the planted are found, the passing are not told."""

from __future__ import annotations

from hsoc.perimeter.simulate.accuracy import slow


def test_sources_of_one_probe_a_day_are_found_among_the_passing():
    month = slow.scored(seed=3, days=14, planted=30, irregular=10, passing=200, partners=20)
    assert (month.planted, month.found, month.false) == (30, 30, 0)
    assert "30 of 30" in slow.words(month)
