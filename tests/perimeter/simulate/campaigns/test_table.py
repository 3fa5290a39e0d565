"""Every class of attack: what it says of itself is what its flows are."""

from __future__ import annotations

import numpy as np
import pytest

from hsoc.perimeter.detect.long_memory import LOOKBACKS
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.simulate.campaigns.table import CAMPAIGNS, drawn, innocent
from hsoc.perimeter.simulate.columns import NAMES, rows
from hsoc.records.address import text

SINCE, UNTIL = 1_795_000_000_000, 1_795_003_600_000
every_class = pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda one: one.name)


def strikes(campaign, count=4):
    rng = np.random.default_rng(17)
    return [campaign.draw(rng, SINCE, UNTIL) for _ in range(count)]


def test_classes_have_names_of_their_own_and_detectors_that_exist():
    assert len({one.name for one in CAMPAIGNS}) == len(CAMPAIGNS)
    known = {one.name for one in (*DETECTORS, *LOOKBACKS)}
    assert {name for one in CAMPAIGNS for name in one.detectors} <= known


@every_class
def test_a_strike_begins_in_its_time_and_holds_the_flows_it_tells_of(campaign):
    for one in strikes(campaign):
        assert one.kind == campaign.name
        assert one.last >= SINCE
        assert one.first < UNTIL
        assert set(one.flows) == set(NAMES)
        assert rows(one.flows) > 0
        assert (one.flows["first"].min(), one.flows["last"].max()) == (one.first, one.last)
        assert (one.flows["packets"] > 0).all()


@every_class
def test_a_strike_names_what_it_is_counted_by(campaign):
    for one in strikes(campaign):
        if campaign.by == "source":
            assert one.src in {text(0, int(lo)) for lo in np.unique(one.flows["src_lo"])}
        if campaign.by == "victim":
            assert one.dst in {text(0, int(lo)) for lo in np.unique(one.flows["dst_lo"])}


def test_the_same_seed_draws_the_same_day_and_another_seed_another():
    one, again, other = (drawn(seed=seed, each=1, since=SINCE, until=UNTIL) for seed in (3, 3, 4))
    assert [(s.kind, s.first, s.src, s.dst) for s in one] == [(s.kind, s.first, s.src, s.dst) for s in again]
    assert [s.first for s in one] != [s.first for s in other]
    assert len(one) == len(CAMPAIGNS)


def test_what_only_looks_guilty_goes_both_ways():
    for part in innocent(seed=3, since=SINCE, until=UNTIL):
        there = set(zip(part["src_lo"].tolist(), part["dst_lo"].tolist(), strict=True))
        assert {(dst, src) for src, dst in there} == there
