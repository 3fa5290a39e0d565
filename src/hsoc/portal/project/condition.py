"""How the house is: each part that must work, named. Belongs here: reads for /readyz. Never: repair."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

WORKER_SECONDS = 60  # age of the worker's heartbeat above which it counts as stopped (it beats every few seconds)
REPORTER_SECONDS = 1800  # … and of the reporter's, which makes a round every ten minutes
ENGINE_SECONDS = 120  # … and of the engine's, which reports through door 2 every 30 s


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part: ok, a word for people, and whether the portal is useless without it."""

    name: str
    ok: bool
    detail: str
    needed: bool = True

    def told(self) -> dict[str, Any]:
        """As the answer shows it."""
        return {"ok": self.ok, "needed": self.needed, "detail": self.detail}


def parts(*, now: float) -> tuple[Part, ...]:
    """Every part, in the order of their dependence; `now` in seconds since 1970."""
    return (
        _database(),
        _migrations(),
        _journal(settings.JOURNAL),
        heartbeat("worker", most=WORKER_SECONDS, now=now),
        heartbeat("reporter", most=REPORTER_SECONDS, now=now),
        heartbeat("engine", most=ENGINE_SECONDS, now=now),
    )


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        return Part(name="database", ok=False, detail=type(error).__name__)
    return Part(name="database", ok=True, detail=connection.vendor)


def _migrations() -> Part:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Part(name="migrations", ok=False, detail=type(error).__name__)
    return Part(name="migrations", ok=not missing, detail=f"{len(missing)} to apply" if missing else "applied")


def _journal(folder: Path) -> Part:
    if not folder.is_dir():
        return Part(name="journal", ok=False, detail="the folder does not exist yet")
    usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    return Part(name="journal", ok=usable, detail="readable and writable" if usable else "not readable and writable")


def heartbeat(name: str, *, most: float, now: float) -> Part:
    """The part that touches DATA/heartbeats/<name>; not needed for serving pages, so only told."""
    try:
        age = now - (settings.HEARTBEATS / name).stat().st_mtime
    except OSError:
        return Part(name=name, ok=False, detail="never heard of", needed=False)
    return Part(name=name, ok=age <= most, detail=f"last heard of {max(age, 0):.0f} s ago", needed=False)
