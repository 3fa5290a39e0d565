"""The engine over a field: what it told and what it did. Belongs here: running it as a replay does. Never: judging its answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
import pyarrow as pa

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

TICK_MS: Final = 10_000  # ms of event time between judgements, as in a replay; so exact are the delays


class Told(msgspec.Struct, frozen=True):
    """events: the last word of each story; since: when (ms) it was first told; acts: decisions that touched traffic, unrefused."""

    events: tuple[Event, ...]
    since: dict[str, int]
    acts: tuple[Decision, ...]


def told(play: Played, *, sampling: int = 1, past: Iterable[pa.Table] = ()) -> Told:
    """Run the whole engine, every detector at its default settings, over the flows. past: days that only the long memory knows."""
    watch = Watch(DETECTORS, tick_ms=TICK_MS)
    recall = Recall(MemoryShelf(), lookbacks=LOOKBACKS, alive=False)
    engine = Pipeline(
        policy=community.policy(), detectors=DETECTORS, backend=DryRun(), node="accuracy", watch=watch, patience=patience(LOOKBACKS)
    )
    locator = Locator(community.policy())
    for day in past:
        end = int(day["last"].to_numpy().max())
        recall.fold(locator.locate(day), now=end)
        recall.spill(now=end)
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
        outcome = engine.step(part, now=now, recalled=recall.step(now=now))
        recall.fold(outcome.flows, now=now)
        hear(outcome)
    hear(engine.finish(now=now, recalled=recall.finish(now=now)))
    return Told(tuple(events.values()), since, tuple(acts))
