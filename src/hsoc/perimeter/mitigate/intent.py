"""Wanted entries as bytes, so that what stood before a crash stands after it. Pure: `run` writes and reads the file.

What comes back is checked as if a stranger had written it: unreadable intent is no intent, never a wider one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.mitigate.plan import OWNER
from hsoc.records.mitigation import Mitigation

VERSION: Final = 1
LARGEST: Final = 16 << 20  # bytes; 3,000 entries are about 1.5 MB
MOST: Final = 20_000  # entries


class Unreadable(ValueError):
    """Bytes that are not an intent of ours. The text names the place and the reason."""


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written: format version, time of writing (ms), entries."""

    version: int
    written: int
    entries: tuple[Mitigation, ...]


def encode(entries: Iterable[Mitigation], *, now: int) -> bytes:
    """JSON that `decode` reads; the same entries give the same bytes at the same `now`."""
    return msgspec.json.encode(Intent(VERSION, now, tuple(sorted(entries, key=lambda one: one.key))))


def decode(data: bytes, *, now: int) -> tuple[Mitigation, ...]:
    """The entries that have not ended by `now`. Raises Unreadable for anything that we did not write ourselves."""
    if len(data) > LARGEST:
        raise Unreadable(f"{len(data)} bytes, {LARGEST} are allowed")
    try:
        intent = msgspec.json.decode(data, type=Intent)
    except msgspec.DecodeError as error:
        raise Unreadable(str(error)) from None
    if intent.version != VERSION:
        raise Unreadable(f"version {intent.version}, {VERSION} is known")
    if len(intent.entries) > MOST:
        raise Unreadable(f"{len(intent.entries)} entries, {MOST} are allowed")
    for place, entry in enumerate(intent.entries):
        _checked(entry, place=place)
    return tuple(entry for entry in intent.entries if entry.until > now)


def _checked(entry: Mitigation, *, place: int) -> None:
    if entry.owner != OWNER or not entry.action.touches_traffic or entry.until <= entry.since:
        raise Unreadable(f"entry {place}: not an entry of ours with an action and an end")
    try:
        key = f"{entry.action} {match_text(entry.match)}"
    except Unsayable as error:
        raise Unreadable(f"entry {place}: {error}") from None
    if key != entry.key:
        raise Unreadable(f"entry {place}: the key does not belong to its match")
