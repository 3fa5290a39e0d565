"""The engine over a small field tells of its strikes, in time."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.accuracy.engine import told
from hsoc.perimeter.simulate.accuracy.field import Played
from hsoc.perimeter.simulate.campaigns import scans
from hsoc.perimeter.simulate.columns import in_time


def test_a_scan_is_told_with_its_source_and_when_it_was_first_told():
    strike = scans.horizontal_tcp(np.random.default_rng(8), 1_795_000_000_000, 1_795_000_001_000)
    flows = in_time(strike.flows)
    said = told(Played((strike,), flows, np.zeros(len(flows["last"]), np.int64)))
    named = {address for event in said.events for side in event.sources for address in side.addresses}
    assert strike.src in named
    assert all(strike.first <= since <= strike.last + 60_000 for since in said.since.values())
