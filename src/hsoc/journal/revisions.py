"""Which rows of a day an update has superseded, kept up as the day grows. Belongs here: keys, revisions, serials. Never: files, SQL.

Serials grow with arrival, so a later look reads only the rows above the highest serial seen; merged files change nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


class Revisions:
    """The newest revision of each event of one day: 24 bytes an event. `stale` are the serials that others superseded, sorted."""

    def __init__(self) -> None:
        self.rows = 0  # taken in so far
        self.highest = -1  # serial
        self.stale: Ints = np.empty(0, np.int64)
        self._keys: Keys = np.empty(0, np.uint64)
        self._revisions: Ints = np.empty(0, np.int64)
        self._serials: Ints = np.empty(0, np.int64)

    def take(self, keys: Keys, revisions: Ints, serials: Ints) -> None:
        """Rows that came later than all before. keys: 8 bytes of a hash of (client, ID); of equal revisions the later serial wins."""
        if not len(keys):
            return
        self.rows += len(keys)
        self.highest = max(self.highest, int(serials.max()))
        order = np.lexsort((serials, revisions, keys))
        keys, revisions, serials = keys[order], revisions[order], serials[order]
        last = np.append(keys[1:] != keys[:-1], True)
        gone = [self.stale, serials[~last]]
        keys, revisions, serials = keys[last], revisions[last], serials[last]
        place = np.searchsorted(self._keys, keys)
        known = np.zeros(len(keys), np.bool_)
        inside = place < len(self._keys)
        known[inside] = self._keys[place[inside]] == keys[inside]
        at = place[known]
        wins = revisions[known] >= self._revisions[at]
        gone += [self._serials[at[wins]], serials[known][~wins]]
        self._revisions[at[wins]] = revisions[known][wins]
        self._serials[at[wins]] = serials[known][wins]
        self._keys = np.insert(self._keys, place[~known], keys[~known])
        self._revisions = np.insert(self._revisions, place[~known], revisions[~known])
        self._serials = np.insert(self._serials, place[~known], serials[~known])
        self.stale = np.sort(np.concatenate(gone))
