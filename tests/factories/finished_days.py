"""Finished days of events, rolled up as the worker leaves them, for tests of searches. Never: an assertion."""

from __future__ import annotations

from pathlib import Path

from hsoc.journal import rollup
from hsoc.journal.event_rows import newest
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer


def finish(root: Path, *days: str) -> None:
    """Cut these days down to their newest revisions and roll them up."""
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer, Writer(root, kind="rollups", schema=rollup.SCHEMA) as rollups:
        for day in days:
            old = writer.segments(day)
            writer.replace(day, old=old, tables=[newest(tuple(str(root / "events" / one.path) for one in old))], now=0)
            rollup.write(rollups, root, day, now=0)
