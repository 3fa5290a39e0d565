"""Many small segments of a day become few. Belongs here: merging, keeping the newest revision of each event. Never: changing a row.

Readers go on: the new files become visible in one publication, the old ones live for the writer's grace time. Memory is bounded: one target
segment at a time, and for the newest revisions only ids and serials of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hsoc.journal import clusters
from hsoc.journal.manifest import Segment
from hsoc.journal.writer import Writer

SMALL: Final = 250_000  # rows; segments below are worth merging
TARGET: Final = 500_000  # rows of a merged segment: detections with their evidence are 0.2 GB in memory then


def merge_small(writer: Writer, day: str, *, now: int) -> tuple[Segment, ...]:
    """Merge the small segments of a day, in order; returns the new ones, () where fewer than two are small."""
    small = tuple(one for one in writer.segments(day) if one.rows < SMALL and one.state != clusters.CLUSTERED)
    merged: list[Segment] = []
    for group in _groups(small):
        if len(group) > 1:
            tables = [_read(writer, one) for one in group]
            merged += writer.replace(day, old=group, tables=[pa.concat_tables(tables)], now=now)
    return tuple(merged)


def cluster_step(writer: Writer, day: str, *, now: int) -> tuple[Segment, ...]:
    """Rewrite the next piece of a day of flows into files of one hour, sorted by member; () where nothing is due.

    One piece a call, so that whoever seals in the same thread goes on between two of them.
    """
    old = clusters.due(writer.segments(day), now=now)
    if not old:
        return ()
    table = clusters.ordered(pa.concat_tables([_read(writer, one) for one in old]), by_hour=True)
    return writer.replace(day, old=old, tables=clusters.parts(table), now=now, state=clusters.CLUSTERED)


def merge_rows(writer: Writer, day: str, *, merged: Callable[[list[pa.Table]], pa.Table], by: str, now: int) -> tuple[Segment, ...]:
    """Merge a whole day so that rows of one key become one: `merged` folds tables; `by` is a column of the key that spreads well.

    The day is folded in parts of about TARGET rows, each of its own values of `by`, so that memory is bounded whatever the day holds.
    Returns the new segments, () where there is but one segment.
    """
    segments = writer.segments(day)
    if len(segments) < 2:
        return ()
    parts = -(-sum(one.rows for one in segments) // TARGET)

    def part(number: int) -> pa.Table:
        pieces = []
        for one in segments:
            table = _read(writer, one)
            mixed = (table.column(by).to_numpy().view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
            pieces.append(table.filter(pa.array(mixed % np.uint64(parts) == np.uint64(number))))
        return merged(pieces)

    return writer.replace(day, old=segments, tables=(table for n in range(parts) if (table := part(n)).num_rows), now=now)


def keep_newest(writer: Writer, day: str, *, unique_by: str, newest_by: str, now: int) -> tuple[Segment, ...]:
    """Merge a whole day and keep of each `unique_by` only the row with the greatest `newest_by` (the later one of equals)."""
    segments = writer.segments(day)
    if not segments:
        return ()
    keys = pa.concat_tables([_read(writer, one, columns=[unique_by, newest_by]) for one in segments])
    kept = _newest(keys, unique_by=unique_by, newest_by=newest_by)
    if len(segments) == 1 and kept.all():
        return ()
    return writer.replace(day, old=segments, tables=list(_filtered(writer, segments, kept)), now=now)


def _newest(keys: pa.Table, *, unique_by: str, newest_by: str) -> NDArray[np.bool_]:
    ids = keys.column(unique_by).combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.lexsort((np.arange(len(ids)), keys.column(newest_by).to_numpy(), ids))
    last = np.append(ids[order][1:] != ids[order][:-1], [True]) if len(ids) else np.zeros(0, bool)
    kept = np.zeros(len(ids), bool)
    kept[order[last]] = True
    return kept


def _filtered(writer: Writer, segments: tuple[Segment, ...], kept: NDArray[np.bool_]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    at = rows = 0
    for one in segments:
        part = _read(writer, one).filter(pa.array(kept[at : at + one.rows]))
        at += one.rows
        if waiting and rows + part.num_rows > TARGET:
            yield pa.concat_tables(waiting)
            waiting, rows = [], 0
        waiting.append(part)
        rows += part.num_rows
    if rows:
        yield pa.concat_tables(waiting)


def _groups(segments: tuple[Segment, ...]) -> Iterator[tuple[Segment, ...]]:
    group: list[Segment] = []
    for one in segments:
        if group and sum(held.rows for held in group) + one.rows > TARGET:
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _read(writer: Writer, segment: Segment, *, columns: list[str] | None = None) -> pa.Table:
    return pq.read_table(writer.root / writer.kind / segment.path, columns=columns, partitioning=None)
