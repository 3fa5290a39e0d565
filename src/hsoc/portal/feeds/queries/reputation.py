"""The list of addresses of bad reputation: above one half, less what no list ever holds. Never: how a reputation comes to be."""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hsoc.journal.reputation import LISTED
from hsoc.journal.reputation_days import Keys, unpacked
from hsoc.portal.entities.queries.reputation import table
from hsoc.portal.feeds.queries.lists import excluded
from hsoc.portal.feeds.rules.ranges import Range
from hsoc.records.address import V4_MAPPED, texts

PLACES: Final = 3  # decimal places written
FOUR: Final = V4_MAPPED.to_bytes(16)[:12]  # how the key of an IPv4 address begins
MOST: Final = 1_000_000  # lines, the worst first


def listed(now: datetime) -> list[tuple[str, float]]:
    """(address, reputation), the worst first, at most MOST."""
    found = table(now)
    bad = np.flatnonzero(found.rep > LISTED)
    keys, rep = found.keys[bad], found.rep[bad]
    v4 = np.char.startswith(keys, FOUR)
    inside = np.zeros(len(keys), np.bool_)
    for version, ranges in excluded(now).items():  # ::/3 must not take the v4-mapped addresses along
        family = v4 if version == 4 else ~v4
        inside[family] = _inside(keys[family], ranges, V4_MAPPED if version == 4 else 0)
    keys, rep = keys[~inside], rep[~inside]
    order = np.lexsort((np.arange(len(keys)), -rep))[:MOST]
    return list(zip(texts(*unpacked(keys[order])), rep[order].tolist(), strict=True))


def _inside(keys: Keys, ranges: list[Range], offset: int) -> NDArray[np.bool_]:
    """Which keys lie in one of the ranges."""
    if not ranges:
        return np.zeros(len(keys), np.bool_)
    ordered = sorted(ranges)
    # what begins earlier and reaches farther counts for those after it too
    reach = accumulate((high for _, high in ordered), max)
    first, last = (np.array([(offset | one).to_bytes(16) for one in side], "S16") for side in ((low for low, _ in ordered), reach))
    place = np.searchsorted(first, keys, side="right") - 1
    found: NDArray[np.bool_] = (place >= 0) & (keys <= last[np.maximum(place, 0)])
    return found
