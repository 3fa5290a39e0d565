"""Flows out of the journal for stretches of time. Belongs here: one pushed-down scan. Never: what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from hsoc.journal import reader
from hsoc.journal.days import DAY_MS, day_of
from hsoc.records.flow import FLOW_COLUMNS, FLOW_SCHEMA, no_flows

MOST_ROWS: Final = 2_000_000  # flows of one question; 370 MB, and more of one hospital and hour change no share
CONFIG: Final = {"threads": 1, "memory_limit": "1GB"}  # a look back never takes the engine's core


def stretch(journal: Path | str, *, begin: int, end: int, member: int = 0, most: int = MOST_ROWS) -> tuple[pa.Table, int]:
    """Flows that began in [begin, end) ms, in order of their end, and how many more there were than `most`. member 0 = everyone."""
    days = sorted({day_of(begin), day_of(end - 1)})
    files = reader.paths(journal, "flows", days=days)
    if not files:
        return no_flows(), 0
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        whose = f" AND member = {int(member)}" if member else ""  # a finished hour is clustered by member: few row groups are read
        span = f"first >= {int(begin)} AND first < {int(end)}{whose}"
        source = connection.from_parquet(list(files), hive_partitioning=False).filter(span)
        count = int(source.aggregate("count(*)").fetchall()[0][0])
        found: pa.Table = source.project(", ".join(FLOW_COLUMNS)).limit(most).order("last, first").to_arrow_table()
    finally:
        connection.close()
    return found.cast(FLOW_SCHEMA), max(0, count - most)


def past(journal: Path | str, *, member: int, stretches: Sequence[tuple[int, int]], most: int = MOST_ROWS) -> pa.Table:
    """Flows (FLOW_SCHEMA) of a member that began in one of the stretches (from, until in ms); at most `most`, of all stretches alike."""
    days = sorted({day_of(at) for begin, end in stretches for at in (begin - DAY_MS // 24, begin, end)})
    files = reader.paths(journal, "flows", days=days)
    if not files or not stretches:
        return no_flows()
    spans = " OR ".join(f"(first >= {int(begin)} AND first < {int(end)})" for begin, end in stretches)
    columns = ", ".join(FLOW_COLUMNS)
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        source = connection.from_parquet(list(files), hive_partitioning=False).filter(f"member = {int(member)} AND ({spans})")
        found: pa.Table = source.project(columns).limit(most + 1).to_arrow_table()
        if found.num_rows > most:
            # too many to hold: a share of them, drawn by their own bits so that both directions of a talk stay together
            share = max(1, round(source.aggregate("count(*)").fetchall()[0][0] / most))
            talk = "hash(least(src_lo, dst_lo), greatest(src_lo, dst_lo))"
            found = source.filter(f"{talk} % {share} = 0").project(columns).limit(most).to_arrow_table()
    finally:
        connection.close()
    return found.cast(FLOW_SCHEMA)
