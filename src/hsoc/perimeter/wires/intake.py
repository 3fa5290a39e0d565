"""Between the sockets and the engine: a thread that only receives, so that a slow step never makes the kernel drop packets.

Belongs here: waiting datagrams, bounded in bytes. Never: what is in them. What does not fit is counted and said, not hidden.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, Protocol

import msgspec

from hsoc.records.packets import Datagrams, merged

MOST_WAITING: Final = 512 << 20  # bytes; 25 s of 300 thousand flows a second, after which the engine is not late but lost
LISTEN_MS: Final = 100  # one wait for packets, so that a stop is noticed


class Source(Protocol):
    """Anything that yields batches of datagrams."""

    def receive(self, *, wait_ms: int) -> Datagrams | None:
        """The packets that are there, or None after `wait_ms`."""


class Intake:
    """A thread draining a source into a queue. `take` gives all that waits as one batch."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._waiting: deque[Datagrams] = deque()
        self._bytes = 0
        self._ready = threading.Condition()
        self._stop = False
        self.overflowed = 0  # packets thrown away because the engine was too far behind
        self.failure: Exception | None = None
        self._thread = threading.Thread(target=self._drain, name="intake", daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        while not self._stop:
            try:
                batch = self._source.receive(wait_ms=LISTEN_MS)
            except OSError as error:
                self.failure = error
                return
            if batch is None:
                continue
            with self._ready:
                size = int((batch.offsets + batch.lengths).max())
                if self._bytes + size > MOST_WAITING:
                    self.overflowed += len(batch)
                else:
                    # the source overwrites its buffer with the next call
                    self._waiting.append(msgspec.structs.replace(batch, buffer=batch.buffer[:size].copy()))
                    self._bytes += size
                self._ready.notify()

    def take(self, *, wait_ms: int) -> Datagrams | None:
        """Everything that waits, merged; None where nothing came within `wait_ms`. Raises the failure of the source."""
        with self._ready:
            if not self._waiting:
                self._ready.wait(wait_ms / 1000)
            batches = list(self._waiting)
            self._waiting.clear()
            self._bytes = 0
        if not batches and self.failure is not None:
            raise self.failure
        return merged(batches) if batches else None

    def stop(self) -> None:
        """End the thread; what waits can still be taken."""
        self._stop = True
        self._thread.join(timeout=2)
