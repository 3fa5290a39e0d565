"""Who looked into whose flows, and why. Belongs here: an append-only log that the member can read. Never: the flows, or who may look.

An operator's look into a member's traffic needs a reason. It is written down, and on disk, before the first row is shown. One JSON object a
line in `<root>/looks.jsonl`; each line carries the SHA-256 of the one before, so that a line taken out is noticed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = "looks.jsonl"
SHORTEST_REASON: Final = 10  # characters; "x" is no reason
LONGEST: Final = 2000  # characters of a reason or a question
LONGEST_LINE: Final = 64 * 1024  # bytes
TAIL: Final = 2 * LONGEST_LINE


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look. at in ms; day = the day looked into; what = the question in words or as a filter; before = digest of the line before."""

    at: int
    who: str
    member: int
    day: str
    what: str
    why: str
    before: str = ""


def look(root: Path | str, *, who: str, why: str, member: int, day: str, what: str, now: int) -> Look:
    """Write a look down; on disk when this returns. Raises ValueError for a missing name or reason."""
    if not who.strip():
        raise ValueError("a look needs the name of who looks")
    if len(why.strip()) < SHORTEST_REASON:
        raise ValueError(f"a look into a member's flows needs a reason of at least {SHORTEST_REASON} characters")
    path = Path(root) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        before, whole = _last(handle)
        told = Look(at=now, who=who.strip()[:200], member=member, day=day, what=what[:LONGEST], why=why.strip()[:LONGEST], before=before)
        # a line that a power cut left unfinished is ended first, so that it spoils itself only
        os.write(handle, (b"" if whole else b"\n") + msgspec.json.encode(told) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    return told


def looks(root: Path | str, *, member: int | None = None) -> tuple[Look, ...]:
    """The looks into one member's flows (None = all), newest first."""
    found = (one for one, _ in _lines(Path(root) / FILE) if one is not None)
    return tuple(sorted((one for one in found if member is None or one.member == member), key=lambda one: one.at, reverse=True))


def broken(root: Path | str) -> tuple[int, ...]:
    """Numbers (from 1) of lines that are unreadable or do not follow the one before."""
    before, bad = "", []
    for number, (one, line) in enumerate(_lines(Path(root) / FILE), 1):
        if one is None or one.before != before:
            bad.append(number)
        before = hashlib.sha256(line).hexdigest()
    return tuple(bad)


def _lines(path: Path) -> Iterator[tuple[Look | None, bytes]]:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                content = line.rstrip(b"\n")
                try:
                    yield msgspec.json.decode(content, type=Look), content
                except msgspec.DecodeError:
                    yield None, content
    except FileNotFoundError:
        return


def _last(handle: int) -> tuple[str, bool]:
    """Digest of the last line ('' for none), and whether the file ends with a line's end."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, TAIL, max(0, size - TAIL))
    if not tail:
        return "", True
    return hashlib.sha256(tail.rstrip(b"\n").rpartition(b"\n")[2]).hexdigest(), tail.endswith(b"\n")
