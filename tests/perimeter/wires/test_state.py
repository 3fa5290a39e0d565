"""Small files: replaced whole or not at all."""

from pathlib import Path

import pytest

from hsoc.perimeter.wires.state import LARGEST, append, keep, kept


def test_kept_is_what_keep_wrote(tmp_path: Path) -> None:
    keep(tmp_path / "intent.json", b"one")
    keep(tmp_path / "intent.json", b"two", durable=False)
    assert (kept(tmp_path / "intent.json"), [p.name for p in tmp_path.iterdir()]) == (b"two", ["intent.json"])


def test_kept_of_nothing_is_none(tmp_path: Path) -> None:
    assert kept(tmp_path / "absent") is None


def test_kept_refuses_an_absurd_file(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(OSError, match="not a file of ours"):
        kept(tmp_path / "huge")


def test_append_adds_lines(tmp_path: Path) -> None:
    append(tmp_path / "log", ("a", "b"))
    append(tmp_path / "log", ())
    append(tmp_path / "log", ("c",))
    assert (tmp_path / "log").read_text() == "a\nb\nc\n"
