"""Rows of events → the journal's table. Belongs here: what storing adds: serial, arrival, sender, local day. Never: reading documents.

The engine keeps its own events this way too (serial 0), so that one set of queries serves both journals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from hsoc.exchange.idea import encoded
from hsoc.exchange.idea.columns import ROW, Row, row
from hsoc.journal import days
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.records.event import Event

FURTHEST_BACK_MS: Final = 550 * days.DAY_MS  # retention of events; an older DetectTime is filed under the oldest day of these
FURTHEST_AHEAD_MS: Final = days.DAY_MS  # a sender whose clock is ahead by more does not open days of the future


def event_table(
    rows: Sequence[Row], *, serial: int, received: int, client: str | Sequence[str] = "", org: int | Sequence[int] = 0, test: bool = False
) -> pa.Table:
    """Table with EVENT_SCHEMA of rows of exchange.idea.columns.

    serial: of the first row, the others follow (0 = the engine's own: all 0); received: ms; client and org: of all rows or per row;
    test: whether the sending client is a test client.
    """
    if not rows:
        return EVENT_SCHEMA.empty_table()
    size = len(rows)
    found: dict[str, Any] = dict(zip(ROW, zip(*rows, strict=True), strict=True))
    detected = np.clip(np.array(found["detected"], np.int64), received - FURTHEST_BACK_MS, received + FURTHEST_AHEAD_MS)
    found["serial"] = np.arange(serial, serial + size, dtype=np.int64) if serial else np.zeros(size, np.int64)
    found["day"] = days.local_day(detected).astype(str)
    found["quarter"] = days.quarter(detected)
    found["received"] = np.full(size, received, np.int64)
    found["client"] = [client] * size if isinstance(client, str) else client
    found["org"] = [org] * size if isinstance(org, int) else org
    if test:
        found["test"] = [True] * size
    return pa.Table.from_arrays([pa.array(found[field.name], field.type) for field in EVENT_SCHEMA], schema=EVENT_SCHEMA)


def own_events(events: Iterable[Event], *, now: int) -> pa.Table:
    """The engine's events as they go into its own journal: serial 0, received when told."""
    return event_table([row(event, raw=encoded(event)) for event in events], serial=0, received=now)
