from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hsoc.perimeter.simulate import attacks, columns, kinds, strikes
from hsoc.perimeter.simulate.kinds import INDEX

PLAN = attacks.of_day(date(2026, 11, 20), seed=4, threats=2_000)


def _of(kind: str) -> attacks.Plan:
    return attacks.taken(PLAN, PLAN["kind"] == INDEX[kind])


@pytest.mark.parametrize("kind", [kind.name for kind in kinds.KINDS])
def test_every_kind_makes_as_many_flows_as_planned_within_its_time(kind: str) -> None:
    plan = _of(kind)
    flows = strikes.flows_of(plan)
    assert columns.rows(flows) == int(plan["flows"].sum()) > 0
    of = np.repeat(np.arange(attacks.rows(plan)), plan["flows"])
    assert bool((flows["first"] >= plan["first"][of]).all())
    assert bool((flows["last"] <= plan["last"][of]).all())
    assert bool((flows["first"] <= flows["last"]).all())
    assert bool((flows["packets"] >= 1).all())
    assert bool((flows["bytes"] >= flows["packets"] * 28).all())


def test_a_threats_flows_do_not_depend_on_its_neighbours() -> None:
    whole = strikes.flows_of(_of("horizontal"))
    second = attacks.taken(_of("horizontal"), np.array([1]))
    alone = strikes.flows_of(second)
    start = int(_of("horizontal")["flows"][0])
    for name, values in alone.items():
        assert values.tolist() == whole[name][start : start + len(values)].tolist()


def test_the_border_drops_what_its_policy_says_and_nothing_else() -> None:
    plan = _of("horizontal")
    flows = strikes.flows_of(plan)
    border = {row[:2] for row in kinds.BORDER_PORTS}
    dropped = flows["forwarding"] == columns.DROPPED
    pairs = set(zip(flows["proto"][dropped].tolist(), flows["dport"][dropped].tolist(), strict=True))
    assert pairs <= border
    passed = set(zip(flows["proto"][~dropped].tolist(), flows["dport"][~dropped].tolist(), strict=True))
    assert not passed & border


def test_a_vertical_scan_never_asks_for_a_port_twice() -> None:
    plan = _of("vertical")
    for row in range(min(20, attacks.rows(plan))):
        flows = strikes.flows_of(attacks.taken(plan, np.array([row])))
        assert len(set(flows["dport"].tolist())) == columns.rows(flows)
        assert len(set(flows["dst_lo"].tolist())) == 1


def test_a_reflection_has_all_its_reflectors_one_victim_and_one_source_port() -> None:
    plan = _of("reflection")
    for row in range(min(20, attacks.rows(plan))):
        one = attacks.taken(plan, np.array([row]))
        flows = strikes.flows_of(one)
        assert len(set(flows["src_lo"].tolist())) == int(one["sources"][0])
        assert len(set(flows["dst_lo"].tolist())) == 1
        assert set(flows["sport"].tolist()) - {0} == {int(one["port"][0])}
