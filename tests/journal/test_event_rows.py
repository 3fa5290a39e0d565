from pathlib import Path

import pytest
from tests.factories.event_rows import row, table, write

from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_rows import TooSlow, asked, day_of, held, highest_serial, is_newest, newest, source, versions
from hsoc.journal.tables import EVENT_SCHEMA, NEWEST
from hsoc.journal.writer import Writer

DAY = "2026-03-10"
START = day_bounds(DAY)[0]


def test_superseded_rows_are_left_out_of_the_count(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, id="a"), row(2, START, id="b"))
    assert (held(tmp_path).rows, held(tmp_path).superseded) == (2, ())
    write(tmp_path, row(3, START, id="a", revision=2))
    assert held(tmp_path).rows == 2
    assert len(held(tmp_path).superseded) == 1


def test_highest_serial_is_found_again_after_a_death(tmp_path: Path) -> None:
    assert highest_serial(tmp_path) == 0
    write(tmp_path, row(41, START), row(7, START))
    assert highest_serial(tmp_path) == 41


def test_cut_down_day_is_marked_and_holds_the_newest(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, id="a"), row(2, START, id="b"))
    write(tmp_path, row(3, START, id="a", revision=2))
    files = held(tmp_path).files
    kept = newest(files)
    assert (kept.column("serial").to_pylist(), NEWEST in kept.schema.metadata) == ([2, 3], True)
    with Writer(tmp_path, kind="events", schema=EVENT_SCHEMA) as writer:
        writer.replace(DAY, old=writer.segments(DAY), tables=[kept], now=0)
    found = held(tmp_path)
    assert (len(found.files), is_newest(found.files[0]), found.rows, found.superseded) == (1, True, 2, ())
    assert is_newest(files[0]) is False


def test_version_of_a_day_changes_with_its_rows_only(tmp_path: Path) -> None:
    write(tmp_path, row(1, START))
    before = versions(tmp_path, (DAY, "2026-03-11"))
    write(tmp_path, row(2, day_bounds("2026-03-11")[0]))
    after = versions(tmp_path, (DAY, "2026-03-11"))
    assert (before[0] == after[0], before[1], bool(after[1])) == (True, "", True)


def test_question_without_end_is_stopped() -> None:
    endless = "SELECT count(*) FROM range(10000000) a, range(1000000) b WHERE (a.range * b.range) % $n = 3"
    with pytest.raises(TooSlow):
        asked(endless, {"n": 7}, seconds=0.2)
    assert asked("SELECT 1", {}) == [(1,)]


def test_rows_of_the_factory_fit_the_schema() -> None:
    assert table(row(1, START)).schema == EVENT_SCHEMA


def test_a_row_is_asked_for_its_file_and_the_file_tells_the_day(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, id="a"), row(2, START + DAY_MS, id="b"))
    write(tmp_path, row(3, START, id="a", revision=2))
    base, params = source(held(tmp_path), files=True)
    found = asked(f"SELECT serial, day, file FROM {base} ORDER BY serial", params)
    assert [(serial, day_of(file)) for serial, _, file in found] == [(2, "2026-03-11"), (3, DAY)]
    assert [day for _, day, _ in found] == ["2026-03-11", DAY]
