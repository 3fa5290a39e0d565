"""Files that either are there whole or are not there. Belongs here: write, rename, fsync, lock. Never: what is in them."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final, Self

FILE: Final = 0o640  # modes, before the umask
FOLDER: Final = 0o750
UNFINISHED: Final = ".part"  # the end of a name that was never published


class Busy(Exception):  # what the store is, not a mistake of ours
    """Another process writes this kind."""


def placed(path: Path, *contents: bytes | memoryview) -> None:
    """Write a file under a passing name, bring it to disk, then rename it into place and bring the folder to disk.

    Others than owner and group cannot read it: it tells who talks to whom in a hospital.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    passing = path.with_name(path.name + UNFINISHED)
    try:
        with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE), "wb") as file:
            for content in contents:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
    synced(path.parent)


def synced(folder: Path) -> None:
    """Bring a folder's entries to disk: without it a rename may be forgotten by a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def made(folder: Path) -> None:
    """A folder that exists, and whose coming to be is on disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        synced(folder.parent)


class Lock:
    """The right to write a kind; goes with the process, so that a killed writer leaves nothing to clear away by hand."""

    def __init__(self, path: Path) -> None:
        made(path.parent)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise Busy(f"{path}: process {holder} writes here already; a kind of the journal has one writer") from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Give the right back; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
