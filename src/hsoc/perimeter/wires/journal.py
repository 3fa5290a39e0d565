"""Tables on their way to the journal, without holding up the engine. Belongs here: a queue, a thread, a rhythm. Never: what a row means.

Encoding and fsync happen in a thread of their own (Arrow lets go of the interpreter meanwhile). The queue is bounded by rows: when the disk
is slower than the network for long, tables are refused, counted and shown, rather than memory filled or the engine stalled.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from hsoc.journal.clusters import SETTLE_MS
from hsoc.journal.compact import SMALL, cluster_step, merge_rows, merge_small
from hsoc.journal.days import DAY_MS, HOUR_MS, day_of
from hsoc.journal.retention import expire
from hsoc.journal.writer import Writer

MOST_ROWS: Final = 1_000_000  # rows of a seal: 17 MB of flows
EVERY_MS: Final = 10_000  # … or so long after its first row
MOST_QUEUED: Final = 4_000_000  # rows in the queue and not yet sealed; 0.7 GB of flows, 13 s at 300,000 a second
MOST_SMALL: Final = 64  # small segments of a day before they are merged: a reader opens each, and the manifest names each
AHEAD_MS: Final = DAY_MS  # flows dated further than this after now are a broken clock; they open no day
_CLOSE: Final = None


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """How the wire is doing: rows sealed, refused because the queue was full, left out for an impossible date; error of the last seal."""

    kind: str
    sealed: int
    refused: int
    strays: int
    queued: int
    error: str


class JournalWire:
    """The one writer of a kind, in its own thread. `offer` from one thread only."""

    def __init__(
        self,
        root: Path | str,
        *,
        kind: str,
        schema: pa.Schema,
        every: int = EVERY_MS,
        most: int = MOST_ROWS,
        keep: int | None = None,
        merged: tuple[str, Callable[[list[pa.Table]], pa.Table]] | None = None,
    ) -> None:
        """keep: days of retention, None = the kind's own. Raises Busy or JournalError as Writer does.

        merged: for rows that become one when a day is over: a column that spreads well, and the function that folds tables.
        """
        self._merged = merged
        self._writer = Writer(root, kind=kind, schema=schema)
        self._kind, self._every, self._most, self._keep = kind, every, most, keep
        self._queue: queue.SimpleQueue[tuple[pa.Table, int] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._offered = self._taken = 0
        self._sealed = self._refused = self._strays = 0
        self._error = ""
        self._batch = ""
        self._since = 0
        self._day = ""
        self._hour = -1
        self._unclustered: list[str] = []  # days of flows whose finished hours have to be looked through
        self._thread = threading.Thread(target=self._run, name=f"journal-{kind}", daemon=True)
        self._thread.start()

    def offer(self, table: pa.Table, *, now: int) -> bool:
        """Hand a table over; False where the queue is full (counted). An empty table only lets time go on."""
        with self._lock:
            if self._offered - self._taken + table.num_rows > MOST_QUEUED or not self._thread.is_alive():
                self._refused += table.num_rows
                return False
            self._offered += table.num_rows
        self._queue.put((table, now))
        return True

    def condition(self) -> Condition:
        """The counters of this moment."""
        with self._lock:
            return Condition(
                kind=self._kind,
                sealed=self._sealed,
                refused=self._refused,
                strays=self._strays,
                queued=self._offered - self._taken,
                error=self._error,
            )

    def close(self) -> None:
        """Seal all that was offered and give the writer back."""
        self._queue.put(_CLOSE)
        self._thread.join()
        self._writer.close()

    def _run(self) -> None:
        now = 0
        while (item := self._queue.get()) is not _CLOSE:
            table, now = item
            self._append(table, now=now)
            if self._writer.waiting and (self._writer.waiting >= self._most or now - self._since >= self._every):
                self._seal(now=now)
            if (today := day_of(now)) != self._day:
                self._day = today
                self._tidy(now=now)
            if self._kind == "flows":
                self._cluster(now=now)
        for _ in range(2):  # once more with the new writer where the first try broke the old one
            if self._writer.waiting:
                self._seal(now=now)

    def _append(self, table: pa.Table, *, now: int) -> None:
        dated = table.column(self._writer.time).to_numpy()
        sane = (dated >= 0) & (dated <= now + AHEAD_MS)
        kept = table if sane.all() else table.filter(pa.array(sane))
        if not self._writer.waiting:
            self._since = now
        try:
            self._writer.append(kept, now=now)
        except Exception as error:  # noqa: BLE001 - the thread must go on: what failed is counted and shown
            self._lost(kept.num_rows, error)
        with self._lock:
            self._strays += table.num_rows - kept.num_rows
            self._taken += table.num_rows - kept.num_rows

    def _seal(self, *, now: int) -> None:
        rows = self._writer.waiting
        self._batch = self._batch or f"wire-{os.getpid()}-{now}-{self._sealed}"  # the same until it has gone well
        try:
            sealed = self._writer.seal(now=now, batch=self._batch)
        except Exception as error:  # noqa: BLE001 - a full disk today may have room in a minute: the rows still wait
            with self._lock:
                self._error = str(error)
            if self._writer.broken:
                self._reopen(now=now)
            return
        self._batch = ""
        with self._lock:
            self._sealed += rows
            self._taken += rows
            self._error = ""
        for day in sorted({one.day for one in sealed}):
            if sum(one.rows < SMALL for one in self._writer.segments(day)) >= MOST_SMALL:
                self._tidied(merge_small, day, now=now)

    def _reopen(self, *, now: int) -> None:
        """What a failed publication came to only the disk knows: open anew; the batch key keeps rows from being written twice."""
        old = self._writer
        old.close()
        try:
            self._writer = Writer(old.root, kind=old.kind, schema=old.schema)
        except Exception as error:  # noqa: BLE001 - tried again at the next seal
            with self._lock:
                self._error = str(error)
            return
        for table in old.unsealed():
            self._writer.append(table, now=now)

    def _lost(self, rows: int, error: Exception) -> None:
        with self._lock:
            self._refused += rows
            self._taken += rows
            self._error = str(error)

    def _tidy(self, *, now: int) -> None:
        self._tidied(expire, now=now, keep=self._keep)
        if self._merged is not None:
            by, merged = self._merged
            self._tidied(partial(merge_rows, merged=merged, by=by), day_of(now - DAY_MS), now=now)
        elif self._kind != "flows":  # flows are rewritten by hours
            self._tidied(merge_small, day_of(now - DAY_MS), now=now)
        self._tidied(Writer.sweep, now=now)

    def _cluster(self, *, now: int) -> None:
        """Rewrite one piece of a finished hour by member; one between two tables, so that sealing goes on."""
        if (hour := (now - SETTLE_MS) // HOUR_MS) != self._hour:
            self._hour, self._unclustered = hour, list(self._writer.manifest.days)
        if self._unclustered and not self._tidied(cluster_step, self._unclustered[0], now=now):
            self._unclustered.pop(0)

    def _tidied(self, task: Callable[..., object], *given: str, **more: int | None) -> object:
        """What the task came to; None where it failed."""
        try:
            return task(self._writer, *given, **more)
        except Exception as error:  # noqa: BLE001 - tidying may wait for the next time; the rows are safe
            with self._lock:
                self._error = str(error)
            if self._writer.broken:
                self._reopen(now=more["now"] or 0)
            return None
