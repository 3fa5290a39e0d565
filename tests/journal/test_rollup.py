from pathlib import Path

import pytest
from tests.factories.busy_day import DAY, END, SCOPES, drawn
from tests.factories.event_rows import write

from hsoc.journal import day_digest as digest
from hsoc.journal import rollup
from hsoc.journal.day_cube import Cube, by_vector
from hsoc.journal.event_rows import held, newest, source, versions
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer


def told(parts: rollup.Parts | None) -> list[object]:
    assert parts is not None
    seen = [Cube(parts).seen(scope, None) for scope in SCOPES]
    return [(one.figures(0), one.rows(by_vector), one.grid(24), one.reasons(), one.top_targets(), one.passing(20)) for one in seen]


def cut_down(root: Path) -> None:
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        old = writer.segments(DAY)
        writer.replace(DAY, old=old, tables=[newest(tuple(str(root / "events" / one.path) for one in old))], now=0)


def rolled_up(root: Path) -> bool:
    with Writer(root, kind="rollups", schema=rollup.SCHEMA) as writer:
        return rollup.write(writer, root, DAY, now=END)


@pytest.mark.parametrize("ids", [20, 1000])
def test_day_that_grew_is_the_same_as_one_read_at_once(tmp_path: Path, ids: int) -> None:
    for part in range(80):  # more than the pieces that are kept apart
        write(tmp_path, *drawn(part, serial=1 + 5 * part, count=5, ids=ids))
        if part % 3 == 0:
            rollup.parts(tmp_path, DAY)
    grown = told(rollup.parts(tmp_path, DAY))
    assert grown == told(rollup.rolled(*source(held(tmp_path, (DAY,)))))
    rollup.forget()
    assert grown == told(rollup.parts(tmp_path, DAY))


def test_day_that_was_cut_down_meanwhile_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, *drawn(1, serial=1, count=100, ids=30))
    before = told(rollup.parts(tmp_path, DAY))
    cut_down(tmp_path)
    assert told(rollup.parts(tmp_path, DAY)) == before
    write(tmp_path, *drawn(2, serial=101, count=10, ids=30))
    assert told(rollup.parts(tmp_path, DAY)) == told(rollup.rolled(*source(held(tmp_path, (DAY,)))))


def test_written_roll_up_tells_the_same_until_the_day_changes(tmp_path: Path) -> None:
    write(tmp_path, *drawn(1, serial=1, count=100, ids=30))
    cut_down(tmp_path)
    events = told(rollup.parts(tmp_path, DAY))
    assert (rolled_up(tmp_path), rolled_up(tmp_path)) == (True, False)
    version = versions(tmp_path, (DAY,))[0]
    assert set(rollup.stored(tmp_path, DAY, version)) == set(rollup.WRITTEN)
    assert told(rollup.parts(tmp_path, DAY)) == events
    write(tmp_path, *drawn(2, serial=101, count=10, ids=30))
    assert rollup.stored(tmp_path, DAY, versions(tmp_path, (DAY,))[0]) == {}
    assert told(rollup.parts(tmp_path, DAY)) != events


def test_counting_needs_only_a_thin_part(tmp_path: Path) -> None:
    write(tmp_path, *drawn(1, serial=1, count=100))
    cut_down(tmp_path)
    rolled_up(tmp_path)
    thin = rollup.parts(tmp_path, DAY, only=("fates", "sources"), thin=True)
    assert thin is not None
    assert thin["sources"].column_names == list(rollup.THIN)
    version = versions(tmp_path, (DAY,))[0]
    whole = digest.cube_of(tmp_path, DAY, version)
    assert whole is not None
    for scope in SCOPES:
        assert digest.totals_of(tmp_path, DAY, version, scope=scope, member=None) == whole.seen(scope, None).figures(0)


def test_roll_up_whose_file_was_just_replaced_is_made_of_the_events(tmp_path: Path) -> None:
    write(tmp_path, *drawn(1, serial=1, count=20))
    cut_down(tmp_path)
    rolled_up(tmp_path)
    before = told(rollup.parts(tmp_path, DAY))
    for path in rollup.stored(tmp_path, DAY, versions(tmp_path, (DAY,))[0]).values():
        Path(path).unlink()
    assert told(rollup.parts(tmp_path, DAY)) == before


def test_day_without_events_has_no_roll_up(tmp_path: Path) -> None:
    assert rollup.parts(tmp_path, DAY) is None
    assert rolled_up(tmp_path) is False
