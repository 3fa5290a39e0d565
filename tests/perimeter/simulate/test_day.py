from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate import columns, day, scenarios

SCENARIO = scenarios.SCENARIOS["mixed"]


def test_slices_follow_each_other_in_time_and_hold_every_flow_once() -> None:
    plan = scenarios.plan(SCENARIO, seed=1)
    parts = list(day.slices(SCENARIO, plan, seed=1, flows=0))
    ends = np.concatenate([part["last"] for part in parts])
    assert bool((np.diff(ends) >= 0).all())
    assert len(ends) == int(plan["flows"].sum())


def test_the_background_is_as_large_as_asked() -> None:
    since, until = scenarios.window(SCENARIO, scenarios.DAY)
    plan = scenarios.plan(scenarios.SCENARIOS["benign"], seed=1)
    total = sum(columns.rows(part) for part in day.slices(SCENARIO, plan, seed=1, flows=50_000))
    exempt = (until - since) // 60_000 * (42 + 30)
    assert abs(total - exempt - 50_000) < 2_500


def test_without_threats_and_background_nothing_comes() -> None:
    plan = scenarios.plan(scenarios.SCENARIOS["benign"], seed=1)
    assert list(day.slices(SCENARIO, plan, seed=1, flows=0)) == []
