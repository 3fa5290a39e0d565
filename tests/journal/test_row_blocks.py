import random
from pathlib import Path

import msgspec
import pytest
from tests.factories.event_rows import row, table, write
from tests.factories.finished_days import finish

from hsoc.journal import row_blocks
from hsoc.journal.days import day_bounds
from hsoc.journal.event_rows import blocks
from hsoc.journal.manifest import settled
from hsoc.journal.row_blocks import ABSENT, BLOCK, MOST_WORDS, packed, taken
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.verify import verify
from hsoc.journal.writer import Writer

DAY = "2026-03-10"
START = day_bounds(DAY)[0]
SPOILED = (OSError, ValueError, msgspec.MsgspecError)


def many(count: int, *, first: int = 1, **more):
    """So many rows in the order of their detection, which is not that of their serials."""
    dice = random.Random(first)
    kinds = (more, {"dropped_flows": None, "dropped_bytes": 5, "why": "ř"}, {"vector": "v"})
    rows = [row(first + 2 * at, START + dice.randint(0, 1000), **kinds[at % 3]) for at in range(count)]
    return table(*rows).sort_by("detected")


def stored(path: Path, rows) -> Path:
    path.write_bytes(b"".join(packed(rows)))
    return path


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    first, second = many(3 * BLOCK + 5, dropped_packets=7), many(9, first=5001, category="Fraud.Scam", why="x")
    paths = [stored(tmp_path / "a.rows", first), stored(tmp_path / "b.rows", second)]
    wanted = [1, 3, 2 * BLOCK - 1, 2 * BLOCK + 1, 6 * BLOCK + 9, 5001, 5017]
    found = taken(paths, [*wanted, 2, 0, 4999, 9999])  # those are nowhere
    assert found.schema.names == EVENT_SCHEMA.names
    kept = [name for name in EVENT_SCHEMA.names if name not in ABSENT]
    expected = [one for part in (first, second) for one in part.sort_by("serial").select(kept).to_pylist() if one["serial"] in wanted]
    assert found.select(kept).to_pylist() == expected
    assert len(expected) == len(wanted)
    assert {name: set(found.column(name).to_pylist()) for name in ABSENT} == {name: {None} for name in ABSENT}
    assert taken(paths, [2]).num_rows == 0


def test_a_day_of_nothing_has_blocks_and_one_of_too_many_words_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken([stored(tmp_path / "a.rows", many(0))], [1]).num_rows == 0
    monkeypatch.setattr(row_blocks, "MOST_WORDS", 1)
    assert packed(many(5)) == ()
    assert MOST_WORDS > 1


@pytest.mark.parametrize("spoiled", [b"", b"too short", b"x" * 100, b"\x94" + (1).to_bytes(8, "little")])
def test_what_is_no_such_file_is_refused(tmp_path: Path, spoiled: bytes) -> None:
    (tmp_path / "a.rows").write_bytes(spoiled)
    with pytest.raises(SPOILED):
        taken([tmp_path / "a.rows"], [1])


def test_a_changed_byte_and_another_form_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path / "a.rows", many(5))
    content = path.read_bytes()
    path.write_bytes(b"\0" + content[1:])
    with pytest.raises(SPOILED):
        taken([path], [1])
    monkeypatch.setattr(row_blocks, "FORM", 2)
    other = tmp_path / "b.rows"
    other.write_bytes(content)
    with pytest.raises(ValueError, match="form 1, this program reads 2"):
        taken([other], [1])


def test_blocks_come_with_a_finished_day_and_go_with_it(tmp_path: Path) -> None:
    write(tmp_path, row(1, START), row(2, START))
    assert blocks(tmp_path, [DAY]) == {}  # it runs
    finish(tmp_path, DAY)
    path = blocks(tmp_path, [DAY, "1999-01-01"])[DAY]
    assert taken([path], [2]).column("id").to_pylist() == ["e-2"]
    write(tmp_path, row(3, START))
    assert blocks(tmp_path, [DAY]) == {}  # it was written to again
    with Writer(tmp_path, kind="events", schema=EVENT_SCHEMA) as writer:
        assert writer.removed == ()  # it is no stranger at the next opening
        path.write_bytes(b"spoiled")
        assert [damage.place for damage in verify(tmp_path)] == [path.relative_to(tmp_path.absolute()).as_posix()]
        stray = path.with_name("000000000099-000.rows")
        stray.touch()
    with Writer(tmp_path, kind="events", schema=EVENT_SCHEMA) as writer:
        assert writer.removed == (stray.relative_to(tmp_path / "events").as_posix(),)
    finish(tmp_path, DAY)
    ((one,),) = settled(tmp_path, "events")[1].values()
    assert taken(blocks(tmp_path, [DAY]).values(), [3]).num_rows == 1
    with Writer(tmp_path, kind="events", schema=EVENT_SCHEMA) as writer:
        writer.drop((DAY,), now=0)
        writer.sweep(now=10**12)
    assert one.blocks
    assert list((tmp_path / "events").rglob("*.rows")) == []
