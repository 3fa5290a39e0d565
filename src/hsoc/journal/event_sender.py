"""What one sender has sent, as one audience sees it: sums a day, and its newest events whole. Belongs here: SQL. Never: judging it.

Only events that the audience sees whole count: a masked copy does not tell its sender, so nobody learns from sums whom it came from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.journal.event_list import Scope, seen
from hsoc.journal.event_rows import Held, Params, asked, held, held_days, source

MOST_SAMPLE: Final = 2000  # events looked at whole: 2 MB, read in about 50 ms
MOST_DAYS: Final = 366
_SAMPLED: Final = "id, received, detected, first, last, category, source_list, target_list, port, proto, raw"


class SentDay(msgspec.Struct, frozen=True):
    """Events of one day and category: how many, how many of them for practice, and when the last one arrived (ms)."""

    day: str
    category: str
    count: int
    tests: int
    last: int


class Sent(msgspec.Struct, frozen=True):
    """One event as it was sent. Times in ms; sources and targets: addresses as canonical text, at most 100."""

    id: str
    received: int
    detected: int
    first: int
    last: int
    category: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    port: int
    proto: int
    raw: bytes


def _from(found: Held, scope: Scope, client: str) -> tuple[str, Params]:
    """(sub-select, params) of the events of that sender which the scope sees whole."""
    rows, params = source(found)
    return seen(scope, f"(SELECT * FROM {rows} WHERE client = $client)", params | {"client": client}, own_only=True)  # noqa: S608


def sent_by_day(root: Path, *, scope: Scope, client: str, since: str) -> tuple[SentDay, ...]:
    """What the sender sent on each day since `since` (YYYY-MM-DD, at most MOST_DAYS days), newest day first. Raises TooSlow."""
    days = tuple(day for day in held_days(root) if day >= since)[:MOST_DAYS]
    found = held(root, days)
    if not found.files:
        return ()
    rows, params = _from(found, scope, client)
    sql = (
        f"SELECT day, category, count(*), count(*) FILTER (test), max(received) FROM {rows} "  # noqa: S608
        "GROUP BY day, category ORDER BY day DESC, count(*) DESC, category"
    )
    return tuple(SentDay(*row) for row in asked(sql, params))


def newest_sent(root: Path, *, scope: Scope, client: str, since: str, most: int = MOST_SAMPLE) -> tuple[Sent, ...]:
    """The newest events of the sender since `since`, in order of arrival, at most `most`. Raises TooSlow."""
    taken: list[tuple[Any, ...]] = []
    for day in held_days(root):
        if day < since or len(taken) >= most:
            break
        rows, params = _from(held(root, (day,)), scope, client)
        # the order first over one narrow column: raws are read for the chosen ones only
        bound = params | {"limit": most - len(taken)}
        chosen = [row[0] for row in asked(f"SELECT serial FROM {rows} ORDER BY serial DESC LIMIT $limit", bound)]  # noqa: S608
        if chosen:
            sql = f"SELECT serial, {_SAMPLED} FROM {rows} WHERE serial IN (SELECT unnest($chosen::BIGINT[]))"  # noqa: S608
            taken += asked(sql, params | {"chosen": chosen})
    taken.sort(key=lambda row: row[0])
    return tuple(map(_sent, taken))


def _sent(row: tuple[Any, ...]) -> Sent:
    """A row of the sample: its serial, then the fields in their order."""
    given = dict(zip(Sent.__struct_fields__, row[1:], strict=True))
    return Sent(**given | {"sources": tuple(given["sources"]), "targets": tuple(given["targets"]), "raw": bytes(given["raw"])})
