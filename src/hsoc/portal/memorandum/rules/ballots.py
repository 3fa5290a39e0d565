"""Votes: when one may be cast, the count, the quorum, the protocol, the shuffled box. Pure; randomness comes in. Never: who may vote."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

MOST_OPTIONS: Final = 10
KEY_BYTES: Final = 16  # bytes of randomness in the key of a secret vote


class Phase(StrEnum):
    """Where a ballot is in time."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"  # to be counted
    COUNTED = "counted"
    CANCELLED = "cancelled"


class Protocol(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a vote. entitled, voted: names of organisations, sorted; counts: votes of each option in its order.

    votes: of an open ballot (organisation, option's place), empty of a secret one; leading: places of the options with most votes.
    """

    title: str
    secret: bool
    options: tuple[str, ...]
    opens: str
    closes: str
    quorum: int
    needed: int
    entitled: tuple[str, ...]
    voted: tuple[str, ...]
    counts: tuple[int, ...]
    valid: bool
    leading: tuple[int, ...]
    votes: tuple[tuple[str, int], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As it is stored and given out."""
        found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))  # lists, as JSON will give them back
        return found


class Cancelled(Protocol, frozen=True, kw_only=True):
    """What is kept of a cancelled vote: who was entitled and who had voted; how they voted nobody learns. cancelled: the moment, ISO."""

    cancelled: str
    reason: str


def phase_of(*, opens: datetime, closes: datetime, counted: bool, now: datetime, cancelled: bool = False) -> Phase:
    """Where it is: it opens at its first moment and is over at its last."""
    if cancelled:
        return Phase.CANCELLED
    if counted:
        return Phase.COUNTED
    if now < opens:
        return Phase.AHEAD
    return Phase.RUNNING if now < closes else Phase.OVER


def needed_of(entitled: int, quorum: int) -> int:
    """How many organisations must vote for a quorum in per cent, rounded up, at least one."""
    return max(1, -(-entitled * quorum // 100))


def counted(
    *, title: str, secret: bool, options: Sequence[str], opens: datetime, closes: datetime, quorum: int, entitled: Iterable[str],
    voted: Iterable[str], ballots: Sequence[int], votes: Iterable[tuple[str, int]] = (),
) -> Protocol:  # fmt: skip
    """Counts. ballots: the place of the option on each paper. Raises ValueError where papers and marks on the roll differ in number."""
    roll, marked = tuple(sorted(entitled)), tuple(sorted(voted))
    if len(ballots) != len(marked) or not set(marked) <= set(roll):
        raise ValueError("the papers in the box and the marks on the roll differ")
    counts = [0] * len(options)
    for option in ballots:
        counts[option] += 1
    needed = needed_of(len(roll), quorum)
    valid = len(marked) >= needed
    best = max(counts, default=0)
    return Protocol(
        title=title, secret=secret, options=tuple(options), opens=opens.isoformat(), closes=closes.isoformat(), quorum=quorum,
        needed=needed, entitled=roll, voted=marked, counts=tuple(counts), valid=valid,
        leading=tuple(place for place, n in enumerate(counts) if n == best and best) if valid else (),
        votes=() if secret else tuple(sorted(votes)),
    )  # fmt: skip


def cancelled(
    *, title: str, secret: bool, options: Sequence[str], opens: datetime, closes: datetime, quorum: int, entitled: Iterable[str],
    voted: Iterable[str], now: datetime, reason: str,
) -> Cancelled:  # fmt: skip
    """The protocol of a vote that was cancelled before its end; it counts nothing."""
    roll = tuple(sorted(entitled))
    return Cancelled(
        title=title, secret=secret, options=tuple(options), opens=opens.isoformat(), closes=closes.isoformat(), quorum=quorum,
        needed=needed_of(len(roll), quorum), entitled=roll, voted=tuple(sorted(voted)), counts=(), valid=False, leading=(),
        cancelled=now.isoformat(), reason=reason,
    )  # fmt: skip


def digest_of(protocol: dict[str, Any]) -> str:
    """SHA-256 of a protocol's canonical JSON (sorted, compact), 64 hex digits."""
    return hashlib.sha256(msgspec.json.encode(protocol, order="sorted")).hexdigest()


def refilled(box: Iterable[int], paper: int, *, shuffle: Callable[[list[int]], None], draw: Callable[[int], str]) -> list[tuple[str, int]]:
    """The box with one more paper: (new key, option) of each in a new random order, so that nothing tells which one was the last."""
    papers = [*box, paper]
    shuffle(papers)
    return [(draw(KEY_BYTES), option) for option in papers]
