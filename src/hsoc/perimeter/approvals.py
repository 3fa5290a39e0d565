"""Approvals at the engine itself: one small file that people write and the engine reads each cycle. Works without the portal.

A decision above the two-person threshold waits until two different names stand beside its key. An approval ends; a file that cannot be
read counts as no approval at all, for who must agree must not be passed over by a broken disk.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

LARGEST: Final = 1 << 20  # bytes
MOST: Final = 1000  # approvals kept in the file
LONGEST_TEXT: Final = 500  # characters of a reason or a name
LONGEST_KEY: Final = 10_000  # characters: action and canonical match text
MINUTE: Final = 60_000  # ms
LONGEST_MINUTES: Final = 24 * 60


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word. at and until: ms."""

    key: str
    by: str
    reason: str
    at: int
    until: int


class Approvals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    agreed: tuple[Agreed, ...] = ()

    def names(self, *, now: int) -> dict[str, frozenset[str]]:
        """Who has agreed, by key, of what holds at `now` (ms)."""
        out: dict[str, frozenset[str]] = {}
        for one in self.agreed:
            if one.at <= now < one.until:
                out[one.key] = out.get(one.key, frozenset()) | {one.by}
        return out


def approve(path: Path, *, key: str, by: str, reason: str, now: int, minutes: int = 60) -> Approvals:
    """Add one person's word, good for `minutes`. Raises ValueError for an empty key, name or reason, OSError where it cannot be written."""
    key, by, reason = key.strip(), by.strip()[:LONGEST_TEXT], reason.strip()[:LONGEST_TEXT]
    if not key or not by or not reason or len(key) > LONGEST_KEY:
        raise ValueError("an approval wants the key of the decision, a name and a reason")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise ValueError(f"an approval holds for 1 to {LONGEST_MINUTES} minutes, not {minutes}")
    try:
        before = _read(path)
    except ValueError:  # a broken file is replaced by whoever approves next
        before = Approvals()
    said = Agreed(key=key, by=by, reason=reason, at=now, until=now + minutes * MINUTE)
    kept = tuple(one for one in before.agreed if one.until > now and (one.key, one.by) != (key, by))
    approvals = Approvals(agreed=(*kept, said)[-MOST:])
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(approvals), indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return approvals


def state(path: Path) -> Approvals:
    """What stands in the file; nothing where there is none or it cannot be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return Approvals()


def _read(path: Path) -> Approvals:
    """Raises OSError or ValueError for a file that is there and is not of ours."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"larger than {LARGEST} bytes")
        return msgspec.json.decode(path.read_bytes(), type=Approvals)
    except FileNotFoundError:
        return Approvals()
