import os
from pathlib import Path

import pytest

from hsoc.perimeter.wires.files import Unopenable, opened


def test_content_is_mapped(tmp_path: Path) -> None:
    path = tmp_path / "flows"
    path.write_bytes(b"content")
    with opened(path) as buffer:
        assert bytes(buffer) == b"content"


def test_empty_file_is_empty_bytes(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with opened(path) as buffer:
        assert buffer == b""


def test_view_that_is_still_held_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "flows"
    path.write_bytes(b"content")
    with opened(path) as buffer:
        view = memoryview(buffer)
    assert bytes(view) == b"content"


def test_file_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path) -> None:
    large, pipe = tmp_path / "large", tmp_path / "pipe"
    large.write_bytes(bytes(11))
    os.mkfifo(pipe)
    for path, reason in (
        (tmp_path / "none", "No such file or directory"),
        (tmp_path, "not a regular file"),
        (pipe, "not a regular file"),
        (large, "11 bytes, at most 10"),
    ):
        with pytest.raises(Unopenable) as caught, opened(path, largest=10):
            pass
        assert str(caught.value) == f"{path}: {reason}"
