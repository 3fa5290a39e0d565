"""Compressed files laid out in an unnamed file on disk, with a ceiling: kilobytes may claim to be a terabyte. Never: their content."""

from __future__ import annotations

import bz2
import gzip
import lzma
import mmap
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from hsoc.perimeter.wires.files import Unopenable

LARGEST_EXPANDED: Final = 8 << 30  # bytes; the table of a large collector with all its peers has some 5 GB
PIECE: Final = 1 << 20  # bytes at a time
KINDS: Final[dict[bytes, Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


def is_compressed(head: bytes) -> bool:
    """True where a file begins like gzip, bzip2 or xz."""
    return any(head.startswith(magic) for magic in KINDS)


@contextmanager
def expanded(path: Path, *, largest: int = LARGEST_EXPANDED) -> Iterator[mmap.mmap | bytes]:
    """The content of a compressed file, mapped. Raises Unopenable for a damaged one or one that grows beyond the ceiling."""
    with path.open("rb") as raw:
        head = raw.read(6)
    opener = next(opener for magic, opener in KINDS.items() if head.startswith(magic))
    with tempfile.TemporaryFile() as room:
        size = 0
        try:
            with opener(path, "rb") as source:
                while piece := source.read(PIECE):
                    size += len(piece)
                    if size > largest:
                        raise Unopenable(path, f"grows beyond {largest} bytes when unpacked")
                    room.write(piece)
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise Unopenable(path, f"cannot be unpacked ({error})") from None
        room.flush()
        content = mmap.mmap(room.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        try:
            yield content
        finally:
            if isinstance(content, mmap.mmap):
                try:
                    content.close()
                except BufferError:
                    del content  # a view is still held; the mapping ends with it
