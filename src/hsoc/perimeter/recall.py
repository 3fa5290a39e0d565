"""Long memory alive: batches folded into roll-ups, rows put away, look-backs run when they are due. Never: what is kept or found (detect).

Rows leave memory every SPILL_MS, each exactly once; a killed engine loses at most that much, and a restarted one counts nothing twice: what
was put away is never folded again. Live, a look-back runs in a thread of its own over the journal's files, as reading thirty days takes
seconds; in a replay it runs at once over the rows in memory, in the recording's time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hsoc.journal import reader
from hsoc.journal.days import day_of
from hsoc.perimeter.detect.long_memory import ROLLUPS
from hsoc.perimeter.detect.rollup import BUCKET, DAY_MS, MINUTE_MS, LookBack, Memory, RollUp, fold, kept, merged
from hsoc.perimeter.history import days_looked, look_back
from hsoc.perimeter.measure.hashing import SEED
from hsoc.perimeter.wires.journal import Condition, JournalWire
from hsoc.records.detection import DETECTION_SCHEMA, no_detections, story_keys
from hsoc.records.flow import flow_columns, flow_table

SPILL_MS: Final = 5 * MINUTE_MS  # between two times that rows leave memory; what a death costs at most
SPILL_LAG_MS: Final = MINUTE_MS  # after the full five minutes: routers export a bucket's last flows so late
JUDGE_LAG_MS: Final = 90_000  # … and then the journal seals within ten seconds
STALE_MS: Final = 2 * DAY_MS  # flows that ended longer ago belong to no bucket that is judged again
AHEAD_MS: Final = 10 * MINUTE_MS  # flows from further ahead are a broken clock
MOST_FOUND: Final = 10_000  # detections of one look that are told, those that touch most members first
MOST_HELD: Final = 4_000_000  # rows of a roll-up in a replay's memory, 0.7 GB at most; beyond, the oldest are let go and counted
THREADS: Final = 1  # of DuckDB while the engine lives: the other core is the stream's


class Shelf(Protocol):
    """Where rows are put away and found again."""

    def put(self, name: str, rows: pa.Table, *, now: int) -> None:
        """Take over rows of a roll-up."""

    def held(self, name: str, one: LookBack, *, at: int) -> Sequence[str] | pa.Table:
        """Files or rows that reach into the look that ends `at`; more is no harm."""

    def days(self, name: str, one: LookBack, *, at: int) -> int:
        """How many days of that look are held."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """How a look-back is doing, for the operator. learnt of learn days are held; while fewer, it is silent. at: end of the last window."""

    detector: str
    at: int = 0
    learnt: int = 0
    learn: int = 0
    found: int = 0
    over: int = 0
    error: str = ""

    @property
    def learning(self) -> bool:
        """True where too few days are held to say anything."""
        return self.learnt < self.learn


class Recall:
    """The long memory of one engine or one replay. Not for use by several threads at once."""

    def __init__(
        self, shelf: Shelf, *, lookbacks: Sequence[LookBack], rollups: Mapping[str, RollUp] = ROLLUPS, seed: int = SEED, alive: bool
    ) -> None:
        """alive: look-backs run in a thread and their answers come with a later call; else at once."""
        self._shelf, self._lookbacks, self._rollups = shelf, tuple(lookbacks), rollups
        self._memories = {name: Memory(one, seed=seed) for name, one in rollups.items() if not one.of}
        self._thread = ThreadPoolExecutor(1, "recall") if alive else None
        self._running: tuple[LookBack, int, Future[tuple[pa.Table, Looked]]] | None = None
        self._waiting: list[tuple[LookBack, int]] = []
        self._spilled = self._begun = 0
        self._judged = {one.name: 0 for one in self._lookbacks}
        self._told: dict[str, dict[str, int]] = {one.name: {} for one in self._lookbacks}
        self.looked = {one.name: Looked(detector=one.name, learn=one.learn) for one in self._lookbacks}
        self.strays = 0

    @property
    def left_out(self) -> dict[str, int]:
        """Flows that found no room in memory, by roll-up."""
        return {name: memory.left_out for name, memory in self._memories.items() if memory.left_out}

    def fold(self, flows: pa.Table, *, now: int) -> None:
        """Take located flows in."""
        if not flows.num_rows:
            return
        columns = flow_columns(flows)
        timely = (columns["last"] > now - STALE_MS) & (columns["last"] <= now + AHEAD_MS)
        if not timely.all():
            self.strays += int((~timely).sum())
            columns = {name: values[timely] for name, values in columns.items()}
        for memory in self._memories.values():
            memory.add(columns)

    def use(self, lookbacks: Sequence[LookBack]) -> None:
        """The same definitions with other settings; what was learnt and judged stays. Raises ValueError for other definitions."""
        if [one.name for one in lookbacks] != [one.name for one in self._lookbacks]:
            raise ValueError("other definitions are another recall")
        self._lookbacks = tuple(lookbacks)

    def step(self, *, now: int) -> pa.Table:
        """Put away what is due, look back where it is due; detections that are new or have grown since they were told."""
        if not self._begun:
            self._begun = now
            self._spilled = (now - SPILL_LAG_MS) // SPILL_MS
            self._judged = {one.name: (now - JUDGE_LAG_MS) // one.every for one in self._lookbacks}
        if (now - SPILL_LAG_MS) // SPILL_MS > self._spilled:
            self._spilled = (now - SPILL_LAG_MS) // SPILL_MS
            self.spill(now=now)
        for one in self._lookbacks:
            turn = (now - JUDGE_LAG_MS) // one.every
            if turn > self._judged[one.name]:
                self._judged[one.name] = turn
                self._waiting = [held for held in self._waiting if held[0] is not one] + [(one, turn * one.every)]
        return self._answers()

    def finish(self, *, now: int) -> pa.Table:
        """Put everything away and look back once more, for the end of a recording; of look-backs whose bucket it outlasted."""
        self.spill(now=now)
        self._waiting = [(one, now + 1) for one in self._lookbacks if now - self._begun >= self._least(one)] if self._begun else []
        return self._answers()

    def spill(self, *, now: int) -> None:
        """All rows leave memory, and what is made of them with them."""
        made = {name: memory.take() for name, memory in self._memories.items()}
        for name, one in self._rollups.items():
            if one.of:
                made[name] = fold(one, {column: made[one.of][column].to_numpy() for column in made[one.of].column_names})
        for name, rows in made.items():
            self._shelf.put(name, kept(self._rollups[name], rows), now=now)

    def warm(self) -> None:
        """Fold one invented probe through every roll-up and forget it, so that no kernel is compiled when flows come."""
        probe = flow_columns(flow_table({"proto": np.array([6]), "tcp_flags": np.array([2]), "direction": np.array([1])}, rows=1))
        for one in self._memories.values():
            Memory(msgspec.structs.replace(one.rollup, ceiling=16)).add(probe)

    def condition(self) -> dict[str, Any]:
        """What an operator wants to see of it, JSON-ready."""
        rows = {name: len(memory) for name, memory in self._memories.items()}
        looked = [msgspec.to_builtins(one) | {"learning": one.learning} for one in self.looked.values()]
        return {"rows": rows, "left_out": self.left_out, "strays": self.strays, "looked": looked}

    def close(self, *, now: int) -> None:
        """Put away what is in memory; a look that is under way is waited for and forgotten."""
        self.spill(now=now)
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def _least(self, one: LookBack) -> int:
        return min(self._rollups[name].bucket for name in one.reads)

    def _answers(self) -> pa.Table:
        out = []
        if self._running is not None and self._running[2].done():
            one, _, future = self._running
            self._running = None
            out.append(self._fresh(one, *future.result()))
        while self._waiting and self._running is None:
            one, at = self._waiting.pop(0)
            if self._thread is None:
                out.append(self._fresh(one, *self._look(one, at)))
            else:
                self._running = (one, at, self._thread.submit(self._look, one, at))
        return pa.concat_tables(out).cast(DETECTION_SCHEMA) if out else no_detections()

    def _look(self, one: LookBack, at: int) -> tuple[pa.Table, Looked]:
        """One look; runs in the thread. A fault is shown and the engine goes on: the next look may fare better."""
        learnt = min(self._shelf.days(name, one, at=at) for name in one.reads)
        looked = Looked(detector=one.name, at=at, learnt=learnt, learn=one.learn)
        if looked.learning:
            return no_detections(), looked
        held = {name: self._shelf.held(name, one, at=at) for name in one.reads}
        try:
            found = look_back(one, held, at=at, threads=THREADS)
        except Exception as error:  # noqa: BLE001 - a damaged file must not end the engine
            return no_detections(), msgspec.structs.replace(looked, error=str(error).splitlines()[0])
        order = np.lexsort((-found["flows"].to_numpy(), -found["members"].to_numpy()))[:MOST_FOUND]
        over = found.num_rows - len(order)
        return found.take(np.sort(order)), msgspec.structs.replace(looked, found=found.num_rows, over=over)

    def _fresh(self, one: LookBack, found: pa.Table, looked: Looked) -> pa.Table:
        """What was not told yet, or has gone on since; a source that keeps silent is not told again every hour."""
        self.looked[one.name] = looked
        keys, last = [str(key) for key in story_keys(found).to_pylist()], found["last"].to_numpy().tolist()
        before = self._told[one.name]
        new = [before.get(key) != at for key, at in zip(keys, last, strict=True)]
        self._told[one.name] = dict(zip(keys, last, strict=True))
        return found.filter(pa.array(new, pa.bool_()))


def patience(lookbacks: Sequence[LookBack]) -> dict[str, int]:
    """How long (ms) stories of look-backs stay open without a flow, for the pipeline."""
    return {one.name: one.quiet for one in lookbacks}


class JournalShelf:
    """Rows in the journal, one writer for each roll-up."""

    def __init__(self, root: Path, *, keep: int | None = None) -> None:
        """Raises Busy or JournalError as JournalWire does."""
        self._root = root
        self._wires = {
            name: JournalWire(root, kind=name, schema=one.schema, keep=keep, merged=(one.spreads, _merging(one)))
            for name, one in ROLLUPS.items()
        }

    def put(self, name: str, rows: pa.Table, *, now: int) -> None:
        """Offer rows to the journal's thread; what it refuses it counts."""
        self._wires[name].offer(rows, now=now)

    def tick(self, *, now: int) -> None:
        """Let time go on for the writers: they seal ten seconds after the first row."""
        for name, wire in self._wires.items():
            wire.offer(ROLLUPS[name].schema.empty_table(), now=now)

    def held(self, name: str, one: LookBack, *, at: int) -> Sequence[str]:
        """Files of the days that the look touches."""
        return reader.paths(self._root, name, days=days_looked(one, name, reader.days(self._root, name), at=at))

    def days(self, name: str, one: LookBack, *, at: int) -> int:
        """Days of the look in the manifest."""
        return len(days_looked(one, name, reader.days(self._root, name), at=at))

    def conditions(self) -> list[Condition]:
        """How the writers are doing."""
        return [wire.condition() for wire in self._wires.values()]

    def close(self) -> None:
        """Seal and let go."""
        for wire in self._wires.values():
            wire.close()


class MemoryShelf:
    """Rows in memory, for a replay."""

    def __init__(self) -> None:
        self._rows = {name: one.schema.empty_table() for name, one in ROLLUPS.items()}
        self.let_go = 0

    def put(self, name: str, rows: pa.Table, *, now: int) -> None:
        """Merge rows into those held."""
        del now  # there is no file to date
        held = merged(ROLLUPS[name], [self._rows[name], rows])
        beyond = max(0, held.num_rows - MOST_HELD)
        self.let_go += beyond
        self._rows[name] = held.slice(beyond)

    def held(self, name: str, one: LookBack, *, at: int) -> pa.Table:
        """All rows; the definition takes those of its window."""
        del one, at
        return self._rows[name]

    def days(self, name: str, one: LookBack, *, at: int) -> int:
        """Different days among the rows of the look."""
        held = np.unique(pc.unique(self._rows[name][BUCKET]).to_numpy() // DAY_MS) * DAY_MS
        return len(days_looked(one, name, [day_of(int(day)) for day in held], at=at))


def _merging(rollup: RollUp) -> Callable[[list[pa.Table]], pa.Table]:
    return lambda tables: merged(rollup, tables)
