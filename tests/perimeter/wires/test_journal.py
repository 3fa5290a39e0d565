"""The journal's wire: sealed behind the engine's back, refused rather than stalled."""

import pytest
from tests.factories.journal import NOON, flows

from hsoc.journal import reader
from hsoc.journal.days import DAY_MS
from hsoc.journal.store import Busy
from hsoc.perimeter.wires import journal as wires
from hsoc.perimeter.wires.journal import JournalWire
from hsoc.records.flow import FLOW_SCHEMA


def wire(root, **more):
    return JournalWire(root, kind="flows", schema=FLOW_SCHEMA, **more)


def ports(root):
    return sorted(reader.arrow(root, "flows", schema=FLOW_SCHEMA)["sport"].to_pylist())


def test_what_was_offered_is_sealed_at_the_end(tmp_path):
    made = wire(tmp_path)
    for number in range(3):
        assert made.offer(flows(2, number=2 * number), now=NOON)
    made.close()
    assert ports(tmp_path) == [0, 1, 2, 3, 4, 5]
    assert (made.condition().sealed, made.condition().queued, made.condition().error) == (6, 0, "")


def test_it_seals_by_rows_and_by_time(tmp_path):
    made = wire(tmp_path, most=4, every=10_000)
    for second, number in ((0, 0), (1, 2), (2, 4), (13, 6)):
        made.offer(flows(2, number=number), now=NOON + 1000 * second)
    made.close()
    assert [one.rows for one in reader.segments(tmp_path, "flows")] == [4, 4]


def test_an_empty_table_lets_time_go_on(tmp_path):
    made = wire(tmp_path, every=10_000)
    made.offer(flows(2), now=NOON)
    made.offer(flows(0), now=NOON + 10_000)
    made.offer(flows(1, number=2), now=NOON + 10_001)
    made.close()
    assert [one.rows for one in reader.segments(tmp_path, "flows")] == [2, 1]


def test_small_segments_of_a_day_are_merged_while_it_lasts(tmp_path):
    made = wire(tmp_path, most=1)
    for number in range(wires.MOST_SMALL + 3):
        made.offer(flows(1, number=number), now=NOON)
    made.close()
    assert [one.rows for one in reader.segments(tmp_path, "flows")] == [wires.MOST_SMALL, 1, 1, 1]
    assert ports(tmp_path) == list(range(wires.MOST_SMALL + 3))


def test_a_full_queue_refuses_and_counts(tmp_path):
    made = wire(tmp_path)
    many = flows(wires.MOST_QUEUED + 1)
    assert not made.offer(many, now=NOON)
    assert made.condition().refused == wires.MOST_QUEUED + 1
    made.close()


def test_flows_of_a_broken_clock_open_no_day(tmp_path):
    made = wire(tmp_path)
    made.offer(flows(2, first=NOON + 400 * DAY_MS), now=NOON)
    made.offer(flows(1), now=NOON)
    made.close()
    assert reader.days(tmp_path, "flows") == ("2026-11-21",)
    assert (made.condition().strays, made.condition().sealed, made.condition().queued) == (2, 1, 0)


def test_a_kind_has_one_wire(tmp_path):
    made = wire(tmp_path)
    with pytest.raises(Busy):
        wire(tmp_path)
    made.close()
    wire(tmp_path).close()


def test_a_disk_that_recovers_gets_all_rows_once(tmp_path):
    made = wire(tmp_path, every=0)
    blocker = tmp_path / "flows" / "manifest"
    blocker.write_bytes(b"a file where the folder should be")
    made.offer(flows(2), now=NOON)
    while not made.condition().error:
        pass
    blocker.unlink()
    made.offer(flows(2, number=2), now=NOON + 1)
    made.close()
    assert ports(tmp_path) == [0, 1, 2, 3]
    assert (made.condition().sealed, made.condition().error) == (4, "")


def test_days_beyond_retention_go(tmp_path):
    made = wire(tmp_path, keep=2)
    made.offer(flows(1), now=NOON)
    made.offer(flows(1, first=NOON + 5 * DAY_MS), now=NOON + 5 * DAY_MS)
    made.offer(flows(0), now=NOON + 6 * DAY_MS)
    made.close()
    assert reader.days(tmp_path, "flows") == ("2026-11-26",)
