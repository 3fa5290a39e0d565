from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hsoc.journal.reader import arrow
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.perimeter.simulate import history

NOW = int(datetime(2026, 11, 20, 9, 30, tzinfo=UTC).timestamp() * 1000)


def test_history_fills_the_days_and_today_up_to_now_and_only_once(tmp_path: Path) -> None:
    lived = history.live(root=tmp_path, now=NOW, seed=1, org=77, days=1)
    held = arrow(tmp_path, "events", days=("2026-11-19", "2026-11-20"), columns=["serial", "day", "last"], schema=EVENT_SCHEMA)
    days = held["day"].to_pylist()
    assert lived == history.Lived(2, held.num_rows)
    assert sorted(held["serial"].to_pylist()) == list(range(1, held.num_rows + 1))
    assert days.count("2026-11-19") == pytest.approx(82_000, rel=0.12)
    assert days.count("2026-11-20") == pytest.approx(82_000 * 10.5 / 24, rel=0.15)
    assert max(held["last"].to_pylist()) < NOW
    assert history.live(root=tmp_path, now=NOW + 60_000, seed=1, org=77, days=1) == history.Lived(0, 0)


def test_a_house_that_was_closed_gets_the_stories_of_that_time_and_none_twice(tmp_path: Path) -> None:
    lived = history.live(root=tmp_path, now=NOW, seed=1, org=77, days=0)
    later = history.live(root=tmp_path, now=NOW + 20 * 3_600_000, seed=1, org=77, days=0)
    held = arrow(tmp_path, "events", days=("2026-11-20", "2026-11-21"), columns=["serial", "id", "day"], schema=EVENT_SCHEMA)
    assert (later.days, held.num_rows) == (2, lived.events + later.events)
    assert sorted(held["serial"].to_pylist()) == list(range(1, held.num_rows + 1))
    assert len(set(held["id"].to_pylist())) == held.num_rows
    assert held["day"].to_pylist().count("2026-11-20") == pytest.approx(82_000, rel=0.12)
