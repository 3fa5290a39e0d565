"""A day up to any of its minutes: sums that climb. Belongs here: the figures of a part of a day. Never: which day, who may see.

Three questions to the day's events once; then every minute is a look-up. Distinct sources and members are counted by their first minute.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hsoc.journal.daily import Figures
from hsoc.journal.day_cube import Keys, keys_of, new_among
from hsoc.journal.day_digest import DROPS, SUMS, Base, figures_of

MINUTE: Final = 60_000  # ms
LONGEST: Final = 25 * 60  # minutes of a day
_WITHIN: Final = f"greatest(0, least({LONGEST - 1}, (%s - $start) // {MINUTE}))"


class Climb:
    """A day of one audience. start: ms of its beginning."""

    def __init__(self, rows: Base, *, start: int) -> None:
        self._sums: NDArray[np.float64] = np.zeros((LONGEST + 1, 11))
        for minute, *values in rows.ask(f"{_WITHIN % 'detected'} AS minute, {DROPS}, {SUMS}", "GROUP BY minute", start=start):
            self._sums[minute + 1] = [value or 0 for value in values]
        self._sums = np.cumsum(self._sums, axis=0)
        address = "src_hi, src_lo, src_bits"
        first = _WITHIN % "min(detected)"
        found = np.array(
            rows.ask(f"{first}, {address}", f"GROUP BY {address}", also="src_bits >= 0", start=start) or np.empty((0, 4)), np.int64
        )
        self._seen: NDArray[np.int64] = found[:, 0]
        self._keys: Keys = keys_of(found[:, 1:])
        members = rows.ask(f"{first}, concerned", "GROUP BY concerned", also="concerned > 0", start=start)
        self._members = np.array([minute for minute, _ in members], np.int64)

    def until(self, minute: int | None, known: Keys) -> Figures:
        """The totals before this minute of the day (None = all of it); known: sorted keys of sources seen on the days before."""
        end = LONGEST if minute is None else min(max(minute, 0), LONGEST)
        keys = self._keys[self._seen < end]
        values = [*(int(value) for value in self._sums[end]), len(keys), int((self._members < end).sum())]
        return figures_of(values, new_among(keys, known))
