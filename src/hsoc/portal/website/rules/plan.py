"""What the action plan says of itself: states, what is late, how far the whole is. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec


class State(StrEnum):
    """Where a step stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


OPEN: Final = frozenset({State.PLANNED, State.RUNNING})


class Progress(msgspec.Struct, frozen=True):
    """How many steps stand how. Steps given up count in none of the four."""

    done: int = 0
    running: int = 0
    planned: int = 0
    late: int = 0  # of running and planned, those past their day

    @property
    def all(self) -> int:
        """All steps that count."""
        return self.done + self.running + self.planned


def is_late(state: str, due: date | None, today: date) -> bool:
    """Whether a step should have been done by now."""
    return state in OPEN and due is not None and due < today


def progress(steps: Iterable[tuple[str, date | None]], today: date) -> Progress:
    """The sum of (state, due)."""
    known = list(steps)
    count = {state: sum(one == state for one, _due in known) for state in State}
    late = sum(is_late(state, due, today) for state, due in known)
    return Progress(count[State.DONE], count[State.RUNNING], count[State.PLANNED], late)
