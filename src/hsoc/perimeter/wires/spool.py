"""The spool: what must reach the portal and has not yet. Belongs here: order, durability, a ceiling. Never: what a message says.

    <folder>/<number>.batch            msgpack list of messages, in the order of putting
    <folder>/rejected/<number>.json    one message that the portal will never take, with its reason

A batch is durable when `put` returns (written aside, fsync, rename, fsync of the folder). A message has a key (the event's id); a later one
of the same key replaces the earlier in meaning, so when the ceiling is near, earlier ones are left out first.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.store import UNFINISHED, Lock, placed

MOST_BYTES: Final = 4 * 1024**3  # on disk; two weeks of events of the whole network at 1 kB and three tellings each
MOST_REJECTED: Final = 1000  # files; more are counted only
SUFFIX: Final = ".batch"


class SpoolFull(Exception):
    """The ceiling is reached and nothing can be left out; the events stay in the engine's own journal."""


class Message(msgspec.Struct, frozen=True, array_like=True):
    """One message; `body` goes out as it is."""

    key: str
    body: bytes


class Rejected(msgspec.Struct, frozen=True):
    """A message that will never be taken: the portal's code and sentence, and the message as text."""

    code: int
    reason: str
    body: str


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(list[Message])


class Spool:
    """The one user of a spool folder. One thread may put while another empties; each call is whole by itself."""

    def __init__(self, folder: Path | str, *, most_bytes: int = MOST_BYTES) -> None:
        """Raises Busy where another process uses the folder."""
        self.folder, self._most = Path(folder), most_bytes
        self.unreadable = 0
        self._turn = threading.RLock()
        self._lock = Lock(self.folder / "lock")
        for half in self.folder.glob(f"*{UNFINISHED}"):
            half.unlink()
        self._sizes = {path.name: path.stat().st_size for path in sorted(self.folder.glob(f"*{SUFFIX}"))}
        self._next = int(max(self._sizes, default="0").partition(".")[0]) + 1
        self._rejected = sum(1 for _ in (self.folder / "rejected").glob("*.json"))

    @property
    def size(self) -> int:
        """Bytes on disk."""
        with self._turn:
            return sum(self._sizes.values())

    @property
    def rejected(self) -> int:
        """Messages that the portal refused for good, over the life of this folder."""
        return self._rejected

    def names(self) -> tuple[str, ...]:
        """The batches, oldest first."""
        with self._turn:
            return tuple(sorted(self._sizes))

    def put(self, messages: Sequence[Message]) -> str:
        """Make messages durable; returns the batch's name ('' for none). Raises SpoolFull, or OSError where the disk refuses."""
        with self._turn:
            if not messages:
                return ""
            content = _encoder.encode(list(messages))
            if self.size + len(content) > self._most:
                self.thin()
                if self.size + len(content) > self._most:
                    raise SpoolFull(f"{self.folder}: {self._most} bytes wait for the portal already")
            name = f"{self._next:016d}{SUFFIX}"
            placed(self.folder / name, content)
            self._next += 1
            self._sizes[name] = len(content)
            return name

    def read(self, name: str) -> tuple[Message, ...]:
        """The messages of a batch. One that a failing disk made unreadable is put aside, counted, and reads as empty."""
        with self._turn:
            if name not in self._sizes:  # thinned away meanwhile
                return ()
            path = self.folder / name
            try:
                return tuple(_decoder.decode(path.read_bytes()))
            except (msgspec.DecodeError, FileNotFoundError):
                self.unreadable += 1
                if path.exists():
                    path.rename(path.with_suffix(".unreadable"))
                self._sizes.pop(name, None)
                return ()

    def keep(self, name: str, messages: Sequence[Message]) -> None:
        """What of a batch is still to be sent; nothing removes the batch."""
        with self._turn:
            if messages:
                content = _encoder.encode(list(messages))
                placed(self.folder / name, content)
                self._sizes[name] = len(content)
                return
            (self.folder / name).unlink(missing_ok=True)
            self._sizes.pop(name, None)

    def reject(self, message: Message, *, code: int, reason: str) -> None:
        """Put a message aside for a person to look at."""
        with self._turn:
            self._rejected += 1
            if self._rejected <= MOST_REJECTED:
                told = Rejected(code=code, reason=reason, body=message.body.decode("utf-8", "replace"))
                placed(self.folder / "rejected" / f"{self._rejected:016d}.json", msgspec.json.encode(told))

    def thin(self) -> int:
        """Leave out messages that a later one of the same key replaces; returns how many."""
        with self._turn:
            later: set[str] = set()
            left_out = 0
            for name in reversed(self.names()):
                messages = self.read(name)
                kept: list[Message] = []
                for message in reversed(messages):
                    if message.key not in later:
                        later.add(message.key)
                        kept.append(message)
                if len(kept) < len(messages):
                    left_out += len(messages) - len(kept)
                    self.keep(name, kept[::-1])
            return left_out

    def close(self) -> None:
        """Give the folder back."""
        self._lock.release()
