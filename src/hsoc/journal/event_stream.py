"""Events in the order of their arrival, as one audience sees them: what machine doors page by. Belongs here: serials. Never: which scope.

A serial is given by the one writer when it seals, so that everything up to the highest serial of one manifest is there: a reader that
remembers where it was loses nothing and gets nothing twice, whatever is written or merged meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow.parquet as pq

from hsoc.journal.event_list import TAKEN, EventRow, Scope, read_row, seen
from hsoc.journal.event_rows import Params, asked, held

CHUNK: Final = 2000  # rows read at once; two full answers of a door
_FILES: Final = "read_parquet($files, hive_partitioning=false)"


class Passing(msgspec.Struct, frozen=True):
    """One event going by. raw: as received, None in an anonymised copy."""

    row: EventRow
    raw: bytes | None


@lru_cache(maxsize=8192)
def _bounds(path: str) -> tuple[int, int]:
    """(lowest, highest serial) of a file, from its footer; (1, 0) for an empty one. Files are immutable."""
    about: Any = pq.read_metadata(path)
    place = about.schema.to_arrow_schema().get_field_index("serial")
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
    """The events with `after` < serial <= `upto` that the scope may see, ordered, in lists of at most CHUNK. Raises TooSlow.

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
        narrow = f"SELECT serial FROM {visible} ORDER BY serial LIMIT $limit"  # noqa: S608
        chosen = [one[0] for one in asked(narrow, bound | {"limit": CHUNK})]
        if not chosen:
            return
        span: Params = {
            "files": [path for path in paths if _overlaps(path, chosen[0] - 1, chosen[-1])],
            "low": chosen[0],
            "high": chosen[-1],
        }
        taken = f"(SELECT * FROM {_FILES} WHERE serial BETWEEN $low AND $high)"  # noqa: S608
        visible, bound = seen(scope, taken, span)
        rows = asked(f"SELECT {TAKEN}, raw FROM {visible} ORDER BY serial", bound)  # noqa: S608
        yield [
            Passing(found, bytes(raw) if found.whole and raw is not None else None) for found, raw in ((read_row(r), r[-1]) for r in rows)
        ]
        after = chosen[-1]


def overlapping(root: Path, *, after: int, upto: int) -> list[str]:
    """The files that may hold a serial of `after` < serial <= `upto`."""
    return [path for path in held(root, stale=False).files if _overlaps(path, after, upto)]


def _overlaps(path: str, after: int, upto: int) -> bool:
    low, high = _bounds(path)
    return high > after and low <= upto
