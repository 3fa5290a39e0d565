"""The last days of one invented hospital as flows, written into the engine's journal at the first start. Belongs here: which days and rows.

Made up like the present (benign.py, strikes.py), for one hospital only and thinner, so that its analyst has a week to look back on. A day
of which the journal holds anything is left as it is. The engine must not run meanwhile: the journal has one writer. Never: events.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from hsoc.journal.writer import Writer
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.simulate import attacks, benign, columns, community, rhythm, strikes
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_SCHEMA

DAYS: Final = 8  # whole days before today, as history.DAYS, so that a week can be compared with the day after it
CONVERSATIONS: Final = 12_000  # of the hospital on a working day, two flows each
SLICE_MS: Final = 3 * 3_600_000  # ms of ordinary traffic made at once
THREATS: Final = 1_500  # a day from which those against one hospital are taken
MOST_STRUCK: Final = 12_000  # flows of attacks on a day; what is beyond is left out
QUIET_MS: Final = 90_000  # ms before now that stay empty: from here on the live engine tells

_INSIDE: Final = (pair("198.18.0.0")[1], pair("198.19.0.0")[1])  # lo of the hospitals' own addresses


def live(*, root: Path, now: int, seed: int, member: int, days: int = DAYS) -> int:
    """Write the days that the journal does not hold, today up to `now` (ms) included; returns the number of flows.

    Raises journal.store.Busy where another process writes flows, OSError where the disk refuses.
    """
    today = rhythm.day_of(now)
    locator = Locator(community.policy())
    written = 0
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        for back in range(days, -1, -1):
            day = today - timedelta(days=back)
            if writer.segments(str(day)):
                continue
            flows = locator.locate(of_day(day, seed=seed, member=member, until=now - QUIET_MS))
            if flows.num_rows:
                writer.append(flows, now=now)
                writer.seal(now=now)
                written += flows.num_rows
    return written


def of_day(day: date, *, seed: int, member: int, until: int) -> pa.Table:
    """The hospital's flows of a day that begin within it and end before `until`, as exported (not located)."""
    begin, end = rhythm.bounds(day)
    parts = [_ordinary(day, seed=seed, member=member, since=since) for since in range(begin, min(end, until), SLICE_MS)]
    plan = attacks.of_day(day, seed=seed + member, threats=THREATS)
    outside = (plan["src_lo"] < _INSIDE[0]) | (plan["src_lo"] >= _INSIDE[1])
    struck = attacks.taken(plan, (plan["members"] == 1) & outside)
    struck["member"] = np.full(attacks.rows(struck), member)
    # whole threats until the measure is full: a scan cut in two would look like another scan
    parts.append(strikes.flows_of(attacks.taken(struck, np.cumsum(struck["flows"]) <= MOST_STRUCK)))
    found = columns.in_time(columns.joined(parts))
    return columns.table(columns.taken(found, (found["first"] >= begin) & (found["first"] < end) & (found["last"] < until)))


def _ordinary(day: date, *, seed: int, member: int, since: int) -> columns.Columns:
    """A slice of ordinary traffic: within it, conversations are spread evenly; the day's rhythm comes from slice to slice."""
    return benign.flows(day, seed=seed, conversations=CONVERSATIONS, since=since, until=since + SLICE_MS, exempt=False, only=member)
