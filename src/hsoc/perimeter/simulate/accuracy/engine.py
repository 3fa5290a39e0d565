"""The engine over a field: what it told and what it did. Belongs here: running it as a replay does. Never: judging its answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute

from hsoc.perimeter.decide.collateral import HOUR_MS, Sample, hours, sample
from hsoc.perimeter.decide.gentle import History
from hsoc.perimeter.detect.long_memory import LOOKBACKS
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.pipeline import Outcome, Pipeline
from hsoc.perimeter.recall import MemoryShelf, Recall, patience
from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.accuracy.field import Played
from hsoc.records.decision import Decision
from hsoc.records.event import Event
from hsoc.records.flow import no_flows

pc: Final[Any] = pyarrow.compute
TICK_MS: Final = 10_000  # ms of event time between judgements, as in a replay; so exact are the delays


class Told(msgspec.Struct, frozen=True):
    """events: the last word of each story; since: when (ms) it was first told; acts: decisions that touched traffic, unrefused."""

    events: tuple[Event, ...]
    since: dict[str, int]
    acts: tuple[Decision, ...]


class Ordinary:
    """What was ordinary at this hour for each hospital, as the engine reads it from its journal."""

    def __init__(self) -> None:
        self._days: list[pa.Table] = []
        self._samples: dict[tuple[int, int], Sample | None] = {}

    def keep(self, day: pa.Table) -> None:
        """A day's located flows."""
        self._days.append(day)

    def at(self, now: int) -> History | None:
        """By member; None where no day is known, as then nothing can be weighed."""
        return (lambda member: self._sample(member, now)) if self._days else None

    def _sample(self, member: int, now: int) -> Sample | None:
        key = (member, now // HOUR_MS)
        if key not in self._samples:
            stretches = [(begin, end) for begin, end, _ in hours(now)]
            near = pa.concat_tables([day for day in self._days if _meets(day, stretches)] or [no_flows()])
            mine = near.filter(pc.equal(near["member"], member))
            inside = np.any([(mine["last"].to_numpy() >= a) & (mine["last"].to_numpy() < b) for a, b in stretches], axis=0)
            self._samples[key] = sample(mine.filter(pa.array(inside)), member=member, now=now)
        return self._samples[key]


def _meets(day: pa.Table, stretches: list[tuple[int, int]]) -> bool:
    ends = day["last"].to_numpy()
    return any(int(ends.min()) < end and int(ends.max()) >= begin for begin, end in stretches)


def told(play: Played, *, sampling: int = 1, past: Iterable[pa.Table] = ()) -> Told:
    """Run the whole engine, every detector at its default settings, over the flows. past: days that only the long memory knows."""
    watch = Watch(DETECTORS, tick_ms=TICK_MS)
    recall = Recall(MemoryShelf(), lookbacks=LOOKBACKS, alive=False)
    engine = Pipeline(
        policy=community.policy(), detectors=DETECTORS, backend=DryRun(), node="accuracy", watch=watch, patience=patience(LOOKBACKS)
    )
    locator = Locator(community.policy())
    ordinary = Ordinary()
    for day in past:
        end = int(day["last"].to_numpy().max())
        located = locator.locate(day)
        recall.fold(located, now=end)
        recall.spill(now=end)
        ordinary.keep(located)
    events: dict[str, Event] = {}
    since: dict[str, int] = {}
    acts: list[Decision] = []
    now = 0

    def hear(outcome: Outcome) -> None:
        for event in outcome.events:
            events[event.id] = event
            since.setdefault(event.id, now)
        acts.extend(one for one in outcome.decisions if one.refused is None and one.action.touches_traffic)

    for part in play.slices(sampling=sampling):
        now = max(now, int(part["last"].to_numpy().max()))
        outcome = engine.step(part, now=now, recalled=recall.step(now=now), history=ordinary.at(now))
        recall.fold(outcome.flows, now=now)
        hear(outcome)
    hear(engine.finish(now=now, recalled=recall.finish(now=now)))
    return Told(tuple(events.values()), since, tuple(acts))
