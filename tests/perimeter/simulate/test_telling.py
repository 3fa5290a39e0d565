from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from hsoc.exchange.idea.columns import ROW, event_columns
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.perimeter.simulate import attacks, telling

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def told() -> pa.Table:
    return telling.events(attacks.of_day(DAY, seed=1, threats=3_000), day=DAY, org=77, serial=11, seed=1)


def test_every_row_says_what_its_own_idea_text_says(told: pa.Table) -> None:
    for row in told.to_pylist():
        read = dict(zip(ROW, event_columns(row["raw"]), strict=True))
        assert read == {name: row[name] for name in ROW}


def test_serials_rise_with_the_time_of_telling_from_the_given_one(told: pa.Table) -> None:
    assert told.schema == EVENT_SCHEMA
    assert told["serial"].to_pylist() == list(range(11, 11 + told.num_rows))
    assert bool((np.diff(told["detected"].to_numpy()) >= 0).all())
    assert set(told["day"].to_pylist()) == {"2026-11-20"}
    assert len(set(told["id"].to_pylist())) == told.num_rows


def test_only_what_passed_has_a_reason_and_only_what_was_dropped_a_basis(told: pa.Table) -> None:
    for row in told.select(["disposition", "basis", "why", "dropped_packets"]).to_pylist():
        passed = row["disposition"] == "passed"
        assert (row["why"] != "") == passed
        assert (row["basis"] == "none") == passed
        assert bool(row["dropped_packets"]) != passed


def test_two_hospitals_have_a_sensor_that_tells_what_the_perimeter_does_not_see():
    rows = telling.events(attacks.of_day(DAY, seed=1, threats=20_000), day=DAY, org=77, serial=1, seed=1)
    told = [one for one in rows.select(("client", "org", "member", "raw")).to_pylist() if one["org"] != 77]
    assert {one["org"] for one in told} == set(telling.SENSORS)
    assert all((one["member"], one["client"]) == (one["org"], telling.SENSORS[one["org"]]) for one in told)
    assert all(f'"Name":"{one["client"]}"'.encode() in one["raw"] for one in told)
