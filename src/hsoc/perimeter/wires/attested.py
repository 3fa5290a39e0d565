"""VRPs from a file that changes, or from a validator over RTR; one thread, so that half a million entries hold nobody up. Never: judging.

What cannot be read is said, and the last good set stays.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from hsoc.exchange.rpki.decode import Unreadable, decode
from hsoc.exchange.rpki.rtr import Broken, Client
from hsoc.exchange.rpki.terms import LARGEST
from hsoc.records.route import Aspa, Vrp

LOOK_S: Final = 1.0  # s between two looks at the file, and the longest wait for a stop
REFRESH_S: Final = 600  # s; a cache that sends no notify is asked again (RFC 8210, section 6: refresh interval)
PATIENCE_S: Final = 30  # s for a cache to answer
AGAIN_S: Final = 5  # s until the next try after trouble
CHUNK: Final = 1 << 16  # bytes at a time


class Attested(msgspec.Struct, frozen=True):
    """A whole set."""

    vrps: Sequence[Vrp] = ()
    aspas: Sequence[Aspa] = ()


class Condition(msgspec.Struct, kw_only=True):
    """The source as an operator sees it."""

    place: str
    vrps: int = 0
    since: int = 0  # ms of the newest set, 0 = none yet
    trouble: str = ""


class Attestations:
    """A file or a cache. `take` gives a set once, when it is new."""

    def __init__(self, *, path: Path | None = None, cache: tuple[str, int] | None = None, clock: Callable[[], int]) -> None:
        """Exactly one of path and cache (host, port); the thread starts at once."""
        self._path, self._cache, self._clock = path, cache, clock
        self.condition = Condition(place=str(path) if path is not None else "{} port {}".format(*(cache or ("", 0))))
        self._news: Attested | None = None
        self._seen: tuple[int, int, int] | None = None
        self._version = 1
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="attested", daemon=True)
        self._thread.start()

    def take(self) -> Attested | None:
        """The newest set where it was not taken yet."""
        with self._lock:
            news, self._news = self._news, None
        return news

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join(timeout=PATIENCE_S)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                if self._path is not None:
                    self._look(self._path)
                    self._stop.wait(LOOK_S)
                elif self._cache is not None:
                    self._talk(*self._cache)
            except (OSError, Unreadable, Broken) as error:
                self.condition.trouble = str(error) or type(error).__name__
                self._stop.wait(LOOK_S if self._path is not None or self._version == 0 else AGAIN_S)

    def _look(self, path: Path) -> None:
        about = path.stat()
        seen = (about.st_mtime_ns, about.st_size, about.st_ino)
        if seen == self._seen:
            return
        self._seen = seen
        if about.st_size > LARGEST:
            raise Unreadable(f"{about.st_size} bytes, at most {LARGEST}")
        self._offer(Attested(*decode(path.read_bytes())))

    def _talk(self, host: str, port: int) -> None:
        """One connection, until it ends or we are stopped."""
        client = Client(version=self._version)
        with socket.create_connection((host, port), timeout=PATIENCE_S) as link:
            link.sendall(client.start())
            link.settimeout(LOOK_S)
            newest, quiet = None, 0.0
            while not self._stop.is_set():
                try:
                    data = link.recv(CHUNK)
                except TimeoutError:
                    quiet += LOOK_S
                    if quiet >= (PATIENCE_S if newest is None else REFRESH_S):
                        if newest is None:
                            raise Broken("the cache does not answer") from None
                        link.sendall(client.start())
                        quiet = 0.0
                    continue
                if not data:
                    raise Broken("the cache closed the connection")
                quiet = 0.0
                answer = self._fed(client, data)
                if answer:
                    link.sendall(answer)
                if client.vrps is not None and client.vrps is not newest:
                    newest = client.vrps
                    self._offer(Attested(tuple(newest)))

    def _fed(self, client: Client, data: bytes) -> bytes:
        try:
            return client.feed(data)
        except Broken:
            if client.downgrade:
                self._version = 0
            raise

    def _offer(self, found: Attested) -> None:
        with self._lock:
            self._news = found
        self.condition.vrps, self.condition.since, self.condition.trouble = len(found.vrps), self._clock(), ""
