"""What waits for a person, in one shape for every room and the first page. Belongs here: the shape. Never: a room's facts.

A room answers with `queries.needs(actor, now) -> tuple[Need, ...]` (few, cheap, through its own gate, in the active language) and adds one
line to project/needs.py.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Final

import msgspec

MOST: Final = 5  # needs of one kind from one room; what is more becomes one with a number


class Level(IntEnum):
    """How much it presses; also the shape and colour it is drawn with (as severities)."""

    KNOW = 1  # good to know
    CAN = 2  # when there is time
    WEEK = 3  # in the next days
    TODAY = 4
    NOW = 5


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """One thing. label: one word of its kind; what: a sentence; step: the next step; due: until when; since: how long it waits."""

    level: Level
    label: str
    what: str
    href: str
    step: str
    detail: str = ""
    due: datetime | None = None
    since: datetime | None = None


def ordered(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """What presses most first; of the same level the nearest end, then the longest waiting."""
    far = 1e12
    return tuple(
        sorted(needs, key=lambda one: (-one.level, one.due.timestamp() if one.due else far, one.since.timestamp() if one.since else far))
    )
