"""The reader: which files hold a day, as a table. Belongs here: finding and opening. Never: what a question means (queries do that).

Readers need no lock: they take the explicit file list of one manifest, and files named by it live on for a grace time.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal.manifest import Segment, home, read_root, settled


def segments(root: Path | str, kind: str, *, days: Iterable[str] | None = None) -> tuple[Segment, ...]:
    """The segments of these days (None = all), by day and then in the order of sealing, of one instant."""
    _, found = settled(root, kind, days=None if days is None else tuple(days))
    return tuple(one for day in found.values() for one in day)


def days(root: Path | str, kind: str) -> tuple[str, ...]:
    """The days that the journal holds, oldest first."""
    return tuple(sorted(read_root(root, kind).days))


def version(root: Path | str, kind: str, day: str) -> str:
    """A short text that changes exactly when the manifest of that day changes; '0' for a day without rows. For ETags."""
    entry = read_root(root, kind).days.get(day)
    return "0" if entry is None else entry.digest[:20]


def paths(root: Path | str, kind: str, *, days: Iterable[str] | None = None) -> tuple[str, ...]:
    """Absolute paths of `segments`, for DuckDB or Spark.

    Say `hive_partitioning=false` there: the folder's `day=` would hide the column of that name and turn it into a date.
    """
    folder = home(root, kind).absolute()
    return tuple(str(folder / one.path) for one in segments(root, kind, days=days))


def table(root: Path | str, kind: str, *, days: Iterable[str] | None = None, schema: pa.Schema, backend: Any = None) -> Any:
    """The rows of these days as an Ibis table on `backend` (an `ibis.duckdb` connection; None makes one in memory).

    schema is what an empty answer looks like. Nothing is read until the expression is executed.
    """
    import ibis  # noqa: PLC0415  # half a second; who only lists segments should not wait for it

    connection = ibis.duckdb.connect() if backend is None else backend
    found = paths(root, kind, days=days)
    if not found:
        return ibis.memtable(schema.empty_table())
    return connection.read_parquet(list(found), hive_partitioning=False)


def arrow(
    root: Path | str, kind: str, *, days: Iterable[str] | None = None, columns: list[str] | None = None, schema: pa.Schema
) -> pa.Table:
    """The rows of these days in memory, in the order of sealing; for days of events, not for days of flows."""
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    found = [pq.read_table(path, columns=columns, partitioning=None) for path in paths(root, kind, days=days)]
    return pa.concat_tables(found).cast(wanted) if found else wanted.empty_table()
