"""Compaction: fewer files, the same rows, or only the newest of each id."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.journal import NOON, flows

from hsoc.journal import compact, reader
from hsoc.journal.compact import _newest, keep_newest, merge_rows, merge_small
from hsoc.journal.writer import Writer
from hsoc.records.flow import FLOW_SCHEMA

DAY = "2026-11-21"
EVENTS = pa.schema([("id", pa.string()), ("serial", pa.int64()), ("detected", pa.int64())])


@pytest.fixture
def writer(tmp_path):
    with Writer(tmp_path, kind="events", schema=EVENTS) as made:
        yield made


def sealed(writer, *rows):
    writer.append(pa.Table.from_pylist([{"id": one, "serial": serial, "detected": NOON} for one, serial in rows], schema=EVENTS), now=NOON)
    writer.seal(now=NOON)


def held(root):
    found = reader.arrow(root, "events", schema=EVENTS).to_pydict()
    return list(zip(found["id"], found["serial"], strict=True))


def test_merging_keeps_rows_and_order(tmp_path):
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        for number in range(4):
            writer.append(flows(2, number=2 * number), now=NOON)
            writer.seal(now=NOON)
        (merged,) = merge_small(writer, DAY, now=NOON)
        assert (merged.rows, merged.state, writer.segments(DAY)) == (8, "compacted", (merged,))
        assert merge_small(writer, DAY, now=NOON) == ()
    assert sorted(reader.arrow(tmp_path, "flows", columns=["sport"], schema=FLOW_SCHEMA)["sport"].to_pylist()) == list(range(8))


def test_only_the_newest_revision_stays(tmp_path, writer):
    sealed(writer, ("a", 1), ("b", 2))
    sealed(writer, ("a", 3), ("c", 4))
    sealed(writer, ("b", 5))
    keep_newest(writer, DAY, unique_by="id", newest_by="serial", now=NOON)
    assert held(tmp_path) == [("a", 3), ("c", 4), ("b", 5)]


def test_of_equals_the_later_row_stays(tmp_path, writer):
    sealed(writer, ("a", 0), ("b", 0), ("a", 0))
    keep_newest(writer, DAY, unique_by="id", newest_by="serial", now=NOON)
    assert held(tmp_path) == [("b", 0), ("a", 0)]


def test_a_day_that_is_compact_is_left_alone(writer):
    sealed(writer, ("a", 1), ("b", 2))
    assert keep_newest(writer, DAY, unique_by="id", newest_by="serial", now=NOON) == ()
    assert keep_newest(writer, "1999-01-01", unique_by="id", newest_by="serial", now=NOON) == ()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5)), max_size=30))
def test_newest_agrees_with_a_dictionary(rows):
    wanted = {}
    for at, (one, serial) in enumerate(rows):
        if one not in wanted or serial >= wanted[one][0]:
            wanted[one] = (serial, at)
    keys = pa.table({"id": pa.array([one for one, _ in rows], pa.string()), "serial": pa.array([serial for _, serial in rows], pa.int64())})
    kept = _newest(keys, unique_by="id", newest_by="serial")
    assert sorted(kept.nonzero()[0].tolist()) == sorted(at for _, at in wanted.values())


def first_of_each(tables):
    found = pa.concat_tables(tables).group_by(["id", "serial"]).aggregate([("detected", "min")])
    return found.rename_columns({"detected_min": "detected"}).select(EVENTS.names)


@pytest.mark.parametrize(("target", "files"), [(100, 1), (5, 3)])
def test_rows_of_one_key_become_one_across_segments_and_parts(writer, tmp_path, monkeypatch, target, files):
    monkeypatch.setattr(compact, "TARGET", target)
    for _ in range(3):
        sealed(writer, *((f"e{serial % 2}", serial) for serial in (-3, 0, 1, 2, 9)))
    made = merge_rows(writer, DAY, merged=first_of_each, by="serial", now=NOON)
    assert sorted(held(tmp_path), key=lambda one: one[1]) == [("e1", -3), ("e0", 0), ("e1", 1), ("e0", 2), ("e1", 9)]
    assert (writer.segments(DAY), sum(one.rows for one in made), 1 <= len(made) <= files) == (made, 5, True)
    assert (len(made) > 1) == (files > 1)


def test_one_segment_has_nothing_to_merge_with(writer):
    sealed(writer, ("a", 1), ("a", 1))
    assert merge_rows(writer, DAY, merged=first_of_each, by="serial", now=NOON) == ()
