"""The clock of events: where a stream of flows passes from one second to the next. Belongs here: time that flows say. Never: time of ours.

The clock is the latest end of any flow seen so far. It runs by ticks (TICK_MS, live), found row by row in the order of arrival, so that it
is the same however the stream is cut into batches. A flow more than LEAP_MS ahead does not move it: one broken exporter must not end
everybody's window. Only when CONFIRM more such flows than ordinary ones have come (a replay with a gap) does it leap to them.
"""

# ruff: noqa: ANN001, ANN202  (kernels: numba infers their types from the arrays they are called with)
from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import Int64s

TICK_MS: Final = 1000  # ms; the cycle of judging live
LEAP_MS: Final = 600_000  # ms; twice the longest window: further ahead is either a gap in a file or a wrong clock
CONFIRM: Final = 64  # flows; more than one datagram can hold of them
FUTURE_MS: Final = 60_000  # ms; how far an exporter's clock may be ahead of ours

ON_TIME, AHEAD, ABSURD = 0, 1, 2


@numba.njit(cache=True, nogil=True)
def _walk(last, limit, clock, ahead, tick_ms, leap_ms, kind, crossings, confirm):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Walks until the end or until a leap is confirmed. Returns (rows walked, clock, ahead, crossings found)."""
    n = 0
    for i in range(len(last)):
        if last[i] > limit:
            kind[i] = ABSURD
        elif last[i] > clock + leap_ms:
            kind[i] = AHEAD
            ahead += 1
            if ahead >= confirm:
                return i + 1, clock, ahead, n
        else:
            kind[i] = ON_TIME
            if ahead > 0:
                ahead -= 1
            if last[i] > clock:
                if last[i] // tick_ms > clock // tick_ms:
                    crossings[n] = i
                    n += 1
                clock = last[i]
    return len(last), clock, ahead, n


class Walk:
    """What `Clock.walk` found. crossings: rows before which ticks have passed; kind: per row ON_TIME, AHEAD or ABSURD."""

    def __init__(self, rows: int, kind: NDArray[np.uint8], crossings: Int64s, *, leap: bool) -> None:
        self.rows = rows
        self.kind = kind
        self.crossings = crossings
        self.leap = leap


class Clock:
    """State: `at`, ms; -1 before the first flow. `ahead` counts unconfirmed flows from the future."""

    def __init__(self, *, tick_ms: int = TICK_MS) -> None:
        self.tick_ms = tick_ms
        self.at = -1
        self.ahead = 0

    def start(self, at: int) -> None:
        """Set the clock: at the beginning and after a leap."""
        self.at = at
        self.ahead = 0

    def walk(self, last: Int64s, *, limit: int) -> Walk:
        """Advance over flows ending at `last` (ms). Stops after the row that confirms a leap; flows beyond `limit` are absurd."""
        kind = np.empty(len(last), np.uint8)
        crossings = np.empty(len(last), np.int64)
        rows, self.at, self.ahead, n = _walk(last, limit, self.at, self.ahead, self.tick_ms, LEAP_MS, kind, crossings, CONFIRM)
        return Walk(rows, kind[:rows], crossings[:n], leap=self.ahead >= CONFIRM)
