from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal import day_digest as digest
from hsoc.journal.day_cube import new_among
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_list import EVERYTHING
from hsoc.journal.event_rows import held, versions

DAY = "2026-03-10"
START = day_bounds(DAY)[0]


def test_source_is_new_unless_it_was_seen_on_the_days_before(tmp_path: Path) -> None:
    write(tmp_path, row(1, START - DAY_MS), row(2, START), row(3, START, source="203.0.113.99"))
    known = digest.sources_before(tmp_path, ("2026-03-09", "2026-03-08"))
    cube = digest.cube_of(tmp_path, DAY, versions(tmp_path, (DAY,))[0])
    assert cube is not None
    seen = cube.seen(EVERYTHING, None)
    assert (len(known), new_among(seen.keys(), known)) == (1, 1)
    assert {top.address: top.first_time for top in seen.top_sources(known)} == {"203.0.113.7": False, "203.0.113.99": True}


def test_attention_lists_what_passed_and_weighs(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START, disposition="passed", severity=3),
        row(2, START, disposition="passed", severity=4),
        row(3, START, severity=5),
        row(4, START, disposition="passed", severity=2),
    )
    cube = digest.cube_of(tmp_path, DAY, versions(tmp_path, (DAY,))[0])
    assert cube is not None
    serials, count = cube.seen(EVERYTHING, None).passing(1)
    assert (serials, count) == ((2,), 2)
    rows = digest.base(held(tmp_path, (DAY,)), scope=EVERYTHING, member=None)
    assert [one.id for one in digest.attention(rows, (2, 1, 99))] == ["e-2", "e-1"]
    assert digest.attention(rows, ()) == ()


def test_day_that_is_not_held_has_no_totals(tmp_path: Path) -> None:
    assert digest.totals_of(tmp_path, DAY, "", scope=EVERYTHING, member=None) is None
