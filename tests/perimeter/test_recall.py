"""Long memory alive: rows leave memory once, looks run when due, what was told is not told again, a restart counts nothing twice."""

from __future__ import annotations

import time

import msgspec
import pyarrow as pa
import pytest
from tests.factories.flows import mixed
from tests.factories.kept import END, MIDNIGHT, drip, passers_by

from hsoc.journal import reader
from hsoc.perimeter.detect.long_memory import LOOKBACKS, ROLLUPS
from hsoc.perimeter.detect.rollup import DAY_MS, HOUR_MS
from hsoc.perimeter.recall import JUDGE_LAG_MS, SPILL_MS, JournalShelf, MemoryShelf, Recall, patience
from hsoc.records.flow import flow_columns

[SLOW] = [one for one in LOOKBACKS if one.name == "slow_scan"]


def days_of(table: pa.Table):
    last = flow_columns(table)["last"]
    for day in range(30):
        at = MIDNIGHT + day * DAY_MS
        yield at + DAY_MS - 1, table.filter(pa.array((last >= at) & (last < at + DAY_MS)))


def lived(recall: Recall, table: pa.Table, *, looks: tuple[int, ...]) -> list[dict]:
    """A month of flows; what is due is done at the end of these days only (a look takes a second)."""
    told = []
    for day, (now, flows) in enumerate(days_of(table), 1):
        if day == 1:
            recall.step(now=now - HOUR_MS)
        recall.fold(flows, now=now - HOUR_MS)
        if day in looks:
            told += recall.step(now=now + JUDGE_LAG_MS).to_pylist()
    return told


def test_a_month_is_remembered_in_the_recordings_time():
    recall = Recall(MemoryShelf(), lookbacks=(SLOW,), alive=False)
    told = lived(recall, mixed(drip(), passers_by()), looks=(9, 10, 11, 12, 30))
    # the rule holds from the tenth day on, and each new probe tells it again
    assert [(row["vector"], row["flows"]) for row in told] == [("over-a-month", day) for day in (10, 11, 12, 30)]


def test_what_has_not_grown_is_not_told_again():
    recall = Recall(MemoryShelf(), lookbacks=(SLOW,), alive=False)
    assert len(lived(recall, drip(), looks=(30,))) == 1
    for hour in (1, 2, 3):
        assert recall.step(now=END + hour * HOUR_MS + JUDGE_LAG_MS).num_rows == 0


def test_learning_is_silent_and_says_so():
    patient = msgspec.structs.replace(SLOW, learn=31)
    recall = Recall(MemoryShelf(), lookbacks=(patient,), alive=False)
    assert lived(recall, drip(), looks=(10, 30)) == []
    [looked] = recall.condition()["looked"]
    assert (looked["learning"], looked["learnt"], looked["learn"]) == (True, 30, 31)


def test_strays_are_counted_and_kept_out():
    recall = Recall(MemoryShelf(), lookbacks=(), alive=False)
    recall.fold(drip(3), now=MIDNIGHT)
    assert (recall.strays, recall.condition()["rows"]["contacts"]) == (3, 0)


def test_a_restart_counts_nothing_twice(tmp_path):
    table = drip()
    for half in (table.slice(0, 15), table.slice(15)):
        shelf = JournalShelf(tmp_path)
        recall = Recall(shelf, lookbacks=(), alive=True)
        for now, flows in days_of(half):
            recall.fold(flows, now=now)
            recall.step(now=now)
        recall.close(now=END)
        shelf.close()
    rows = reader.arrow(tmp_path, "contacts", schema=ROLLUPS["contacts"].schema)
    assert (rows["n"].to_numpy().sum(), rows.num_rows) == (30, 30)


def test_live_the_answer_comes_with_a_later_cycle(tmp_path):
    shelf = JournalShelf(tmp_path)
    recall = Recall(shelf, lookbacks=(SLOW,), alive=True)
    for now, flows in days_of(drip()):
        recall.fold(flows, now=now)
    recall.step(now=END - HOUR_MS)
    recall.step(now=END - HOUR_MS + SPILL_MS + JUDGE_LAG_MS)
    shelf.tick(now=END)  # ten seconds are over: what was offered is sealed
    deadline = time.monotonic() + 120
    # each roll-up has a thread of its own: the look is silent, as learning, until the last of them holds every day
    while min(shelf.days(name, SLOW, at=END) for name in SLOW.reads) < 30:
        assert time.monotonic() < deadline, [reader.days(tmp_path, name) for name in SLOW.reads]
        time.sleep(0.01)
    found = recall.step(now=END + JUDGE_LAG_MS)
    while not found.num_rows and time.monotonic() < deadline:
        time.sleep(0.01)
        found = recall.step(now=END + JUDGE_LAG_MS)
    assert found.select(["detector", "flows", "members"]).to_pylist() == [{"detector": "slow_scan", "flows": 30, "members": 30}]
    recall.close(now=END)
    shelf.close()


def test_a_damaged_file_is_told_and_the_engine_goes_on(tmp_path):
    class Damaged(MemoryShelf):
        def held(self, name, one, *, at):  # noqa: ARG002 - the shelf's shape
            (tmp_path / "x.parquet").write_bytes(b"no table")
            return [str(tmp_path / "x.parquet")]

    recall = Recall(Damaged(), lookbacks=(SLOW,), alive=False)
    assert lived(recall, drip(), looks=(30,)) == []
    assert "x.parquet" in recall.condition()["looked"][0]["error"]


def test_every_look_back_says_how_long_its_stories_last():
    assert patience(LOOKBACKS).keys() == {one.name for one in LOOKBACKS}


@pytest.mark.parametrize("one", LOOKBACKS, ids=lambda d: d.name)
def test_looks_are_due_at_multiples_of_their_rhythm(one):
    assert one.every >= SPILL_MS
    assert one.every % SPILL_MS == 0


def test_other_settings_keep_what_was_learnt_and_other_definitions_are_refused():
    recall = Recall(MemoryShelf(), lookbacks=(SLOW,), alive=False)
    other = msgspec.structs.replace(SLOW, learn=SLOW.learn + 1)
    recall.use((other,))
    assert recall._lookbacks == (other,)
    with pytest.raises(ValueError, match="another recall"):
        recall.use(())
