"""Logins, forged addresses and own hosts as they look on the wire."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.campaigns import people
from hsoc.records.address import pair

SINCE, UNTIL = 1_795_000_000_000, 1_795_003_600_000


def test_a_break_in_ends_with_a_session_far_longer_than_an_attempt():
    for seed in range(5):
        flows = people.broken_in(np.random.default_rng(seed), SINCE, UNTIL).flows
        packets = flows["packets"][flows["dport"] < 4000]
        assert packets.max() > 4 * np.median(packets)


def test_guessing_across_touches_many_hospitals_little_each():
    flows = people.guessing_across(np.random.default_rng(3), SINCE, UNTIL).flows
    inward = flows["dst_lo"] >> 16 == 0xFFFF_C612
    assert len(np.unique(flows["dst_lo"][inward] >> 8)) >= 8


def test_own_addresses_from_outside_enter_over_transit_or_peering():
    flows = people.own_outside(np.random.default_rng(3), SINCE, UNTIL).flows
    assert set(np.unique(flows["ingress_if"]).tolist()) <= {community.TRANSIT, community.PEERING}


def test_forged_sources_leave_over_the_line_of_one_hospital():
    one = people.not_allowed(np.random.default_rng(3), SINCE, UNTIL)
    assert np.unique(one.flows["ingress_if"]).tolist() == [community.ACCESS + one.member]


def test_controllers_are_those_of_the_policy():
    one = people.controller(np.random.default_rng(3), SINCE, UNTIL)
    assert f"{one.dst}/32" in community.policy().command_and_control
    assert pair(one.dst)[1] in one.flows["dst_lo"]
