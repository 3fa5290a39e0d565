"""A scenario as a stream of slices in time order, memory bounded by one slice. Belongs here: the cutting. Never: encoding, sending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from hsoc.perimeter.simulate import attacks, benign, scenarios, strikes
from hsoc.perimeter.simulate.attacks import Plan
from hsoc.perimeter.simulate.columns import Columns, in_time, joined, rows, taken
from hsoc.perimeter.simulate.scenarios import Scenario

SLICE_MS: Final = 60_000  # of event time


def slices(scenario: Scenario, plan: Plan, *, seed: int, flows: int, day: date = scenarios.DAY) -> Iterator[Columns]:
    """Flows by their ends, minute after minute; `flows` is the background within the scenario's window, attacks come on top."""
    since, until = scenarios.window(scenario, day)
    conversations = flows / 2 / benign.activity(day, since=since, until=until)  # each is two flows
    pending = joined([])
    taken_up = 0
    for start in range(since, until, SLICE_MS):
        stop = min(start + SLICE_MS, until)
        reached = int(np.searchsorted(plan["first"], stop))
        fresh = strikes.flows_of(attacks.taken(plan, np.arange(taken_up, reached)))
        taken_up = reached
        pending = joined([pending, fresh])
        due = pending["last"] < stop
        background = [] if not flows else [benign.flows(day, seed=seed, conversations=conversations, since=start, until=stop)]
        out = in_time(joined([*background, taken(pending, due)]))
        pending = taken(pending, ~due)
        if rows(out):
            yield out
    if rows(pending):
        yield in_time(pending)
