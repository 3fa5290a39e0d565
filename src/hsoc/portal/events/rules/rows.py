"""Events as rows of the journal. Pure. Belongs here: what the door adds, who is concerned. Never: reading IDEA, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.exchange.idea.columns import ROW
from hsoc.journal.days import DAY_MS, local_day, quarter
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.portal.events.rules.places import Places

# an event is filed under the day of its detection, unless that cannot be (too old, in the future): then of its arrival
OLDEST_MS: Final = 548 * DAY_MS  # 18 months: what is older than the journal keeps is filed under the day of its arrival
NEWEST_MS: Final = DAY_MS  # a clock may be wrong by a day; beyond, the day of arrival
_AT: Final = {name: place for place, name in enumerate(ROW)}
_DETECTED: Final = _AT["detected"]


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An event (the values of exchange.idea.columns.ROW) with what the door knows of it. ours: sent by the operator's own engine."""

    columns: tuple[Any, ...]
    client: str
    org: int
    test: bool
    received: int
    ours: bool = False

    def value(self, column: str) -> Any:
        """One of its columns."""
        return self.columns[_AT[column]]


def _concerned(one: Stored, places: Places) -> tuple[int, int]:
    """(member, members): by the prefixes of the community; a sender's own word counts only where it is the operator's engine."""
    said, many = one.value("member"), one.value("members")
    if one.ours and (said or many):
        return said, max(many, 1 if said else 0)
    hit = places.among(one.value("target_list")) or places.among(one.value("source_list"))
    return (next(iter(hit)) if len(hit) == 1 else 0), len(hit)


def filed_under(stored: Sequence[Stored]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]]:
    """(filing times, days YYYY-MM-DD in Europe/Prague) that keep the events."""
    detected = np.fromiter((one.columns[_DETECTED] for one in stored), np.int64, len(stored))
    received = np.fromiter((one.received for one in stored), np.int64, len(stored))
    times = np.where((received - OLDEST_MS <= detected) & (detected <= received + NEWEST_MS), detected, received)
    found, index = np.unique(local_day(times), return_inverse=True)
    return times, [*map([str(day) for day in found].__getitem__, index.tolist())]


def table(stored: Sequence[Stored], *, serial: int, places: Places) -> pa.Table:
    """Rows (EVENT_SCHEMA) of these events, numbered from `serial`."""
    columns: dict[str, Any] = dict(zip(ROW, map(list, zip(*(one.columns for one in stored), strict=True)), strict=True))
    filed, days = filed_under(stored)
    concerned = [_concerned(one, places) for one in stored]
    columns |= {
        "serial": np.arange(serial, serial + len(stored)),
        "day": days,
        "quarter": quarter(filed),
        "received": [one.received for one in stored],
        "member": [member for member, _ in concerned],
        "members": [members for _, members in concerned],
        "client": [one.client for one in stored],
        "org": [one.org for one in stored],
        "test": [one.test or said for one, said in zip(stored, columns["test"], strict=True)],
    }
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in EVENT_SCHEMA], schema=EVENT_SCHEMA)
