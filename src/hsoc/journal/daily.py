"""The day at a glance: what the daily view shows, as one value. Belongs here: the figures of one Europe/Prague day. Never: words.

A *threat* is one event (one story); a *detection* is the engine's unit. A threat counts as dropped only where that is known.
"""

from __future__ import annotations

import msgspec

SLOTS_PER_HOUR = 4


class Drops(msgspec.Struct, frozen=True, kw_only=True):
    """Threats by what became of them; the three sum to `threats`. confirmed + expected = preventive + reactive."""

    threats: int = 0
    preventive: int = 0
    reactive: int = 0
    passed: int = 0
    confirmed: int = 0
    expected: int = 0
    dry_run: int = 0  # of `reactive`: rules that were only shown

    @property
    def share(self) -> float:
        """Dropped share of the threats, 0 … 1 (0 for a day without any)."""
        return (self.preventive + self.reactive) / self.threats if self.threats else 0.0


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why threats were not dropped: a code (`why`) and how many."""

    why: str
    threats: int


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a per-category or per-vector table."""

    name: str  # category (Recon.Scanning), or `detector/vector`
    drops: Drops
    detections: int
    sources: int
    members: int
    packets: int
    bytes: int


class Top(msgspec.Struct, frozen=True, kw_only=True):
    """One source or target among the busiest. For targets the actor may not see, `address` is empty and member 0."""

    address: str
    category: str
    detector: str
    vector: str
    port: int
    proto: int
    threats: int
    detections: int
    members: int  # distinct members (for a source)
    member: int  # the member (for a target)
    dropped: int
    first_time: bool = False  # a source never seen in the 30 days before


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The four tiles."""

    drops: Drops
    detections: int
    sources: int
    new_sources: int  # not seen in the days before that the journal holds (at most 30)
    members: int
    flows: int
    packets: int
    bytes: int


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """A threat that passed and weighs enough for a person."""

    id: str
    day: str
    category: str
    detector: str
    vector: str
    severity: int
    member: int
    port: int
    proto: int
    first: int
    last: int
    why: str
    detections: int
    sources: int
    source: str


class DayView(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows for one day, for the whole network (member None) or one member.

    hours: local hour labels of the day in order ('00' … '23'; 23 or 25 of them, the repeated hour twice);
    heat: category → threats per entry of `hours`; timeline: per quarter-hour (preventive, reactive, passed), 4 per hour;
    past: threats per day of the 13 days before plus this one, oldest first; before: the same weekday a week before, up to the same
    time of day when the day is still running (None = the journal does not hold it).
    """

    day: str
    member: int | None
    complete_until: int  # ms; the last instant that the figures cover
    running: bool
    hours: tuple[str, ...]
    figures: Figures
    before: Figures | None
    past: tuple[tuple[str, Drops], ...]
    past_detections: tuple[int, ...]
    past_sources: tuple[int, ...]
    categories: tuple[Row, ...]
    vectors: tuple[Row, ...]
    heat: tuple[tuple[str, tuple[int, ...]], ...]
    timeline: tuple[tuple[int, int, int], ...]
    sources: tuple[Top, ...]
    targets: tuple[Top, ...]
    reasons: tuple[Reason, ...]
    attention: tuple[Attention, ...]
    attention_count: int  # all of them, of which `attention` shows the weightiest
    version: str  # changes exactly when a figure may have changed: the ETag's material
