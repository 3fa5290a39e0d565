from pathlib import Path

import numpy as np
from tests.factories.event_rows import row, write

from hsoc.journal import day_digest as digest
from hsoc.journal.day_climb import Climb
from hsoc.journal.day_cube import Keys, keys_of
from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import EVERYTHING
from hsoc.journal.event_rows import held
from hsoc.records.address import pair

DAY = "2026-03-10"
START = day_bounds(DAY)[0]
NONE: Keys = np.empty(0, np.uint64)


def climb(root: Path) -> Climb:
    return Climb(digest.base(held(root, (DAY,)), scope=EVERYTHING, member=None), start=START)


def test_minute_counts_what_was_found_before_it(tmp_path: Path) -> None:
    write(tmp_path, *(row(n, START + n * 60_000, source=f"203.0.113.{n % 3}", member=n % 2 + 1) for n in range(10)))
    found = climb(tmp_path)
    sizes = [(one.drops.threats, one.sources, one.members, one.detections) for one in (found.until(m, NONE) for m in (0, 1, 4, None))]
    assert sizes == [(0, 0, 0, 0), (1, 1, 1, 3), (4, 3, 2, 12), (10, 3, 2, 30)]


def test_source_seen_on_the_days_before_is_not_new(tmp_path: Path) -> None:
    write(tmp_path, row(1, START), row(2, START, source="203.0.113.9"))
    known = np.sort(keys_of(np.array([[*pair("203.0.113.9"), 128]], np.int64)))
    assert (climb(tmp_path).until(None, NONE).new_sources, climb(tmp_path).until(None, known).new_sources) == (2, 1)


def test_event_that_is_filed_under_a_day_it_was_not_found_on_counts_on_its_edge(tmp_path: Path) -> None:
    write(tmp_path, row(1, START) | {"detected": START - 99 * 86_400_000})
    assert climb(tmp_path).until(1, NONE).drops.threats == 1
