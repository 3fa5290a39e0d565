"""Files as memory: opened read-only, mapped, with a ceiling. Never: what is in them (collect finds out)."""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LARGEST: Final = 64 << 30  # bytes; a day of nfcapd files of a busy network, and well inside the address space


class Unopenable(Exception):
    """A file that cannot be used, in one line: which and why."""

    def __init__(self, path: Path, reason: str) -> None:
        """Path and reason."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@contextmanager
def opened(path: Path, *, largest: int = LARGEST) -> Iterator[mmap.mmap | bytes]:
    """The content of a regular file without reading it all. Raises Unopenable.

    An empty file cannot be mapped and comes as empty bytes. Views of the buffer must be gone when the context ends; those that are
    still held (Arrow tables never hold one) keep the mapping alive until they are.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe must not make us wait
    except OSError as error:
        raise Unopenable(path, error.strerror or str(error)) from None
    try:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            raise Unopenable(path, "not a regular file")
        if about.st_size > largest:
            raise Unopenable(path, f"{about.st_size} bytes, at most {largest}")
        content = mmap.mmap(number, 0, access=mmap.ACCESS_READ) if about.st_size else b""
    finally:
        os.close(number)
    try:
        yield content
    finally:
        if isinstance(content, mmap.mmap):
            try:
                content.close()
            except BufferError:
                del content  # a view is still held; the mapping ends with it
