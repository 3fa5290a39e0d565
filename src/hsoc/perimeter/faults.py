"""What fails beside the defence, and is told instead of ending it. Belongs here: catching, counting. Never: which part may fail (run).

Whoever can make a part that only tells or remembers raise (a packet with a forged address once did) must not be able to stop the engine:
a new start takes a minute, and the next packet ends it again. What decides and what speaks to routers is not beside: a fault there ends
the engine, whose supervisor starts it anew from the intent on disk.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LOGGED_EVERY: Final = 60_000  # ms between two traces of one part in the log
TEXT: Final = 400  # characters of a fault

log = logging.getLogger("hsoc.perimeter")


class Faults:
    """By part: how often it failed, and how it did the last time."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, str]] = {}
        self._logged: dict[str, int] = {}

    @contextmanager
    def beside(self, part: str, *, now: int) -> Iterator[None]:
        """Let a part fail without ending anything. part: a few words, of the code; now: ms."""
        try:
            yield
        except Exception as error:
            count, _ = self._known.get(part, (0, ""))
            self._known[part] = count + 1, f"{type(error).__name__}: {error}"[:TEXT]
            if part not in self._logged or now - self._logged[part] >= LOGGED_EVERY:
                self._logged[part] = now
                log.exception("%s failed, the defence goes on", part)

    def told(self) -> tuple[str, ...]:
        """A line for each part that failed since the start."""
        return tuple(f"{part}: {text} ({count} times)" for part, (count, text) in self._known.items())
