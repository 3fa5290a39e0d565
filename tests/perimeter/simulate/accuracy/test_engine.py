"""The engine over a small field tells of its strikes, in time."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.accuracy.engine import Ordinary, told
from hsoc.perimeter.simulate.accuracy.field import Played
from hsoc.perimeter.simulate.campaigns import scans
from hsoc.perimeter.simulate.campaigns.base import TALK
from hsoc.perimeter.simulate.columns import in_time, table, whole
from hsoc.records.address import pair

NOON, DAY = 1_795_000_000_000, 86_400_000
PARTNERS, HOST = pair("198.19.1.1")[1], pair("198.18.3.5")[1]


def located(columns):
    return Locator(community.policy()).locate(table(columns))


def test_a_scan_is_told_with_its_source_and_when_it_was_first_told():
    strike = scans.horizontal_tcp(np.random.default_rng(8), 1_795_000_000_000, 1_795_000_001_000)
    flows = in_time(strike.flows)
    said = told(Played((strike,), flows, np.zeros(len(flows["last"]), np.int64)))
    named = {address for event in said.events for side in event.sources for address in side.addresses}
    assert strike.src in named
    assert all(strike.first <= since <= strike.last + 60_000 for since in said.since.values())


def test_ordinary_traffic_of_the_days_before_is_known_by_hospital_and_hour():
    ordinary = Ordinary()
    assert ordinary.at(NOON) is None
    visits = {
        "src_lo": PARTNERS + np.arange(200),
        "dst_lo": HOST,
        "proto": 6,
        "dport": 443,
        "tcp_flags": TALK,
        "ingress_if": community.TRANSIT,
    }
    ordinary.keep(located(whole(200, last=NOON - DAY, first=NOON - DAY, **visits)))
    known = ordinary.at(NOON)
    assert known(3).total_peers == 200
    assert known(4) is None
