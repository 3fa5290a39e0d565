"""Events in the order of their arrival, as one audience sees them: what machine doors page by. Belongs here: serials. Never: which scope.

A serial is given by the one writer when it seals, so that everything up to the highest serial of one manifest is there: a reader that
remembers where it was loses nothing and gets nothing twice, whatever is written or merged meanwhile.

What a rule of its giver keeps back is not at its serial for others but at the first serial that arrived when its time was over
(docs/decisions: what is given late comes at the position of its release). So a position says for late events, too, what is behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow.parquet as pq

from hsoc.journal.event_list import TAKEN, EventRow, Scope, read_row, seen
from hsoc.journal.event_rows import Params, asked, held
from hsoc.journal.event_sharing import DAY, MINUTE

CHUNK: Final = 2000  # rows read at once; two full answers of a door
_FILES: Final = "read_parquet($files, hive_partitioning=false)"


class Passing(msgspec.Struct, frozen=True):
    """One event going by. raw: as received, None in an anonymised copy; position: the serial after which it is behind a reader.

    Several may have one position (`whole`): a reader gets all of them or none.
    """

    row: EventRow
    raw: bytes | None
    position: int = 0


@lru_cache(maxsize=8192)
def _bounds(path: str) -> tuple[int, int]:
    """(lowest, highest serial) of a file, from its footer; (1, 0) for an empty one. Files are immutable."""
    return _extremes(path, "serial")


def _extremes(path: str, column: str) -> tuple[int, int]:
    about: Any = pq.read_metadata(path)
    place = about.schema.to_arrow_schema().get_field_index(column)
    found = [about.row_group(number).column(_leaf(about, place)).statistics for number in range(about.num_row_groups)]
    return (min(one.min for one in found), max(one.max for one in found)) if found else (1, 0)


def _leaf(about: Any, place: int) -> int:
    """The number of a top-level column among the leaves; lists before it count as one leaf each here."""
    name = about.schema.to_arrow_schema().names[place]
    return next(number for number in range(about.num_columns) if about.schema.column(number).path == name)


def highest(root: Path) -> int:
    """The highest serial that is there, 0 for an empty journal."""
    return max((_bounds(path)[1] for path in held(root, stale=False).files), default=0)


def passing(root: Path, *, scope: Scope, after: int, upto: int) -> Iterator[list[Passing]]:
    """The events with `after` < position <= `upto` that the scope may see, ordered, in lists of CHUNK or a few more. Raises TooSlow.

    upto: an answer of `highest` before, so that all of one conversation speaks of the same instant.
    """
    while after < upto:
        paths = overlapping(root, after=after, upto=upto)
        if not paths:
            return
        params: Params = {"files": paths, "after": after, "upto": upto}
        within = f"(SELECT * FROM {_FILES} WHERE serial > $after AND serial <= $upto)"  # noqa: S608
        visible, bound = seen(scope, within, params)
        # two steps: the order needs one narrow column of many rows, the answer all columns of few
        narrow = f"SELECT serial FROM {visible} WHERE due <= received ORDER BY serial LIMIT $limit"  # noqa: S608
        chosen = [one[0] for one in asked(narrow, bound | {"limit": CHUNK})]
        end = chosen[-1] if len(chosen) == CHUNK else upto
        found: list[Passing] = []
        if chosen:
            near = [path for path in paths if _overlaps(path, chosen[0] - 1, chosen[-1])]
            found = _rows(scope, near, "due <= received", low=chosen[0], high=chosen[-1])
        if scope.now:
            found += _released(root, scope, after=after, end=end)
        if found:
            yield sorted(found, key=lambda one: (one.position, one.row.serial))
        after = end


def _rows(scope: Scope, paths: list[str], which: str, *, low: int, high: int, **more: Any) -> list[Passing]:
    """The rows with these serials of these files that the scope sees and an own condition picks; their position is their serial."""
    taken = f"(SELECT * FROM {_FILES} WHERE serial BETWEEN $low AND $high)"  # noqa: S608
    visible, bound = seen(scope, taken, {"files": paths, "low": low, "high": high} | more)
    rows = asked(f"SELECT {TAKEN}, raw FROM {visible} WHERE {which} ORDER BY serial", bound)  # noqa: S608
    found = ((read_row(one), one[-1]) for one in rows)
    return [Passing(row, bytes(raw) if row.whole and raw is not None else None, row.serial) for row, raw in found]


def _released(root: Path, scope: Scope, *, after: int, end: int) -> list[Passing]:
    """What others kept back and whose time was over between the arrivals of serial `after` (or before) and `end`."""
    since, until = _clock(root, after), _clock(root, end)
    if since >= until:
        return []
    longest = max((max(one.longest, one.held) for one in scope.rules), default=0) * MINUTE + DAY
    paths = [path for path in held(root, stale=False).files if _bounds(path)[0] <= end and _arrivals(path)[1] > since - longest]
    if not paths:
        return []
    found = _rows(scope, paths, "due > received AND due > $since AND due <= $until", low=0, high=end, since=since, until=until)
    if not found:
        return []
    sql = f"SELECT serial, received FROM {_FILES} WHERE serial > $after AND serial <= $end ORDER BY serial"  # noqa: S608
    ticks = np.array(asked(sql, {"files": overlapping(root, after=after, upto=end), "after": after, "end": end}), np.int64).reshape(-1, 2)
    dues = _dues(scope, paths, [one.row.serial for one in found])
    if not len(ticks):
        return [msgspec.structs.replace(one, position=end) for one in found]
    reached = np.maximum.accumulate(ticks[:, 1])  # clocks of several doors differ a little
    moments = np.array([dues.get(one.row.serial, until) for one in found], np.int64)
    places = ticks[np.minimum(np.searchsorted(reached, moments), len(ticks) - 1), 0]
    return [msgspec.structs.replace(one, position=place) for one, place in zip(found, places.tolist(), strict=True)]


def _dues(scope: Scope, paths: list[str], serials: list[int]) -> dict[int, int]:
    taken = f"(SELECT * FROM {_FILES} WHERE serial IN (SELECT unnest($serials::BIGINT[])))"  # noqa: S608
    visible, bound = seen(scope, taken, {"files": paths, "serials": serials})
    return dict(asked(f"SELECT serial, due FROM {visible}", bound))  # noqa: S608


@lru_cache(maxsize=8192)
def _arrivals(path: str) -> tuple[int, int]:
    """(first, last arrival in ms) of a file, from its footer."""
    return _extremes(path, "received")


def _clock(root: Path, serial: int) -> int:
    """The latest arrival (ms) among the events up to a serial, 0 where there is none: what was due by then is behind that serial."""
    files = held(root, stale=False).files
    known = max((_arrivals(path)[1] for path in files if _bounds(path)[1] <= serial), default=0)
    split = [path for path in files if _bounds(path)[0] <= serial < _bounds(path)[1] and _arrivals(path)[1] > known]
    if not split:
        return known
    sql = f"SELECT coalesce(max(received), 0) FROM {_FILES} WHERE serial <= $serial"  # noqa: S608
    return max(known, int(asked(sql, {"files": split, "serial": serial})[0][0]))


def whole(found: Iterable[Passing], most: int) -> list[Passing]:
    """The first `most` of what goes by, and the others at the position of the last one: a position is not cut through."""
    taken: list[Passing] = []
    for one in found:
        if len(taken) >= most and one.position != taken[-1].position:
            break
        taken.append(one)
    return taken


def overlapping(root: Path, *, after: int, upto: int) -> list[str]:
    """The files that may hold a serial of `after` < serial <= `upto`."""
    return [path for path in held(root, stale=False).files if _overlaps(path, after, upto)]


def _overlaps(path: str, after: int, upto: int) -> bool:
    low, high = _bounds(path)
    return high > after and low <= upto
