"""Which days name an address at all: so that a search reads only those. Belongs here: the look-up in roll-ups. Never: events, who may see.

A day without a roll-up may name any address. A wrong yes (two addresses with one 32-bit hash) costs a search, a wrong no cannot be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from hsoc.journal import rollup
from hsoc.journal.event_rows import column, versions
from hsoc.journal.shelf import Shelf

KEPT: Final = 512  # days, 4 bytes an address: about 0.1 MB a day of the network
_HASHED: Final = "SELECT DISTINCT (hash(address) >> 32)::UINTEGER AS key FROM read_parquet($files, hive_partitioning=false)"
_names: Shelf[NDArray[np.uint32]] = Shelf(KEPT)


def may_name(root: Path, days: tuple[str, ...], address: str) -> tuple[bool, ...]:
    """For each day whether it may name this address (canonical text)."""
    key = np.uint32(column("SELECT (hash($address) >> 32)::UINTEGER AS key", {"address": address})[0])
    return tuple(_may_name(root, day, version, key) for day, version in zip(days, versions(root, days), strict=True))


def _may_name(root: Path, day: str, version: str, key: np.uint32) -> bool:
    known = _names.get((str(root), day, version))
    if known is None:
        path = rollup.stored(root, day, version).get(rollup.NAMES)
        if path is None:
            return True
        try:
            known = _names.put((str(root), day, version), np.sort(column(_HASHED, {"files": [path]})))
        except (OSError, duckdb.Error):  # replaced by the writer just now
            return True
    place = int(np.searchsorted(known, key))
    return place < len(known) and bool(known[place] == key)
