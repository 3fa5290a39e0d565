from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hsoc.perimeter.simulate import attacks

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def plan() -> attacks.Plan:
    return attacks.of_day(DAY, seed=1)


def test_the_day_has_the_founding_number_of_threats_detections_and_sources(plan: attacks.Plan) -> None:
    assert attacks.rows(plan) == pytest.approx(82_000, rel=0.005)
    assert int(plan["detections"].sum()) == pytest.approx(1_990_000, rel=0.03)
    assert len(set(zip(plan["src_hi"].tolist(), plan["src_lo"].tolist(), strict=True))) == pytest.approx(5_343, rel=0.01)


def test_the_day_is_dropped_as_in_the_founding_documents(plan: attacks.Plan) -> None:
    preventive, reactive, passed = np.bincount(plan["disposition"], minlength=3) / attacks.rows(plan)
    assert preventive == pytest.approx(0.71, abs=0.015)
    assert reactive == pytest.approx(0.24, abs=0.015)
    assert passed == pytest.approx(0.05, abs=0.01)


def test_one_source_in_a_hundred_makes_about_half_of_the_threats(plan: attacks.Plan) -> None:
    _, counts = np.unique(np.stack([plan["src_hi"], plan["src_lo"]]), axis=1, return_counts=True)
    loudest = np.sort(counts)[::-1][: len(counts) // 100]
    assert loudest.sum() / counts.sum() == pytest.approx(0.5, abs=0.07)


def test_all_sources_are_documentation_addresses_or_impossible_ones(plan: attacks.Plan) -> None:
    v4 = plan["src_lo"][plan["src_hi"] == 0] & 0xFFFF_FFFF
    demo = (v4 >> 17) == (198 << 24 | 18 << 16) >> 17
    spoofed = (v4 >> 24 == 10) | (v4 >> 20 == 172 << 4 | 1) | (v4 >> 28 == 15)
    assert bool((demo | spoofed).all())
    assert set((plan["src_hi"][plan["src_hi"] != 0] >> 32).tolist()) == {0x2001_0DB8}
