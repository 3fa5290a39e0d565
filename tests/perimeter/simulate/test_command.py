from __future__ import annotations

from pathlib import Path

import pytest

from hsoc.perimeter.collect.files import flows
from hsoc.perimeter.simulate import truth
from hsoc.perimeter.simulate.command import Unusable, simulate


def test_a_file_and_its_truth_are_written_and_the_engine_reads_the_file(tmp_path: Path) -> None:
    out, told = tmp_path / "f.ipfix", tmp_path / "t.jsonl"
    said = simulate(scenario="vertical", seed=2, flows=1_000, out=out, truth=told)
    truths = truth.read(told.read_bytes())
    rows = sum(table.num_rows for table in flows(out.read_bytes()))
    assert len(truths) == 30
    assert said == f"vertical, seed 2: {rows} flows ({out.stat().st_size} bytes) in {out}, 30 threats in {told}"
    assert rows >= sum(one.flows for one in truths) + 800


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"scenario": "storm"}, "--scenario storm: unknown"),
        ({"scenario": "mixed"}, "at least one is needed"),
        ({"scenario": "mixed", "flows": -1}, "--flows -1"),
        ({"scenario": "mixed", "seed": -1}, "--seed -1"),
        ({"scenario": "mixed", "to": "nowhere"}, "--to nowhere"),
        ({"scenario": "mixed", "truth": Path("/nonexistent/t"), "speed": 0.0}, "--speed 0"),
        ({"scenario": "mixed", "truth": Path("/nonexistent/t")}, "/nonexistent/t: No such file"),
    ],
)
def test_unusable_arguments_are_named_with_the_reason(given: dict[str, object], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        simulate(**given)
