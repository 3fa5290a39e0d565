"""The last days of the invented community, written into the portal's journal at the first start. Belongs here: which days. Never: rows.

The portal's own writer must not run while this writes (the journal has one writer); it continues the serials afterwards.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow.parquet as pq

from hsoc.journal.manifest import Segment
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer
from hsoc.perimeter.simulate import attacks, rhythm, telling

DAYS: Final = 8  # whole days before today, so that the same weekday of last week is there to compare with
BATCH: Final = "invented-history"  # the key that makes a second call do nothing
GAP_MS: Final = 3_600_000  # ms without a story (the live engine tells one a second) after which a house was closed
QUIET_MS: Final = 90_000  # ms before now that stay empty: from here on the live engine tells


class Lived(msgspec.Struct, frozen=True):
    """What was written. An empty one: it had been done before."""

    days: int = 0
    events: int = 0


def live(*, root: Path, now: int, seed: int, org: int, days: int = DAYS) -> Lived:
    """Write `days` whole days and today up to `now` (ms) as events of organisation `org`'s engine; once only, later only what is missing.

    A house that stood closed for more than GAP_MS gets the stories of that time, so that no day is half.

    Raises journal.store.Busy where another process writes events, OSError where the disk refuses.
    """
    today = rhythm.day_of(now)
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        if writer.knows(BATCH):
            return _caught_up(writer, now=now, seed=seed, org=org)
        # a start that was interrupted left whole days; they are kept and the rest is added
        done = sum(one.rows for day in writer.manifest.days for one in writer.segments(day))
        for back in range(days, -1, -1):
            day = today - timedelta(days=back)
            key = f"{BATCH}-{day}"
            if writer.knows(key):
                continue
            plan = of_past_day(day, seed=seed)
            if not back:
                plan = attacks.taken(plan, plan["last"] < now - QUIET_MS)
            table = telling.events(plan, day=day, org=org, serial=1 + done, seed=seed)
            writer.append(table, now=now)
            writer.seal(now=now, batch=key)
            done += table.num_rows
        writer.seal(now=now, batch=BATCH)
    return Lived(days + 1, done)


def _caught_up(writer: Writer, *, now: int, seed: int, org: int) -> Lived:
    held = [one for day in writer.manifest.days for one in writer.segments(day)]
    since = max((one.high for one in held), default=now)
    if now - since < GAP_MS:
        return Lived()
    serial, events, days = _highest_serial(writer, held), 0, 0
    day, today = max(rhythm.day_of(since), rhythm.day_of(now) - timedelta(days=DAYS)), rhythm.day_of(now)
    while day <= today:
        plan = of_past_day(day, seed=seed)
        plan = attacks.taken(plan, (plan["first"] > since) & (plan["last"] < now - QUIET_MS))
        table = telling.events(plan, day=day, org=org, serial=serial + 1 + events, seed=seed)
        writer.append(table, now=now)
        writer.seal(now=now, batch=f"{BATCH}-after-{since}-{day}")
        events, days, day = events + table.num_rows, days + 1, day + timedelta(days=1)
    return Lived(days, events)


def _highest_serial(writer: Writer, held: list[Segment]) -> int:
    column = EVENT_SCHEMA.get_field_index("serial")
    highest = 0
    for one in held:
        metadata: Any = pq.ParquetFile(writer.root / writer.kind / one.path).metadata
        groups = (metadata.row_group(number).column(column).statistics for number in range(metadata.num_row_groups))
        highest = max(highest, *(int(found.max) for found in groups))
    return highest


def of_past_day(day: date, *, seed: int) -> attacks.Plan:
    """The plan of a day of the past: the founding measure, but no day is like another."""
    rng = np.random.default_rng([seed, day.toordinal(), 4])
    measure = rhythm.weekday_factor(day, "scan") * float(rng.normal(1.0, 0.03))
    return attacks.of_day(day, seed=seed, threats=round(attacks.THREATS * measure), busy=float(rng.normal(1.0, 0.05)))
