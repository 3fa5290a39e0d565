"""Makers of tables for the journal. Belongs here: rows of tests. Never: asserting."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hsoc.records.flow import flow_table

NOON = 1_795_258_800_000  # 2026-11-21T12:00 in Prague, ms


def flows(rows: int, *, first: int = NOON, number: int = 0) -> pa.Table:
    """Flows a second apart; `sport` counts on from `number`, so that every row of a test is its own."""
    start = first + 1000 * np.arange(rows, dtype=np.int64)
    return flow_table({"first": start, "last": start + 500, "sport": number + np.arange(rows, dtype=np.int64)}, rows=rows)
