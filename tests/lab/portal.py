"""The portal over real sockets on the test's own database. Never: an assertion, a process of its own."""

import contextlib
import socket
import threading
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections


class Portal(ThreadedWSGIServer):
    """The portal over sockets, on the test's own database. `kill` also cuts the connections that engines keep."""

    daemon_threads = False  # so that closing waits for the answers that are under way

    def __init__(self) -> None:
        self._base = connections["default"]
        self._base.inc_thread_sharing()
        super().__init__(("127.0.0.1", 0), WSGIRequestHandler, connections_override={"default": self._base})
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
            self._base.dec_thread_sharing()

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A connection that was cut."""
