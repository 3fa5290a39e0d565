"""Which days hold a category or a member at all: so that a search reads only those. Belongs here: the look-up in roll-ups. Never: events.

A day without a roll-up may hold anything. The answer is about the days, never about who asks: masks come after.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb

from hsoc.journal import rollup
from hsoc.journal.event_rows import asked, versions
from hsoc.journal.shelf import Shelf

KEPT: Final = 512  # days, some hundred pairs each: 20 kB a day of the network
_PAIRS: Final = "SELECT DISTINCT filename, category, member FROM read_parquet($files, hive_partitioning=false, filename=true)"
_pairs: Shelf[frozenset[tuple[str, int]]] = Shelf(KEPT)


def may_hold(root: Path, days: tuple[str, ...], *, category: tuple[str, ...], member: int | None) -> tuple[bool, ...]:
    """For each day whether it may hold an event of one of these categories (() = any) of this member (None = any)."""
    keys = [(str(root), day, version) for day, version in zip(days, versions(root, days), strict=True)]
    known = {key: _pairs.get(key) for key in keys}
    known |= _read(root, [key for key in keys if known[key] is None])
    return tuple(_holds(known[key], category, member) for key in keys)


def _read(root: Path, keys: list[tuple[str, str, str]]) -> dict[Any, frozenset[tuple[str, int]] | None]:
    """Of all these days at once: opening a file costs more than reading it."""
    paths = {path: key for key in keys if (path := rollup.stored(root, key[1], key[2]).get("fates"))}
    if not paths:
        return {}
    found: dict[Any, set[tuple[str, int]]] = {key: set() for key in paths.values()}
    try:
        for path, category, member in asked(_PAIRS, {"files": list(paths)}):
            found[paths[path]].add((category, member))
    except (OSError, duckdb.Error):  # replaced by the writer just now
        return {}
    return {key: _pairs.put(key, frozenset(pairs)) for key, pairs in found.items()}


def _holds(pairs: frozenset[tuple[str, int]] | None, category: tuple[str, ...], member: int | None) -> bool:
    if pairs is None:
        return True
    if member is None:
        return any(one in category for one, _ in pairs)
    if category:
        return any((one, member) in pairs for one in category)
    return any(one == member for _, one in pairs)
