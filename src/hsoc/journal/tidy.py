"""When segments of events are merged or cut down. Pure: segments and instants in, a choice out. Never: files, rows, retention."""

from __future__ import annotations

from typing import Final

from hsoc.journal.days import day_bounds
from hsoc.journal.manifest import Segment

SMALL: Final = 2_000  # rows; what one second of a busy network writes
SMALL_MOST: Final = 16  # small segments of a day before they are merged: each costs a reader about 0.3 ms
MIDDLE: Final = 40_000  # rows; half a day of the network
MIDDLE_MOST: Final = 8
SETTLED_MS: Final = 2 * 3_600_000  # after midnight: updates of the last evening have arrived
REST_MS: Final = 600_000  # between two rewritings of a finished day


def due(segments: tuple[Segment, ...], *, day: str, now: int, since: int, whole: bool) -> tuple[tuple[Segment, ...], bool]:
    """(segments to rewrite into one, whether only the newest revisions stay); ((), False) where nothing is due.

    since: ms of the last rewriting of this day, 0 = unknown; whole: the day is one segment of newest revisions already.
    """
    finished = day_bounds(day)[1] + SETTLED_MS < now
    if finished:
        return ((), False) if whole or now - since < REST_MS else (segments, True)
    small = tuple(one for one in segments if one.rows <= SMALL)
    if len(small) >= SMALL_MOST:
        return small, False
    middle = tuple(one for one in segments if SMALL < one.rows <= MIDDLE)
    return (middle, False) if len(middle) >= MIDDLE_MOST else ((), False)
