"""Compressed files: laid out, bounded, and damaged ones refused by name."""

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from hsoc.perimeter.wires.expand import expanded, is_compressed
from hsoc.perimeter.wires.files import Unopenable

TEXT = b"routes " * 1000


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_each_kind_is_laid_out(tmp_path: Path, pack) -> None:
    path = tmp_path / "packed"
    path.write_bytes(pack(TEXT))
    assert is_compressed(path.read_bytes()[:8])
    with expanded(path) as content:
        assert bytes(content) == TEXT


def test_nothing_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.gz"
    path.write_bytes(gzip.compress(b"", mtime=0))
    with expanded(path) as content:
        assert content == b""


@pytest.mark.parametrize(
    ("content", "reason"), [(gzip.compress(TEXT, mtime=0)[:-9], "unpacked"), (gzip.compress(bytes(10_000), mtime=0), "beyond 8000 bytes")]
)
def test_what_is_damaged_or_grows_too_large_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.gz"
    path.write_bytes(content)
    with pytest.raises(Unopenable, match=reason), expanded(path, largest=8000):
        pass
