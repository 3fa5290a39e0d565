"""How one link of the chain is made and checked. Pure. Belongs here: the hash and its material. Never: the database, a clock.

hash = SHA-256 over the canonical JSON array of previous hash and every column, in the order of `Link`. The first link's previous
hash is 64 zeros. Whoever changes, removes or inserts a link has to change every later hash and the head hashes kept outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

import msgspec

GENESIS: Final = "0" * 64
MOST_DETAILS = 8192  # bytes of canonical JSON in one entry; more is cut down to a note, an entry is not an archive
MOST_REASON = 500  # characters


class Who(Protocol):
    """What the chain wants to know of an actor (members.rules.Actor is one)."""

    @property
    def user(self) -> int: ...  # noqa: D102
    @property
    def username(self) -> str: ...  # noqa: D102
    @property
    def organisation(self) -> int: ...  # noqa: D102
    @property
    def via(self) -> str: ...  # noqa: D102


class Link(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One entry as it is hashed; `when` in ms since 1970 UTC, `details` already canonical JSON text."""

    previous: str
    sequence: int
    when: int
    user: int
    who: str
    via: str
    organisation: int
    concerns: int
    action: str
    object: str
    reason: str
    details: str


class Broken(msgspec.Struct, frozen=True):
    """The first place where the chain does not hold, and why."""

    sequence: int
    why: str


def canonical(details: dict[str, Any]) -> str:
    """Details as sorted, compact JSON; too large ones become a note of their size. Raises TypeError on what JSON cannot say."""
    text = msgspec.json.encode(details, order="sorted")
    if len(text) > MOST_DETAILS:
        text = msgspec.json.encode({"left_out_bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}, order="sorted")
    return text.decode()


def hashed(link: Link) -> str:
    """The link's own hash, 64 hex digits."""
    return hashlib.sha256(msgspec.json.encode(link)).hexdigest()


def broken(links: Iterable[tuple[Link, str]], *, heads: dict[int, str] | None = None) -> Broken | None:
    """The first break in (link, stored hash) pairs ordered by sequence from 1; `heads` are hashes known from outside by sequence."""
    known = dict(heads or {})
    previous, expected = GENESIS, 1
    for link, stored in links:
        reason = _reason(link, stored, previous, expected, known.pop(expected, None))
        if reason:
            return Broken(expected, reason)
        previous, expected = stored, expected + 1
    if known:
        return Broken(expected, f"entries up to {max(known)} were witnessed outside and are missing")
    return None


def _reason(link: Link, stored: str, previous: str, expected: int, witnessed: str | None) -> str:
    if link.sequence != expected:
        return f"entry {expected} is missing, {link.sequence} follows"
    if link.previous != previous:
        return "does not follow the entry before it"
    if hashed(link) != stored:
        return "its content does not match its hash"
    if witnessed not in {None, stored}:
        return "differs from the hash witnessed outside"
    return ""


def witnessed(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(sequence, hash) from the lines of the head file: `day sequence hash`. Raises ValueError that names the line."""
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 3 or not parts[1].isdecimal() or len(parts[2]) != 64:
            raise ValueError(f"line {number}: expected `day sequence hash`")
        yield int(parts[1]), parts[2]
