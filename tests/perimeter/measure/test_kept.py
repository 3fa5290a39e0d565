"""Kept texts: made once, made again where they are gone."""

from __future__ import annotations

import uuid

import pytest

from hsoc.perimeter.measure import kept as room
from hsoc.perimeter.measure.kept import kept, write


def test_a_text_is_made_once_and_read_afterwards():
    name, made = f"test {uuid.uuid4()}", []

    def make():
        made.append(name)
        return "SELECT 'ž'"

    assert [kept(name, make), kept(name, make)] == ["SELECT 'ž'"] * 2
    assert made == [name]
    for path in room.FOLDER.glob("text_*.kept"):
        if path.read_text(encoding="utf-8") == "SELECT 'ž'":
            path.unlink()


def test_texts_of_other_names_are_others():
    one, other = f"test {uuid.uuid4()}", f"test {uuid.uuid4()}"
    assert (kept(one, lambda: f"of {one}"), kept(other, lambda: f"of {other}")) == (f"of {one}", f"of {other}")
    for path in room.FOLDER.glob("text_*.kept"):
        if path.read_text(encoding="utf-8") in {f"of {one}", f"of {other}"}:
            path.unlink()


def test_a_text_is_written_whole_or_not_at_all(tmp_path):
    write(tmp_path / "folder" / "text", "one")
    write(tmp_path / "folder" / "text", "two")
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["text"]
    with pytest.raises(OSError, match="text"):
        write(tmp_path / "folder" / "text" / "below", "three")
