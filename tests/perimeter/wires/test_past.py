"""A hospital's flows of some stretches of time, out of a journal on disk."""

from pathlib import Path

import pyarrow as pa
from tests.perimeter.decide.test_collateral import NOW, WEEK, past

from hsoc.journal.writer import Writer
from hsoc.perimeter.decide.collateral import hours, sample
from hsoc.perimeter.wires.past import past as read
from hsoc.perimeter.wires.past import stretch
from hsoc.records.flow import FLOW_SCHEMA


def journal(root: Path, *tables: pa.Table) -> Path:
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        for table in tables:
            writer.append(table, now=NOW)
        writer.seal(now=NOW)
    return root


def test_past_gives_the_flows_of_one_hospital_and_hour(tmp_path: Path) -> None:
    root = journal(tmp_path, WEEK, past(500, member=2), past(500, day=9))
    stretches = [(begin, end) for begin, end, _ in hours(NOW)]
    found = read(root, member=1, stretches=stretches)
    assert found.num_rows == WEEK.num_rows
    assert sample(found, member=1, now=NOW) is not None
    assert read(root, member=1, stretches=stretches[:1]).num_rows == past(day=1).num_rows
    assert read(root, member=3, stretches=stretches).num_rows == 0


def test_past_of_too_many_flows_is_a_share_of_whole_talks(tmp_path: Path) -> None:
    root = journal(tmp_path, WEEK)
    found = read(root, member=1, stretches=[(begin, end) for begin, end, _ in hours(NOW)], most=5000)
    assert 1000 < found.num_rows <= 5000


def test_past_of_an_empty_journal_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, member=1, stretches=[(0, 1)]).num_rows == 0


def test_stretch_gives_everybodys_flows_in_order_and_says_what_was_left_out(tmp_path: Path) -> None:
    root = journal(tmp_path, past(300), past(200, member=2))
    begin, end, _ = hours(NOW)[0]
    found, missing = stretch(root, begin=begin, end=end)
    last = found["last"].to_pylist()
    assert (found.num_rows, missing, last == sorted(last)) == (500, 0, True)
    assert stretch(root, begin=begin, end=end, most=100)[1] == 400
    mine = [stretch(root, begin=begin, end=end, member=one)[0] for one in (1, 4095)]
    assert (set(mine[0]["member"].to_pylist()), mine[1].num_rows) == ({1}, 0)
    assert stretch(root, begin=0, end=1)[0].num_rows == 0
