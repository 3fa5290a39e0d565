"""Events as rows of the journal. Pure. Belongs here: what the door adds, who is concerned. Never: reading IDEA, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.exchange.idea.columns import ROW
from hsoc.journal.days import DAY_MS, day_of, local_day, quarter
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.portal.events.rules.places import Places

OLDEST_MS: Final = 548 * DAY_MS  # 18 months: what is older than the journal keeps is filed under the day of its arrival
NEWEST_MS: Final = DAY_MS  # a clock may be wrong by a day; beyond, the day of arrival
_AT: Final = {name: place for place, name in enumerate(ROW)}


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


def filing_time(detected: int, received: int) -> int:
    """The instant whose day files an event: its detection, unless that cannot be (too old, in the future): then its arrival."""
    return detected if received - OLDEST_MS <= detected <= received + NEWEST_MS else received


def filed_under(one: Stored) -> str:
    """The day (YYYY-MM-DD, Europe/Prague) that keeps the event."""
    return day_of(filing_time(one.value("detected"), one.received))


def table(stored: Sequence[Stored], *, serial: int, places: Places) -> pa.Table:
    """Rows (EVENT_SCHEMA) of these events, numbered from `serial`."""
    columns: dict[str, Any] = dict(zip(ROW, map(list, zip(*(one.columns for one in stored), strict=True)), strict=True))
    received = [one.received for one in stored]
    filed = np.array([filing_time(*both) for both in zip(columns["detected"], received, strict=True)], np.int64)
    concerned = [_concerned(one, places) for one in stored]
    columns |= {
        "serial": np.arange(serial, serial + len(stored)),
        "day": local_day(filed).astype(str),
        "quarter": quarter(filed),
        "received": received,
        "member": [member for member, _ in concerned],
        "members": [members for _, members in concerned],
        "client": [one.client for one in stored],
        "org": [one.org for one in stored],
        "test": [one.test or said for one, said in zip(stored, columns["test"], strict=True)],
    }
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in EVENT_SCHEMA], schema=EVENT_SCHEMA)
