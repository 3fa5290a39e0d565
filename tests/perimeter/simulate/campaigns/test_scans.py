"""Scans as they look on the wire."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.campaigns import scans

SINCE, UNTIL = 1_795_000_000_000, 1_795_003_600_000


def probes(strike):
    from_outside = strike.flows["dst_lo"] >> 16 == 0xFFFF_C612  # 198.18.x
    return {name: values[from_outside] for name, values in strike.flows.items()}


def test_a_horizontal_scan_asks_every_host_once_at_one_port():
    one = scans.horizontal_tcp(np.random.default_rng(1), SINCE, UNTIL)
    sent = probes(one)
    assert len(np.unique(sent["dst_lo"])) == len(sent["dst_lo"]) >= 60
    assert np.unique(sent["dport"]).tolist() == [one.port]


def test_a_vertical_scan_asks_one_host_at_every_port_once():
    sent = probes(scans.vertical(np.random.default_rng(1), SINCE, UNTIL))
    assert len(np.unique(sent["dst_lo"])) == 1
    assert len(np.unique(sent["dport"])) == len(sent["dport"]) >= 60


def test_a_block_scan_asks_every_pair_once():
    sent = probes(scans.block(np.random.default_rng(1), SINCE, UNTIL))
    pairs = set(zip(sent["dst_lo"].tolist(), sent["dport"].tolist(), strict=True))
    assert len(pairs) == len(sent["dport"]) == len(np.unique(sent["dst_lo"])) * len(np.unique(sent["dport"]))


def test_no_source_of_a_distributed_scan_sends_more_than_two_probes():
    sent = probes(scans.distributed(np.random.default_rng(1), SINCE, UNTIL))
    assert np.unique(sent["src_lo"], return_counts=True)[1].max() == 2


def test_a_day_of_radiation_has_as_many_strangers_at_each_port_as_it_has_probes():
    day = scans.radiation(np.random.default_rng(1), SINCE, SINCE + scans.DAY)
    asked = len(day["dport"])
    assert abs(asked / (scans.RADIATION * 42 * 24) - 1) < 0.05
    assert len(np.unique(day["src_lo"] * 65_536 + day["dport"])) == asked
    assert len(np.unique(day["src_lo"])) == scans.A_DAY
