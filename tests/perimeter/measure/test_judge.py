"""The judge: planned once, right for every table after that, empty or full."""

from __future__ import annotations

from tests.factories.flows import sweep, web

from hsoc.perimeter.measure.judge import Judge
from hsoc.records.flow import no_flows


def per_port(flows):
    return flows.group_by("dport").aggregate(packets=flows.packets.sum()).order_by("dport")


def test_plan_made_over_nothing_is_right_over_anything():
    judge = Judge()
    number = judge.learn(per_port)
    assert judge.judge(number, flows=no_flows()).to_pylist() == []
    assert judge.judge(number, flows=sweep(30)).to_pylist() == [{"dport": 22, "packets": 30}]
    assert judge.judge(number, flows=web(10)).column("packets").to_pylist()[0] == 120
    assert judge.judge(number, flows=no_flows()).to_pylist() == []


def test_only_the_columns_of_the_definition_are_needed():
    judge = Judge()
    number = judge.learn(per_port)
    assert judge.columns(number) == ("dport", "packets")
    assert judge.judge(number, flows=sweep(3).select(["dport", "packets"])).to_pylist() == [{"dport": 22, "packets": 3}]
