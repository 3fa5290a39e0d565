"""The days of `met` on disk: kept up from the journal of flows, and searched. Belongs here: files. Never: whose indicators, who is told.

Flows are followed by the generation of their segments: what a later generation holds was read before or is new, and reading twice changes
nothing (met.py), so a kill at any point loses nothing. Segments of a day are merged while they are small and stay a handful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal import met
from hsoc.journal.days import day_bounds
from hsoc.journal.event_rows import asked
from hsoc.journal.manifest import MET, Segment, home, read_root, settled
from hsoc.journal.own_traffic import within
from hsoc.journal.reader import paths, segments
from hsoc.journal.retention import expire
from hsoc.journal.writer import Writer

STEP_ROWS: Final = 1_000_000  # rows of flows or sums read at once, about a second
SMALL: Final = 1_000_000  # rows; segments below are merged
MOST_SMALL: Final = 8  # of one day; then they become one
LOOK_SECONDS: Final = 20.0  # s until a look-up is stopped
MOST_ROWS: Final = 5_000_000  # rows of one day that one search may hit


class Met(msgspec.Struct, frozen=True):
    """That a member met what was asked for, on one day. first, last: ms."""

    day: str
    member: int
    first: int
    last: int


class Book:
    """Keeps `met` up. flows: root of the journal that is followed; root: of the journal that holds the days."""

    def __init__(self, root: Path, flows: Path) -> None:
        """Raises Busy where another process keeps them."""
        self._flows = flows
        self._writer = Writer(root, kind=MET, schema=met.MET_SCHEMA)

    def close(self) -> None:
        """Give the lock back."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def follow(self, *, now: int, rows: int = STEP_ROWS) -> tuple[pa.Table, ...]:
        """Read what came since, about `rows` rows of it, into the days; returns what was read, a table (MET_SCHEMA) a day.

        () where nothing is new.
        """
        pieces: defaultdict[str, list[pa.Table]] = defaultdict(list)
        reached, read = self._reached(), 0
        for generation, group in groupby(self._since(reached), key=_generation):
            if read >= rows:
                break
            for one in group:
                table = self._piece(one)
                read += max(table.num_rows, one.rows if not one.contacts else 0)
                pieces[one.day].append(table)
            reached = generation
        if not pieces:
            return ()
        made = tuple(met.merged(some, bucket=day_bounds(day)[0]) for day, some in sorted(pieces.items()))
        for table in made:
            self._writer.append(table, now=now)
        self._writer.seal(now=now, batch=f"{reached:012d}")
        for day in pieces:
            self._merge(day, now=now)
        expire(self._writer, now=now)
        self._writer.sweep(now=now)
        return made

    def _reached(self) -> int:
        return max((int(key) for key in self._writer.manifest.batches), default=-1)

    def _since(self, reached: int) -> list[Segment]:
        _, found = settled(self._flows, "flows")
        return sorted((one for day in found.values() for one in day if _generation(one) > reached), key=_generation)

    def _piece(self, one: Segment) -> pa.Table:
        folder = home(self._flows, "flows")
        if one.contacts:
            return met.of_contacts(pq.read_table(folder / one.contacts, columns=met.CONTACT_COLUMNS, partitioning=None))
        return met.of_flows(pq.read_table(folder / one.path, columns=met.FLOW_COLUMNS, partitioning=None))

    def _merge(self, day: str, *, now: int) -> None:
        small = tuple(one for one in self._writer.segments(day) if one.rows < SMALL)
        if len(small) <= MOST_SMALL:
            return
        tables = [pq.read_table(self._writer.root / MET / one.path, partitioning=None) for one in small]
        self._writer.replace(day, old=small, tables=[met.merged(tables, bucket=day_bounds(day)[0])], now=now)


def _generation(one: Segment) -> int:
    return int(one.path.rpartition("/")[2].partition("-")[0])


# --- searching -------------------------------------------------------------------------------------------------------------------
def held_days(root: Path) -> tuple[str, ...]:
    """The days that are held, newest first."""
    return tuple(sorted(read_root(root, MET).days, reverse=True))


def look_up(root: Path, prefix: str, *, days: Iterable[str], members: Iterable[int]) -> tuple[Met, ...]:
    """Which of these members met an address or prefix (canonical) on which of these days. Raises TooSlow."""
    files = paths(root, MET, days=days)
    if not files:
        return ()
    inside, params = within("", (prefix,), "prefix")
    sql = (
        "SELECT bucket, member, min(first), max(last) FROM read_parquet($files, hive_partitioning=false) "  # noqa: S608  (own fragments)
        f"WHERE {inside} AND member IN (SELECT unnest($members::BIGINT[])) GROUP BY bucket, member ORDER BY bucket, member"
    )
    names = {day_bounds(day)[0]: day for day in days}
    found = asked(sql, params | {"files": list(files), "members": list(members)}, seconds=LOOK_SECONDS)
    return tuple(Met(names[bucket], member, first, last) for bucket, member, first, last in found)


def search_day(root: Path, day: str, wanted: met.Wanted) -> met.Hits:
    """Which of many ranges anybody met on a day; one line per (wanted, member)."""
    folder = home(root, MET)
    read = (pq.read_table(folder / one.path, columns=list(met.MET_COLUMNS), partitioning=None) for one in segments(root, MET, days=(day,)))
    ordered, places = met.in_order(wanted)
    found = joined([met.search(table, ordered, most=MOST_ROWS) for table in read])
    return met.Hits(places[found.wanted], found.member, found.first, found.last)


def joined(parts: list[met.Hits]) -> met.Hits:
    """Several answers to one question as one."""
    columns = [np.concatenate([np.empty(0, np.int64), *(getattr(one, name) for one in parts)]) for name in met.Hits.__struct_fields__]
    wanted, member, first, last = columns
    if not len(wanted):
        return met.Hits(wanted, member, first, last)
    order = np.lexsort((member, wanted))
    fresh = np.flatnonzero(np.append([True], (np.diff(wanted[order]) != 0) | (np.diff(member[order]) != 0)))
    return met.Hits(
        wanted[order][fresh], member[order][fresh], np.minimum.reduceat(first[order], fresh), np.maximum.reduceat(last[order], fresh)
    )
