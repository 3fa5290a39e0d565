"""The order of flows, what a file says of itself, and which segments are rewritten when."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.factories import traffic

from hsoc.journal import reader
from hsoc.journal.clusters import CLUSTERED, PIECE, SETTLE_MS, by_sender, due, marks, ordered, parts
from hsoc.journal.manifest import Segment, settled
from hsoc.journal.verify import verify
from hsoc.records.flow import FLOW_SCHEMA, Direction, flow_table

HOUR = traffic.HOUR


def rows_of(table):
    return sorted(map(tuple, (row.values() for row in table.to_pylist())), key=repr)


@pytest.mark.parametrize("by_hour", [False, True])
def test_order_keeps_every_row(by_hour) -> None:
    flows = traffic.many(800)
    table = ordered(flows, by_hour=by_hour)
    assert rows_of(table) == rows_of(flows)
    member, first, direction, src, dst = (table.column(name).to_numpy() for name in ("member", "first", "direction", "src_lo", "dst_lo"))
    outward = direction == Direction.OUTBOUND
    own = np.where(outward, src, dst) & 0xFFFF
    whole = zip(first // HOUR, direction == Direction.BETWEEN, member, outward, own, first, strict=True)
    key = list(whole) if by_hour else list(member)
    assert key == sorted(key)


def test_order_by_sender_keeps_every_row() -> None:
    flows = traffic.many(800)
    table = by_sender(flows)
    assert rows_of(table) == rows_of(flows)
    key = list(zip(*(table.column(name).to_pylist() for name in ("src_hi", "src_lo", "first")), strict=True))
    assert key == sorted(key)


def test_a_seal_keeps_the_order_of_arrival_within_a_member() -> None:
    flows = traffic.many(800)
    numbered = flows.set_column(flows.schema.get_field_index("exporter"), "exporter", pa.array(np.arange(800)))
    table = ordered(numbered)
    key = list(zip(table.column("member").to_pylist(), table.column("exporter").to_pylist(), strict=True))
    assert key == sorted(key)


def test_hours_far_apart_are_ordered_too() -> None:
    flows = traffic.many(400, span=400 * HOUR)
    hours = ordered(flows, by_hour=True).column("first").to_numpy() // HOUR
    assert list(hours) == sorted(hours)


def test_impossible_values_are_ordered_too() -> None:
    flows = flow_table({"first": np.array([1 << 60, 5, 7]), "member": np.array([1 << 20, 3, -1])}, rows=3)
    assert ordered(flows).column("member").to_pylist() == [-1, 3, 1 << 20]
    assert ordered(flow_table({}, rows=0)).num_rows == 0


def test_files_cross_no_hour_and_do_not_mix(monkeypatch) -> None:
    monkeypatch.setattr("hsoc.journal.clusters.FILE_ROWS", 20)
    cut = parts(ordered(traffic.many(800), by_hour=True))
    assert sum(one.num_rows for one in cut) == 800
    for one in cut:
        assert one.num_rows <= 20
        assert len(np.unique(one.column("first").to_numpy() // HOUR)) == 1
        assert len(np.unique(one.column("direction").to_numpy() == Direction.BETWEEN)) == 1
    assert parts(FLOW_SCHEMA.empty_table()) == []


def test_marks_name_the_members() -> None:
    assert marks(traffic.story()) == ((2, 3, 4), True)
    own = traffic.flow("198.18.2.1", "198.19.0.1", member=2, direction=Direction.OUTBOUND)
    assert marks(traffic.table(own)) == ((2,), False)


def segment(number: int, *, high: int, rows: int = 10, state: str = "sealed") -> Segment:
    return Segment(path=f"{number}", day=traffic.DAY, rows=rows, low=high - 5, high=high, size=1, sha256="", state=state)


def test_an_hour_is_due_once_it_has_settled() -> None:
    one = segment(1, high=traffic.NOON + HOUR - 1)
    assert due((one,), now=traffic.NOON + HOUR + SETTLE_MS - 1) == ()
    assert due((one,), now=traffic.NOON + HOUR + SETTLE_MS) == (one,)
    assert due((segment(1, high=traffic.NOON, state=CLUSTERED),), now=traffic.NOON + 9 * HOUR) == ()


def test_a_piece_is_bounded() -> None:
    several = tuple(segment(number, high=traffic.NOON, rows=PIECE // 2) for number in range(3))
    assert due(several, now=traffic.NOON + 9 * HOUR) == several[:2]
    alone = segment(9, high=traffic.NOON, rows=3 * PIECE)
    assert due((alone, *several), now=traffic.NOON + 9 * HOUR) == (alone,)


def test_clustering_keeps_every_row_and_the_journal_whole(tmp_path) -> None:
    flows = traffic.many(2000)
    plain = traffic.written(tmp_path / "plain", flows.slice(0, 700), flows.slice(700))
    root = traffic.written(tmp_path / "clustered", flows.slice(0, 700), flows.slice(700), clustered=True)
    assert rows_of(reader.arrow(root, "flows", schema=FLOW_SCHEMA)) == rows_of(reader.arrow(plain, "flows", schema=FLOW_SCHEMA))
    assert list(verify(root)) == []
    every = [one for day in settled(root, "flows")[1].values() for one in day]
    assert {one.state for one in every} == {CLUSTERED}
    assert all(one.members and one.low // HOUR == one.high // HOUR for one in every)
