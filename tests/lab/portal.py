"""A portal as it answers over a socket, and a database in a file for those who write while others read. Never: what a test asserts."""

import contextlib
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections

from hsoc.portal.folding import taught
from hsoc.portal.project.surroundings import database


class Portal(ThreadedWSGIServer):
    """The portal on a free port of loopback. `kill` also cuts the connections that clients keep."""

    daemon_threads = False  # so that closing waits for the answers that are under way

    def __init__(self, *, shared: bool = True) -> None:
        """shared: every thread works on the test's own connection; else each has one of its own (see `in_a_file`)."""
        self._base = connections["default"] if shared else None
        if self._base is not None:
            self._base.inc_thread_sharing()
        override = {"default": self._base} if self._base is not None else {}
        super().__init__(("127.0.0.1", 0), WSGIRequestHandler, connections_override=override)
        self.set_app(WSGIHandler())
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def kill(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self.server_close()
            if self._base is not None:
                self._base.dec_thread_sharing()

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A connection that was cut."""


@contextlib.contextmanager
def in_a_file(folder: Path) -> Iterator[None]:
    """The tests' empty database as a file, with the product's own way to open it: threads have their own connections and really commit."""
    file, before = folder / "hsoc.sqlite3", connections["default"]
    before.ensure_connection()
    with contextlib.closing(taught(sqlite3.connect(file))) as copy:
        # a backup would wait for the test's own transaction; a dump cannot say a virtual table, and nobody searches pages here
        said = (one for one in before.connection.iterdump() if "wagtailsearch_indexentry_fts" not in one and "writable_schema" not in one)
        copy.executescript("\n".join(said))
    kept = connections.settings["default"]
    connections.settings["default"] = {**kept, **database("", file, wait=20)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = before, kept


class Writer(threading.Thread):
    """Somebody who does `step(n)` for n = 0, 1 … until told to stop; `done` says how often, what went wrong is raised by `stop`."""

    def __init__(self, step: Callable[[int], object]) -> None:
        super().__init__()
        self._step, self._over, self._wrong = step, threading.Event(), None
        self.done = 0
        self.start()

    def run(self) -> None:
        try:
            while not self._over.is_set():
                self._step(self.done)
                self.done += 1
                self._over.wait(0.03)
        except Exception as wrong:  # noqa: BLE001 - told to whoever stops it
            self._wrong = wrong
        finally:
            connections["default"].close()

    def stop(self) -> int:
        self._over.set()
        self.join()
        if self._wrong is not None:
            raise self._wrong
        return self.done
