from __future__ import annotations

import pytest

from hsoc.perimeter.simulate import attacks, kinds, scenarios

NAMES = ("day", "benign", "horizontal", "vertical", "reflection", "slow", "mixed", "demo")


def test_the_scenarios_of_the_contract_are_there() -> None:
    assert tuple(scenarios.SCENARIOS) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != "day"])
def test_all_threats_begin_and_end_within_the_window_in_order(name: str) -> None:
    scenario = scenarios.SCENARIOS[name]
    since, until = scenarios.window(scenario, scenarios.DAY)
    plan = scenarios.plan(scenario, seed=1)
    assert attacks.rows(plan) == pytest.approx(scenario.threats, abs=6)
    assert bool((plan["first"] >= since).all())
    assert bool((plan["last"] < until).all())
    assert plan["first"].tolist() == sorted(plan["first"].tolist())


def test_a_scenario_of_one_kind_has_that_kind_only() -> None:
    for name in ("horizontal", "vertical", "slow"):
        plan = scenarios.plan(scenarios.SCENARIOS[name], seed=1)
        assert set(plan["kind"].tolist()) == {kinds.INDEX[name]}
