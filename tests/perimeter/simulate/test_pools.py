from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate import pools
from hsoc.records import address


def test_every_reflector_comes_once_in_a_round() -> None:
    first = np.full(pools.REFLECTORS, pools.reflectors(np.array([0]), np.array([17]))[0])
    assert len(set(pools.reflectors(first, np.arange(pools.REFLECTORS)).tolist())) == pools.REFLECTORS


def test_flooders_are_distinct_and_within_ten_slash_eight() -> None:
    found = pools.flooder(np.full(50_000, 123_456), np.arange(50_000))
    assert len(set(found.tolist())) == 50_000
    assert set(((found & 0xFFFF_FFFF) >> 24).tolist()) == {10}


def test_the_loud_stay_from_day_to_day_and_the_quiet_change() -> None:
    days = [pools.Pools(np.random.default_rng(seed)) for seed in (1, 2)]
    drawn = [set(zip(*(part.tolist() for part in one.draw("horizontal", 40_000, np.random.default_rng(3))), strict=True)) for one in days]
    shared = len(drawn[0] & drawn[1]) / len(drawn[0])
    assert 0.2 < shared < 0.8


def test_ports_are_drawn_by_weight() -> None:
    proto, port = pools.ports(((6, 22, 3), (17, 53, 1)), 10_000, np.random.default_rng(1))
    assert set(zip(proto.tolist(), port.tolist(), strict=True)) == {(6, 22), (17, 53)}
    assert 0.72 < np.mean(port == 22) < 0.78


def test_the_loudest_strike_on_every_day() -> None:
    loud = pools.loudest(3)
    for seed in (1, 2):
        hi, lo = pools.Pools(np.random.default_rng(seed)).draw("horizontal", 40_000, np.random.default_rng(3))[:2]
        assert set(loud) <= set(address.texts(hi, lo))
