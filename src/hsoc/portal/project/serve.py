"""`hsoc portal serve`: the portal over HTTP by granian. Belongs here: how many threads and workers. Never: what is served.

No access log is kept: the query strings of the Warden door carry secrets.
"""

from __future__ import annotations

import os

from granian import Granian
from granian.constants import Interfaces

THREADS = 4  # blocking threads of a worker: pages wait for the database and DuckDB, not for each other
BACKLOG = 1024  # connections that may wait


def serve(*, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serves until it is told to stop. One worker keeps rate limits and caches in one place; more need a shared cache."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")
    Granian(
        target="hsoc.portal.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        log_access=False,
        websockets=False,
    ).serve()
