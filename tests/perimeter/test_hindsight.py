"""The look back: samples come some moments after they were asked for; entries that hurt are named once."""

from pathlib import Path

import msgspec
import pytest
from tests.perimeter.decide.test_afterwards import ENTRY, QUIET, SINCE, talk
from tests.perimeter.decide.test_collateral import NOW, WEEK
from tests.perimeter.wires.test_past import journal

from hsoc.perimeter.hindsight import Hindsight
from hsoc.records.policy import Ceiling


@pytest.fixture
def look(tmp_path: Path):
    made: list[Hindsight] = []

    def begin(*tables, **given) -> Hindsight:
        made.append(Hindsight(journal(tmp_path, *tables), ceiling=Ceiling(), **given))
        return made[-1]

    yield begin
    for one in made:
        one.stop()


def test_sample_is_made_ready_in_the_background(look) -> None:
    past = look(WEEK)
    assert past.sample(1, now=NOW) is None
    past.settle()
    found = past.sample(1, now=NOW)
    assert found is not None
    assert (found.member, found.rows, past.trouble) == (1, WEEK.num_rows, "")


def test_sample_of_nobody_is_never_asked_for(look) -> None:
    past = look(WEEK)
    past.prepare([0, 2], now=NOW)
    past.settle()
    assert past.sample(0, now=NOW) is None
    assert past.sample(2, now=NOW) is None


def test_samples_make_room_for_each_other(look) -> None:
    past = look(WEEK, most=10)
    past.prepare([1, 2], now=NOW)
    past.settle()
    assert len(past._samples) == 1


def test_entry_that_hurts_is_named_once(look) -> None:
    past = look(talk(at=SINCE - 600_000, dport=443))
    past.look([ENTRY], now=SINCE + QUIET + 1)
    past.look([ENTRY], now=SINCE + QUIET + 2)
    past.settle()
    assert [one.rule for one in past.back()] == ["after.hurts"]
    assert past.back() == ()


def test_broken_journal_is_no_history_and_is_said(look, tmp_path: Path) -> None:
    past = look(WEEK)
    for part in tmp_path.rglob("*.parquet"):
        part.write_bytes(b"x")
    past.sample(1, now=NOW)
    past.settle()
    assert past.sample(1, now=NOW) is None
    assert past.trouble
    assert msgspec.json.encode(past.trouble)
