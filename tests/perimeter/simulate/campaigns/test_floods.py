"""Floods as they look on the wire."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.campaigns import floods
from hsoc.records.flow import Fragment

SINCE, UNTIL = 1_795_000_000_000, 1_795_003_600_000


def test_a_reflection_comes_from_one_port_and_from_fragments_only():
    for seed in range(6):
        flows = floods.reflection(np.random.default_rng(seed), SINCE, UNTIL).flows
        whole = flows["fragment"] == int(Fragment.NO)
        assert len(np.unique(flows["sport"][whole])) == 1
        assert (flows["sport"][~whole] == 0).all()
        assert len(np.unique(flows["src_lo"])) >= 40


def test_floods_of_odd_flags_carry_no_ack():
    for seed in range(10):
        assert (floods.flag_flood(np.random.default_rng(seed), SINCE, UNTIL).flows["tcp_flags"] & 16 == 0).all()


def test_a_carpet_covers_its_network_and_nothing_else():
    one = floods.carpet(np.random.default_rng(2), SINCE, UNTIL)
    assert len(np.unique(one.flows["dst_lo"])) > 200
    assert len(np.unique(one.flows["dst_lo"] >> 8)) == 1
    assert one.dst.endswith(".0/24")
