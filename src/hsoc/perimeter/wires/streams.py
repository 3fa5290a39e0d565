"""Byte streams that others open towards us or that grow on disk: TCP listeners, files, named pipes; one thread, bounded. Never: meaning.

Nothing is lost for want of room: when MOST_WAITING bytes wait, nothing more is read, and TCP holds the sender back.
"""

from __future__ import annotations

import os
import selectors
import socket
import stat
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

MOST_CONNECTIONS: Final = 64  # at once, over all listeners; routers and collectors are few
MOST_WAITING: Final = 64 << 20  # bytes; some seconds of a whole table coming in
PIECE: Final = 1 << 18  # bytes at a time
LOOK_S: Final = 0.1  # s; how soon a stop, or a file that grew, is noticed


class Piece(msgspec.Struct, frozen=True):
    """What came over one connection (`number` is never given twice). ended: nothing more will come of it."""

    source: str
    number: int
    data: bytes
    ended: bool = False


class Condition(msgspec.Struct, kw_only=True):
    """One source as an operator sees it. trouble: why it does not deliver, empty where all is well."""

    source: str
    place: str
    connections: int = 0
    bytes: int = 0
    refused: int = 0  # connections beyond MOST_CONNECTIONS
    last: int = 0  # ms of the last bytes, 0 = none yet
    trouble: str = ""


class Streams:
    """Sources by name: `listen` and `follow` before `start`; `take` gives what came since, in the order of each connection."""

    def __init__(self, *, clock: Callable[[], int]) -> None:
        """clock: ms, asked for `last`."""
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._files: list[tuple[Condition, Path]] = []
        self._open: dict[str, int] = {}  # descriptors of files and pipes, by source
        self._numbers: dict[str, int] = {}
        self._links: dict[socket.socket, tuple[Condition, int]] = {}
        self._waiting: deque[Piece] = deque()
        self._bytes = 0
        self._given = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="streams", daemon=True)
        self.conditions: list[Condition] = []

    def listen(self, source: str, host: str, port: int) -> int:
        """Take connections at host:port (0 = any free port, which is returned). Raises OSError."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        door = socket.create_server((host, port), family=family, backlog=16)
        door.setblocking(False)
        bound = int(door.getsockname()[1])
        condition = Condition(source=source, place=f"{host} port {bound}")
        self.conditions.append(condition)
        self._selector.register(door, selectors.EVENT_READ, condition)
        return bound

    def follow(self, source: str, path: Path) -> None:
        """Read a file from its beginning and as it grows, or a named pipe whoever writes into it."""
        condition = Condition(source=source, place=str(path))
        self.conditions.append(condition)
        self._files.append((condition, path))

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def take(self) -> list[Piece]:
        """All that waits."""
        with self._lock:
            pieces = list(self._waiting)
            self._waiting.clear()
            self._bytes = 0
        return pieces

    def close(self) -> None:
        """End the thread and close everything."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._selector.close()
        for number in self._open.values():
            os.close(number)

    def _work(self) -> None:
        while not self._stop.is_set():
            if self._bytes >= MOST_WAITING:
                self._stop.wait(LOOK_S)
                continue
            grew = [self._grown(condition, path) for condition, path in self._files]
            for key, _ in self._selector.select(0 if any(grew) else LOOK_S):
                if not isinstance(key.fileobj, socket.socket):
                    continue
                if key.fileobj in self._links:
                    self._read(key.fileobj)
                else:
                    self._accept(key.fileobj, key.data)

    def _accept(self, door: socket.socket, condition: Condition) -> None:
        try:
            link, _ = door.accept()
        except OSError as error:
            condition.trouble = str(error)
            return
        if len(self._links) >= MOST_CONNECTIONS:
            condition.refused += 1
            link.close()
            return
        link.setblocking(False)
        self._given += 1
        self._links[link] = (condition, self._given)
        condition.connections += 1
        self._selector.register(link, selectors.EVENT_READ, condition)

    def _read(self, link: socket.socket) -> None:
        condition, number = self._links[link]
        try:
            data = link.recv(PIECE)
        except BlockingIOError:
            return
        except OSError as error:
            condition.trouble, data = str(error), b""
        self._put(condition, number, data, ended=not data)
        if not data:
            self._let_go(link)

    def _let_go(self, link: socket.socket) -> None:
        condition, _ = self._links.pop(link)
        condition.connections -= 1
        self._selector.unregister(link)
        link.close()

    def _grown(self, condition: Condition, path: Path) -> bool:
        """Whether a file or pipe had something; one that is not there yet is looked for again."""
        try:
            number = self._open.get(condition.source)
            if number is None:
                number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
                self._open[condition.source] = number
                self._given += 1
                self._numbers[condition.source] = self._given
                condition.connections, condition.trouble = 1, ""
            data = os.read(number, PIECE)
            if not data and not stat.S_ISFIFO(os.fstat(number).st_mode) and path.stat().st_ino != os.fstat(number).st_ino:
                self._put(condition, self._numbers[condition.source], b"", ended=True)
                os.close(self._open.pop(condition.source))  # another file took its name
                return True
        except BlockingIOError:
            return False
        except OSError as error:
            condition.trouble = error.strerror or str(error)
            return False
        if data:
            self._put(condition, self._numbers[condition.source], data, ended=False)
        return bool(data)

    def _put(self, condition: Condition, number: int, data: bytes, *, ended: bool) -> None:
        condition.bytes += len(data)
        if data:
            condition.last = self._clock()
        with self._lock:
            self._waiting.append(Piece(condition.source, number, data, ended))
            self._bytes += len(data)
