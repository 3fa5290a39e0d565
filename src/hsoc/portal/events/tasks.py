"""The one writer of events: drains what the doors promised into the journal and tidies it. Belongs here: the cycle. Never: answers.

Exactly once, twice over: a cycle writes down which batches it takes and under which key before it seals them, so after a kill the
journal itself says whether they are in; and an event that was sent again (same client, ID and revision) is left out.
"""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa

from hsoc.exchange.idea.columns import event_columns
from hsoc.exchange.idea.fault import Unreadable
from hsoc.journal import inbox, rollup
from hsoc.journal.event_rows import cut_down, highest_serial, is_newest, merged, newest
from hsoc.journal.reader import arrow
from hsoc.journal.retention import KEEP_DAYS, expired
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.tidy import due
from hsoc.journal.writer import Writer
from hsoc.portal.events.rules import rows
from hsoc.portal.events.rules.places import Places

MOST_BATCHES: Final = 200  # batches of one cycle: 100,000 events at most, 100 MB of memory
MOST_ROLLED: Final = 4  # finished days rolled up in one tidying, about 0.2 s each of the network's size
SEEN_DAYS: Final = 4  # days whose keys are held in memory (10 MB each); re-sent events are of today or yesterday

log = logging.getLogger("hsoc.events.writer")


def key_of(client: str, event: str, revision: int, raw: bytes | None) -> int:
    """What makes an event the same: 8 bytes of a hash. raw None where the sender counts revisions (our engine)."""
    parts = [client.encode(), event.encode(), str(revision).encode(), raw if raw is not None else b""]
    return int.from_bytes(hashlib.blake2b(b"\0".join(parts), digest_size=8).digest())


class EventWriter:
    """Holds the events' kind of the journal for writing. places: whose address is it; ours: names of the engine's own clients."""

    def __init__(self, root: Path, folder: Path, *, places: Callable[[], Places], ours: Callable[[], frozenset[str]]) -> None:
        """Raises journal.store.Busy where another writer runs."""
        self._root, self._folder, self._places, self._ours = root, folder, places, ours
        self._writer = Writer(root, kind="events", schema=EVENT_SCHEMA)
        try:
            self._rollups = Writer(root, kind="rollups", schema=rollup.SCHEMA)
        except BaseException:
            self._writer.close()
            raise
        self._seen: OrderedDict[str, set[int]] = OrderedDict()
        self._serial = highest_serial(root)
        self._tidied: dict[str, int] = {}
        self._recover()

    def close(self) -> None:
        """Give the journal back."""
        self._rollups.close()
        self._writer.close()

    def _recover(self) -> None:
        open_cycle = inbox.claimed(self._folder)
        if open_cycle and self._writer.knows(open_cycle[0]):
            inbox.done(self._folder, open_cycle[1])

    def drain(self, *, now: int) -> int:
        """Take what waits (at most MOST_BATCHES) into the journal; returns the number of events written."""
        paths = inbox.waiting(self._folder, most=MOST_BATCHES)
        if not paths:
            return 0
        stored = list(self._stored(paths))
        fresh = self._fresh(stored)
        if fresh:
            table = rows.table(fresh, serial=self._serial + 1, places=self._places())
            key = inbox.claim(self._folder, paths)
            self._writer.append(table, now=now)
            self._writer.seal(now=now, batch=key)
            self._serial += len(fresh)
        inbox.done(self._folder, paths)
        return len(fresh)

    def _stored(self, paths: tuple[Path, ...]) -> Iterable[rows.Stored]:
        for path, batch in inbox.batches(paths):
            if batch is None:
                log.error("unreadable batch set aside: %s", inbox.set_aside(path))
                continue
            for raw in batch.events:
                try:
                    columns = event_columns(raw, ours=batch.ours, checked=True)
                except Unreadable as error:
                    log.error("%s: an accepted event cannot be read and is left out: %s", path.name, error)  # noqa: TRY400
                    continue
                yield rows.Stored(
                    columns=columns,
                    client=batch.client,
                    org=batch.org,
                    test=batch.test,
                    received=batch.received,
                    ours=batch.ours,
                )

    def _fresh(self, stored: list[rows.Stored]) -> list[rows.Stored]:
        fresh = []
        for one, day in zip(stored, rows.filed_under(stored)[1], strict=True):
            seen = self._keys(day)
            key = key_of(one.client, one.value("id"), one.value("revision"), None if one.ours else one.value("raw"))
            if key not in seen:
                seen.add(key)
                fresh.append(one)
        return fresh

    def _keys(self, day: str) -> set[int]:
        found = self._seen.get(day)
        if found is None:
            found = self._seen[day] = self._read_keys(day)
            while len(self._seen) > SEEN_DAYS:
                self._seen.popitem(last=False)
        self._seen.move_to_end(day)
        return found

    def _read_keys(self, day: str) -> set[int]:
        ours = self._ours()
        held = arrow(self._root, "events", days=(day,), columns=["client", "id", "revision", "raw"], schema=EVENT_SCHEMA)
        columns = (held.column(name).to_pylist() for name in ("client", "id", "revision", "raw"))
        return {key_of(client, event, number, None if client in ours else raw) for client, event, number, raw in zip(*columns, strict=True)}

    # --- tidying -------------------------------------------------------------------------------------------------------
    def tidy(self, *, now: int) -> int:
        """Merge small segments, cut finished days down to the newest revisions, roll them up, drop what is past its time.

        Returns the number of days rewritten.
        """
        gone = expired(tuple(self._writer.manifest.days), now=now, keep=KEEP_DAYS["events"])
        if gone:
            self._writer.drop(gone, now=now)
        rewritten = 0
        for day in tuple(self._writer.manifest.days):
            segments = self._writer.segments(day)
            whole = len(segments) == 1 and is_newest(str(self._root / "events" / segments[0].path))
            chosen, final = due(segments, day=day, now=now, since=self._tidied.get(day, 0), whole=whole)
            if not chosen:
                continue
            home = self._root / "events"
            files = tuple(str(home / one.path) for one in chosen)
            table: pa.Table = newest(files) if final else merged(files)
            self._writer.replace(day, old=chosen, tables=[table], now=now)
            self._tidied[day] = now
            rewritten += 1
            if final:
                break  # one whole day at a time, so that a cycle stays short
        self._writer.sweep(now=now)
        self._roll_up(now=now)
        return rewritten

    def _roll_up(self, *, now: int) -> None:
        """Finished days, the newest first: those are looked at. A day that was written to again is rolled up anew."""
        gone = expired(tuple(self._rollups.manifest.days), now=now, keep=KEEP_DAYS["rollups"])
        if gone:
            self._rollups.drop(gone, now=now)
        days = self._writer.manifest.days
        kept = days.keys() - set(expired(tuple(days), now=now, keep=KEEP_DAYS["rollups"]))
        rolled = 0
        for day in sorted(kept, reverse=True):
            files = tuple(str(self._root / "events" / one.path) for one in self._writer.segments(day))
            if rollup.stored(self._root, day, days[day].digest) or not cut_down(files):
                continue
            if rollup.write(self._rollups, self._root, day, now=now):
                rolled += 1
            if rolled == MOST_ROLLED:
                break
        self._rollups.sweep(now=now)
