"""What has been promised but not yet written: batches on disk until the one writer has them. Belongs here: files. Never: meaning.

A batch is durable before `put` returns: written under a temporary name, fsynced, renamed, its folder fsynced. Names sort by time of
arrival. The writer removes a batch only after its rows are sealed; a batch that is seen twice is told apart by the writer's keys.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.store import placed

MOST_WAITING: Final = 50_000  # batches; at 500 events each a day of the network many times over, then the door says 503
SUFFIX: Final = ".batch"
CYCLE: Final = "cycle.json"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Accepted events of one call, as received to the byte.

    org: number of the client's organisation; test: a test client; ours: the operator's own engine; received: ms.
    """

    client: str
    org: int
    test: bool
    ours: bool
    received: int
    events: tuple[bytes, ...]


class Cycle(msgspec.Struct, frozen=True):
    """The batches that go into one seal, and its key."""

    key: str
    names: tuple[str, ...]


class Full(Exception):
    """The writer is so far behind that more is not promised."""


SHARERS: Final = 16  # putters at once (workers of the web, imports) that may each spend their part of what one count found free
MOST_FOLDERS: Final = 64  # whose counts are remembered; a house has one

_left: dict[tuple[Path, int], int] = {}  # puts before the next count
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Batch)
_cycle = msgspec.json.Decoder(Cycle)


def put(folder: Path, batch: Batch, *, most: int = MOST_WAITING) -> str:
    """Make a batch durable and return its key. Raises Full where `most` wait already, or OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _room(folder, most):
        raise Full(f"{folder}: {most} batches are waiting for the writer")
    key = f"{batch.received:014d}-{os.getpid():07d}-{secrets.token_hex(8)}"
    placed(folder / f"{key}{SUFFIX}", _encoder.encode(batch))
    return key


def _room(folder: Path, most: int) -> bool:
    """True where fewer than `most` wait. Counting 50,000 names takes 20 ms, so far from the bound one count serves many puts."""
    left = _left.get((folder, most), 0)
    if left < 1:
        free = most - sum(1 for _ in os.scandir(folder))
        if free < 1:
            return False
        left = free // SHARERS
        if len(_left) >= MOST_FOLDERS:
            _left.clear()
    _left[folder, most] = left - 1
    return True


def waiting(folder: Path, *, most: int) -> tuple[Path, ...]:
    """The oldest waiting batches, at most `most`."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p for p in folder.iterdir() if p.suffix == SUFFIX)[:most])


def batches(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Batch | None]]:
    """Each batch with its file; None where the file is not one (a damaged disk): the writer sets it aside."""
    for path in paths:
        try:
            yield path, _decoder.decode(path.read_bytes())
        except msgspec.MsgspecError:
            yield path, None


def claimed(folder: Path) -> tuple[str, tuple[Path, ...]] | None:
    """The key and the batches of a cycle that was begun and perhaps finished; None where none is open."""
    try:
        cycle = _cycle.decode((folder / CYCLE).read_bytes())
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return cycle.key, tuple(folder / name for name in cycle.names)


def claim(folder: Path, paths: tuple[Path, ...]) -> str:
    """Write down which batches one seal will hold, before it is made; returns the key of that seal.

    A writer that dies between sealing and `done` finds the claim, asks the journal whether it knows the key, and so writes nothing twice.
    """
    key = f"inbox-{secrets.token_hex(12)}"
    placed(folder / CYCLE, msgspec.json.encode(Cycle(key=key, names=tuple(path.name for path in paths))))
    return key


def done(folder: Path, paths: tuple[Path, ...]) -> None:
    """Forget batches whose rows are sealed, then the claim."""
    for path in paths:
        path.unlink(missing_ok=True)
    (folder / CYCLE).unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Keep an unreadable batch where a person finds it; returns its new place."""
    shelf = path.parent / "unreadable"
    shelf.mkdir(exist_ok=True)
    return path.rename(shelf / path.name)
