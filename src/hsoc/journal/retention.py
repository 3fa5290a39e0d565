"""What is kept for how long. Belongs here: the days of each kind and letting them go. Never: deciding about single rows."""

from __future__ import annotations

from typing import Final

from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.manifest import KEPT, MET
from hsoc.journal.writer import Writer

# days; the founding agreement of the community with its members (docs/concepts/journal.md), configurable
KEEP_DAYS: Final = {"flows": 30, "detections": 180, "events": 548, "rollups": 400} | dict.fromkeys(
    (*KEPT, MET), 35
)  # the longest look is 30


def expired(days: tuple[str, ...], *, now: int, keep: int) -> tuple[str, ...]:
    """The days that ended at least `keep` days before now (ms)."""
    return tuple(day for day in days if day_bounds(day)[1] + keep * DAY_MS <= now)


def expire(writer: Writer, *, now: int, keep: int | None = None) -> tuple[str, ...]:
    """Let whole days go; returns them. Their files vanish with the grace of the writer's next sweeps."""
    days = expired(tuple(writer.manifest.days), now=now, keep=KEEP_DAYS[writer.kind] if keep is None else keep)
    if days:
        writer.drop(days, now=now)
    return days
