"""The field: all flows once, in time, and what a sampling router sees of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow.compute as pc

from hsoc.perimeter.simulate.accuracy.field import HOUR_MS, INNOCENT, NOBODYS, PAST, Field, past, played, sampled
from hsoc.perimeter.simulate.campaigns.scans import RADIATION
from hsoc.perimeter.simulate.columns import rows, whole
from hsoc.perimeter.simulate.community import MEMBERS

SMALL = Field(seed=3, background=2_000, each=1, hours=1)


def test_flows_come_in_time_and_each_belongs_to_a_strike_or_to_nobody():
    play = played(SMALL)
    assert (np.diff(play.flows["last"]) >= 0).all()
    assert len(play.strike) == rows(play.flows)
    assert set(np.unique(play.strike).tolist()) == {NOBODYS, INNOCENT, *range(len(play.strikes))}
    assert sum(part.num_rows for part in play.slices(sampling=1)) == rows(play.flows)


def test_the_same_field_is_the_same_flows():
    one, again = played(SMALL), played(SMALL)
    assert all((one.flows[name] == again.flows[name]).all() for name in one.flows)


def test_one_of_a_hundred_packets_is_seen_and_flows_without_any_are_gone():
    flows = whole(20_000, packets=np.full(20_000, 50), bytes=np.full(20_000, 5_000), tcp_flags=2, proto=6)
    seen, which = sampled(flows, 100, np.random.default_rng(1))
    assert abs(seen["packets"].sum() / 10_000 - 1) < 0.05
    assert (seen["packets"] > 0).all()
    assert (seen["bytes"] == seen["packets"] * 100).all()
    assert len(which) == rows(seen) < 10_000


def test_a_sampled_connection_seldom_shows_its_syn():
    flows = whole(5_000, packets=np.full(5_000, 1000), tcp_flags=0x1B, proto=6)
    seen, _ = sampled(flows, 1000, np.random.default_rng(1))
    assert (seen["tcp_flags"] & 2 != 0).mean() < 0.05
    assert (seen["tcp_flags"] & 16 != 0).all()


@cache
def before():
    return list(past(SMALL))


def test_the_past_is_of_other_days_and_nobody_strikes_in_it():
    days = before()
    assert len(days) == len(PAST)
    begins = [int(day["last"].to_numpy().min()) for day in days]
    assert begins == sorted(begins)
    assert all(day["last"].to_numpy().max() < SMALL.since for day in days)


def test_of_the_last_week_all_hours_are_known_so_that_a_mean_hour_is_one():
    day = before()[-1]
    radiation = day.filter(pc.equal(day["bytes"], 44))
    hours = np.bincount((radiation["last"].to_numpy() - radiation["last"].to_numpy().min()) // HOUR_MS, minlength=24)
    assert len(hours) == 24
    assert hours.min() > RADIATION * MEMBERS * 0.8


def test_who_radiates_does_so_on_one_day_only():
    seen = [set(day.filter(pc.equal(day["bytes"], 44))["src_lo"].to_pylist()) for day in before()]
    scanners = set.intersection(*seen)
    assert len(scanners) <= 1  # our own
    assert all(not (one - scanners) & (other - scanners) for n, one in enumerate(seen) for other in seen[:n])
