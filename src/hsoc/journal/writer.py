"""The writer: rows in, sealed Parquet segments out. Belongs here: buffering, sealing, cleaning up after a death. Never: queries.

What `seal` returned is on disk and in the manifest; what it did not return is as if never appended. A segment that no manifest names is
the rest of an interrupted seal and is removed at the next opening. A `batch` key makes a seal repeatable: the second one writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hsoc.journal import clusters, days, row_blocks
from hsoc.journal.contacts import CONTACT_SCHEMA, contacts
from hsoc.journal.manifest import KEPT, MET, JournalError, Retired, Root, Segment, home, publish, read_day, read_root
from hsoc.journal.store import UNFINISHED, Lock, made, placed
from hsoc.journal.tables import NEWEST

# column that dates a row
TIME: Final = {"flows": "first", "detections": "first", "events": "detected", "rollups": "first"} | dict.fromkeys((*KEPT, MET), "bucket")
MOST_WAITING: Final = 8_000_000  # rows; at 184 bytes a flow this is 1.5 GB, beyond which the caller must seal or lose
ROW_GROUP: Final = 128 * 1024  # rows; small enough that min/max let a reader skip most of a day
FINISHED_GROUP: Final = 32 * 1024  # rows, of finished days of events: a page takes few rows of each of many days
LEVEL: Final = 1  # zstd; 3 costs a third of the speed and saves 4 % on flows
# columns of what long memory keeps whose values hardly repeat: times, addresses, bits of many
MANY: Final = frozenset({"first", "last", "lo", "src_lo", "dst_lo", "dst_low", "dst_high", "block", "marks", "answered", "called"})
# columns of events whose values hardly repeat; the others of a finished day are read in half the time with a dictionary
UNIQUE: Final = frozenset({"serial", "id", "received", "detected", "first", "last", "source_list", "target_list", "raw"})
GRACE_MS: Final = 15 * 60 * 1000  # a retired file lives this long: longer than any query may take


class Writer:
    """The one writer of a kind. Not for use by several threads at once."""

    def __init__(self, root: Path | str, *, kind: str, schema: pa.Schema, time: str | None = None) -> None:
        """Raises Busy where another process writes, JournalError where the manifest cannot be read."""
        self.root, self.kind, self.schema = Path(root), kind, schema
        self.time = TIME.get(kind, "first") if time is None else time
        self._home = home(root, kind)
        self._lock = Lock(self._home / "lock")
        self._waiting: list[pa.Table] = []
        self.broken = ""
        try:
            self.manifest: Root = read_root(root, kind)
            self._segments = {day: read_day(root, kind, entry) for day, entry in self.manifest.days.items()}
            self.removed = self._cleaned()
        except FileNotFoundError as error:
            self._lock.release()
            raise JournalError(f"{error.filename}: named by the manifest and missing") from error
        except BaseException:
            self._lock.release()
            raise

    @property
    def waiting(self) -> int:
        """Rows appended and not yet sealed."""
        return sum(table.num_rows for table in self._waiting)

    def unsealed(self) -> tuple[pa.Table, ...]:
        """The tables that wait, for a successor when this writer is broken."""
        return tuple(self._waiting)

    def segments(self, day: str) -> tuple[Segment, ...]:
        """The segments of a day, in the order of their sealing."""
        return self._segments.get(day, ())

    def knows(self, batch: str) -> bool:
        """True where a seal with this key has been published."""
        return batch in self.manifest.batches

    def append(self, table: pa.Table, *, now: int) -> None:
        """Buffer rows. Raises ValueError where the columns are not the schema's, JournalError where too much waits already."""
        del now  # rows carry their own time; the argument keeps the shape of every verb here
        if self.waiting + table.num_rows > MOST_WAITING:
            raise JournalError(f"{self._home}: more than {MOST_WAITING} rows wait to be sealed")
        if table.schema.names != self.schema.names:
            raise ValueError(f"{self.kind}: columns {table.schema.names}, the journal's are {self.schema.names}")
        if table.num_rows:
            self._waiting.append(table if table.schema.equals(self.schema) else table.cast(self.schema))

    def seal(self, *, now: int, batch: str | None = None) -> tuple[Segment, ...]:
        """Bring all that waits to disk and into the manifest; returns the new segments, () where there was nothing or the batch is known.

        After an OSError (a full disk) the rows still wait and the manifest is as before.
        """
        self._checked()
        if batch is not None and self.knows(batch):
            self._waiting.clear()
            return ()
        if not self._waiting and batch is None:
            return ()
        waiting = pa.concat_tables(self._waiting) if self._waiting else self.schema.empty_table()
        written: list[Segment] = []
        try:
            for number, (day, part) in enumerate(self._by_day(waiting)):
                written.append(self._written(part, day=day, number=number, state="sealed"))
        except OSError:
            self._unlinked(written)
            raise
        changed = {one.day: (*self.segments(one.day), one) for one in written}
        self._published(changed, retired=self._outlived(now=now), batch=batch)
        self._waiting.clear()
        return tuple(written)

    def replace(
        self, day: str, *, old: tuple[Segment, ...], tables: Iterable[pa.Table], now: int, state: str = "compacted"
    ) -> tuple[Segment, ...]:
        """Put these tables in the place of the old segments of a day, in one publication; the old files live on for GRACE_MS."""
        self._checked()
        gone = {one.path for one in old}
        held = self.segments(day)
        kept = tuple(one for one in held if one.path not in gone)
        if len(kept) + len(old) != len(held):
            raise JournalError(f"{self._home}: a segment to replace is not in the manifest of {day}")
        written: list[Segment] = []
        try:
            for number, table in enumerate(tables):
                written.append(self._written(table, day=day, number=number, state=state))
        except OSError:
            self._unlinked(written)
            raise
        retired = self._outlived(now=now) + tuple(Retired(path=path, at=now) for one in old for path in _paths(one))
        at = next((index for index, one in enumerate(held) if one.path in gone), len(held))  # the order of sealing stays
        self._published({day: (*kept[:at], *written, *kept[at:])}, retired=retired, batch=None)
        return tuple(written)

    def drop(self, gone: tuple[str, ...], *, now: int) -> None:
        """Take whole days out of the manifest; their files live on for GRACE_MS."""
        self._checked()
        leaving = tuple(Retired(path=path, at=now) for day in gone for one in self.segments(day) for path in _paths(one))
        self._published({day: () for day in gone if day in self._segments}, retired=self._outlived(now=now) + leaving, batch=None)

    def sweep(self, *, now: int) -> None:
        """Delete retired files whose grace is over."""
        left = self._outlived(now=now)
        if left != self.manifest.retired:
            self._published({}, retired=left, batch=None)

    def close(self) -> None:
        """Give the lock back. What was not sealed is lost, as said."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _checked(self) -> None:
        if self.broken:
            raise JournalError(f"{self._home}: open the writer anew: {self.broken}")

    def _published(self, changed: dict[str, tuple[Segment, ...]], *, retired: tuple[Retired, ...], batch: str | None) -> None:
        try:
            after = publish(self.root, self.manifest, changed=changed, retired=retired, batch=batch)
        except BaseException as error:
            # whether the rename happened is not known any more; only reading the disk again can tell
            self.broken = f"publishing generation {self.manifest.generation + 1} failed: {error}"
            raise
        leaving = {one.path for one in self.manifest.retired} - {one.path for one in retired}
        self.manifest = after
        self._segments.update(changed)
        self._segments = {day: segments for day, segments in self._segments.items() if segments}
        for path in leaving:  # last: a file may outlive its name, a name never its file
            (self._home / path).unlink(missing_ok=True)

    def _outlived(self, *, now: int) -> tuple[Retired, ...]:
        return tuple(one for one in self.manifest.retired if now - one.at < GRACE_MS)

    def _by_day(self, table: pa.Table) -> list[tuple[str, pa.Table]]:
        if not table.num_rows:
            return []
        if "day" in self.schema.names:
            names = table.column("day").combine_chunks().dictionary_encode()
            found, index = [str(name) for name in names.dictionary.to_pylist()], names.indices.to_numpy()
        else:
            dates, index = np.unique(days.local_day(table.column(self.time).to_numpy()), return_inverse=True)
            found = [str(date) for date in dates]
        if len(found) == 1:
            return [(_checked_day(found[0]), table)]
        return [(_checked_day(name), table.filter(pa.array(index == one))) for one, name in enumerate(found)]

    def _written(self, table: pa.Table, *, day: str, number: int, state: str) -> Segment:
        clustered = state == clusters.CLUSTERED
        if self.kind == "flows" and not clustered:
            table = clusters.ordered(table)
        finished = self.kind == "events" and state != "sealed"
        group = clusters.GROUP_ROWS if clustered else FINISHED_GROUP if finished else ROW_GROUP
        content = self._parquet(table, group=group, worded=clusters.WORDED if clustered else _worded(self.schema, self.kind, finished))
        path = f"day={day}/{self.manifest.generation + 1:012d}-{number:03d}.parquet"
        made(self._home / f"day={day}")
        placed(self._home / path, content)
        members, between = clusters.marks(table) if self.kind == "flows" else (None, None)
        beside, digest = self._beside(table, path) if clustered and not between else ("", "")
        senders, senders_digest = self._by_sender(table, path) if clustered and between else ("", "")
        blocks, blocks_digest = (
            self._in_blocks(table, path) if self.kind == "events" and NEWEST in (table.schema.metadata or {}) else ("", "")
        )
        bounds: dict[str, Any] = pc.min_max(table.column(self.time)).as_py()  # type: ignore[assignment]
        return Segment(
            path=path,
            day=day,
            rows=table.num_rows,
            low=bounds["min"] or 0,
            high=bounds["max"] or 0,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            state=state,
            members=members,
            between=between,
            contacts=beside,
            contacts_sha256=digest,
            senders=senders,
            senders_sha256=senders_digest,
            blocks=blocks,
            blocks_sha256=blocks_digest,
        )

    def _parquet(self, table: pa.Table, *, group: int, worded: Iterable[str]) -> memoryview:
        sink = pa.BufferOutputStream()
        pq.write_table(
            table,
            sink,
            compression="zstd",
            compression_level=LEVEL,
            row_group_size=group,
            use_dictionary=list(worded),  # type: ignore[arg-type]  # its stubs know only bool
        )
        return memoryview(sink.getvalue())

    def _by_sender(self, table: pa.Table, path: str) -> tuple[str, str]:
        """(path, digest) of the same flows in the order of who sent them, brought to disk."""
        content = self._parquet(clusters.by_sender(table), group=clusters.SENDER_ROWS, worded=clusters.WORDED)
        beside = f"{path.removesuffix('.parquet')}-senders.parquet"
        placed(self._home / beside, content)
        return beside, hashlib.sha256(content).hexdigest()

    def _in_blocks(self, table: pa.Table, path: str) -> tuple[str, str]:
        """(path, digest) of the same events in small blocks, brought to disk; '' where a day cannot be packed so."""
        content = row_blocks.packed(table)
        if not content:
            return "", ""
        beside = f"{path.removesuffix('.parquet')}{row_blocks.SUFFIX}"
        placed(self._home / beside, *content)
        digest = hashlib.sha256()
        for piece in content:
            digest.update(piece)
        return beside, digest.hexdigest()

    def _beside(self, table: pa.Table, path: str) -> tuple[str, str]:
        """(path, digest) of the sums of a clustered file, brought to disk. No row group holds two grains: who reads one skips others."""
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(sink, CONTACT_SCHEMA, compression="zstd", compression_level=LEVEL) as file:
            for _, rows in contacts(table):
                file.write_table(rows, row_group_size=clusters.GROUP_ROWS)
        content = memoryview(sink.getvalue())
        beside = f"{path.removesuffix('.parquet')}-contacts.parquet"
        placed(self._home / beside, content)
        return beside, hashlib.sha256(content).hexdigest()

    def _unlinked(self, written: list[Segment]) -> None:
        for path in (path for one in written for path in _paths(one)):
            (self._home / path).unlink(missing_ok=True)

    def _cleaned(self) -> tuple[str, ...]:
        """Remove what no manifest names: halves of segments and of manifests. Returns what was removed."""
        named = {path for segments in self._segments.values() for one in segments for path in _paths(one)} | {
            one.path for one in self.manifest.retired
        }
        named |= {f"manifest/{entry.file}" for entry in self.manifest.days.values()} | {"manifest/current.json"}
        removed = []
        for path in sorted([*self._home.glob("day=*/*"), *self._home.glob("manifest/*"), *self._home.glob("manifest/day=*/*")]):
            name = path.relative_to(self._home).as_posix()
            if path.is_file() and name not in named and path.suffix in {".parquet", ".json", row_blocks.SUFFIX, UNFINISHED}:
                path.unlink()
                removed.append(name)
        return tuple(removed)


def _paths(segment: Segment) -> tuple[str, ...]:
    """The files of a segment."""
    return (segment.path, *(path for path, _ in segment.beside))


def _checked_day(day: str) -> str:
    """A day becomes a folder's name, so it must be one and nothing else."""
    days.day_bounds(day)
    if len(day) != len("2000-01-01"):
        raise ValueError(f"{day!r} is not a day, YYYY-MM-DD")
    return day


def _worded(schema: pa.Schema, kind: str, finished: bool) -> list[str]:  # noqa: FBT001
    """Columns that get a dictionary: text; of what long memory keeps also numbers of few values, which are read four times as quickly so.

    Building one for the addresses of flows costs more than zstd saves with it. A finished day of events is written once and read often.
    """
    if kind in KEPT or kind == MET:
        return [field.name for field in schema if field.name not in MANY]
    if finished:
        return [field.name for field in schema if field.name not in UNIQUE and not pa.types.is_boolean(field.type)]
    return [field.name for field in schema if pa.types.is_string(field.type) and field.name not in {"id", "evidence"}]
