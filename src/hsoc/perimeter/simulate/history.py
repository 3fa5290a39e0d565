"""The last days of the invented community, written into the portal's journal at the first start. Belongs here: which days. Never: rows.

The portal's own writer must not run while this writes (the journal has one writer); it continues the serials afterwards.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer
from hsoc.perimeter.simulate import attacks, rhythm, telling

DAYS: Final = 8  # whole days before today, so that the same weekday of last week is there to compare with
BATCH: Final = "invented-history"  # the key that makes a second call do nothing
QUIET_MS: Final = 90_000  # ms before now that stay empty: from here on the live engine tells


class Lived(msgspec.Struct, frozen=True):
    """What was written. An empty one: it had been done before."""

    days: int = 0
    events: int = 0


def live(*, root: Path, now: int, seed: int, org: int, days: int = DAYS) -> Lived:
    """Write `days` whole days and today up to `now` (ms) as events of organisation `org`'s engine; once only.

    Raises journal.store.Busy where another process writes events, OSError where the disk refuses.
    """
    today = rhythm.day_of(now)
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        if writer.knows(BATCH):
            return Lived()
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


def of_past_day(day: date, *, seed: int) -> attacks.Plan:
    """The plan of a day of the past: the founding measure, but no day is like another."""
    rng = np.random.default_rng([seed, day.toordinal(), 4])
    measure = rhythm.weekday_factor(day, "scan") * float(rng.normal(1.0, 0.03))
    return attacks.of_day(day, seed=seed, threats=round(attacks.THREATS * measure), busy=float(rng.normal(1.0, 0.05)))
