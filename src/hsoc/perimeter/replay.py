"""Recordings through the engine. Belongs here: reading in order, printing what came of it. Never: sending anything anywhere.

Time is the recording's. What cannot be read is said with file, place and reason; what was read before is still told.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

import click
import msgspec
import numpy as np
import pyarrow as pa

from hsoc.exchange import idea
from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.collect.routes import RouteFile
from hsoc.perimeter.collect.sniff import HEAD, Format, Unreadable, sniff
from hsoc.perimeter.config import BadConfig, Config, detectors, lookbacks, read_config
from hsoc.perimeter.decide.lines import plan_line
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.pipeline import Outcome, Pipeline
from hsoc.perimeter.recall import MemoryShelf, Recall, patience
from hsoc.perimeter.replayed import Replayed
from hsoc.perimeter.wires.ahead import ahead
from hsoc.perimeter.wires.expand import expanded, is_compressed
from hsoc.perimeter.wires.files import Unopenable, opened
from hsoc.records.address import network
from hsoc.records.event import Endpoint, Event
from hsoc.records.flow import no_flows
from hsoc.records.route import Routes

DONE: Final = 0
REFUSED: Final = 1
UNUSABLE: Final = 2
ROWS_PER_STEP: Final = 100_000  # flows; some 20 MB, and a step has a price of its own
TICK_MS: Final = 10_000  # ms; how often is judged: nobody waits for the answer, and the definition is the same
STEP_MS: Final = 10_000  # ms of the recording in one step at most, where its records come in order
REPLAY_NODE: Final = "cz.hsoc.replay"
UNWEIGHED: Final = (
    "  no rule was weighed against ordinary traffic: the recording holds none of the same hour of the days before"
    " of a hospital that the policy names"
)
MOST_LINES: Final = 20  # stories named in the summary; all of them are in --json


class Unusable(ValueError):
    """A file or an option that cannot be used; the text names it and says why."""


class Tally(msgspec.Struct):
    """What went through, for the summary. Events are kept by id: the last word of each story."""

    flows: int = 0
    updates: int = 0  # of routes
    judged: bool = True  # False where routes were read and nothing says whose they should be
    weighed: bool = False  # whether any rule was weighed against ordinary traffic of the days before
    detections: int = 0
    decisions: int = 0
    refused: int = 0
    now: int = 0
    stories: dict[str, Event] = {}
    faults: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Count one step."""
        self.flows += outcome.flows.num_rows
        self.detections += outcome.detections.num_rows
        self.decisions += len(outcome.decisions)
        self.refused += sum(d.refused is not None for d in outcome.decisions)
        self.stories.update((event.id, event) for event in outcome.events)


def replay(
    *,
    files: tuple[Path, ...],
    protect: tuple[str, ...] = (),
    policy: Path | None = None,
    format_name: str | None = None,
    as_json: bool = False,
    as_plan: bool = False,
    quiet: bool = False,
    out: TextIO | None = None,
) -> int:
    """Run FILES through the pipeline and print; returns the exit status of contracts.md."""
    out = out or sys.stdout
    try:
        config = _config(policy, protect)
        tally = Tally()
        chosen = detectors(config)
        watch = Watch(chosen, tick_ms=TICK_MS)
        guard = Guard(config.policy, config.routing.settings)
        looking = lookbacks(config)
        recall = Recall(MemoryShelf(), lookbacks=looking, alive=False)
        pipeline = Pipeline(
            policy=config.policy,
            detectors=chosen,
            backend=DryRun(),
            node=REPLAY_NODE,
            watch=watch,
            patience=patience(looking),
            guard=None if guard.idle else guard,
        )
        past = Replayed()
        for outcome in _outcomes(pipeline, recall, past, files, _format(format_name), tally, quiet=quiet):
            tally.add(outcome)
            if as_plan:
                _print_plan(outcome, out)
    except (BadConfig, Unusable) as error:
        click.echo(f"hsoc: {error}", err=True)
        return UNUSABLE
    if as_json:
        _print_stories(tally, out)
    for fault in tally.faults:
        click.echo(f"hsoc: {fault}", err=True)
    if not quiet:
        _print_summary(tally, out=sys.stderr if as_json or as_plan else out)
        if as_plan and tally.decisions and not tally.weighed:
            click.echo(UNWEIGHED, err=True)
    return REFUSED if tally.faults else DONE


def _config(policy: Path | None, protect: tuple[str, ...]) -> Config:
    # without a policy there are no interface roles, and bogons are only counted: recordings are full of invented addresses
    config = read_config(policy) if policy else Config(bogons=())
    for prefix in protect:
        try:
            network(prefix)
        except ValueError as error:
            raise BadConfig(f"--protect {prefix}: {error}") from error
    return msgspec.structs.replace(config, protected=(*config.protected, *protect))


def _format(name: str | None) -> Format | None:
    if name is None:
        return None
    try:
        return Format(name)
    except ValueError:
        raise Unusable(f"--format {name}: known are {', '.join(Format)}") from None


def _outcomes(
    pipeline: Pipeline, recall: Recall, past: Replayed, files: tuple[Path, ...], chosen: Format | None, tally: Tally, *, quiet: bool
) -> Iterator[Outcome]:
    reader, routes = Reader(), RouteFile()
    hidden = quiet or not sys.stderr.isatty()  # a log wants no bar
    with click.progressbar(length=sum(_size(f) for f in files) or 1, label="replay", file=sys.stderr, hidden=hidden) as bar:
        for path in files:
            for piece in ahead(_pieces(path, chosen, reader, routes)):
                if isinstance(piece, Routes):
                    tally.now = max(tally.now, int(piece.column("time").max(initial=0)))
                    yield pipeline.step(no_flows(), now=tally.now, routes=piece, history=past.history(now=tally.now))
                    continue
                tally.now = max(tally.now, _latest(piece))
                history = past.history(now=tally.now)
                outcome = pipeline.step(piece, now=tally.now, recalled=recall.step(now=tally.now), history=history)
                recall.fold(outcome.flows, now=tally.now)
                past.fold(outcome.flows, now=tally.now)
                yield outcome
            bar.update(_size(path))
    tally.faults += [f"{', '.join(str(f) for f in files)}: {fault}" for fault in (*_faults(reader), *routes.faults())]
    tally.updates, tally.judged = routes.updates, pipeline.guard is not None or not routes.updates
    yield pipeline.finish(now=tally.now, recalled=recall.finish(now=tally.now), history=past.history(now=tally.now))
    tally.weighed = past.weighed


def _pieces(path: Path, chosen: Format | None, reader: Reader, routes: RouteFile) -> Iterator[pa.Table | Routes]:
    """Flows or routes of one file. Raises Unusable with the file's name where nothing of it can be read."""
    try:
        with ExitStack() as stack:
            buffer = stack.enter_context(opened(path))
            if is_compressed(bytes(buffer[:8])):
                buffer = stack.enter_context(expanded(path))
            if (chosen or sniff(bytes(buffer[:HEAD]))) is Format.MRT:
                yield from routes.routes(buffer)
            else:
                yield from _gathered(reader.flows(buffer, format=chosen))
    except Unreadable as error:
        raise Unusable(f"{path}: {error}") from error
    except Unopenable as error:
        raise Unusable(str(error)) from error


def _gathered(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Small tables joined, as each step has a price of its own, then cut where STEP_MS of the recording have passed.

    The cut is what keeps a recording honest: limits per minute and ends of entries are reckoned in its own time.
    """
    waiting: list[pa.Table] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows >= ROWS_PER_STEP:
            yield from _steps(pa.concat_tables(waiting).combine_chunks())
            waiting, rows = [], 0
    if rows:
        yield from _steps(pa.concat_tables(waiting).combine_chunks())


def _steps(table: pa.Table) -> Iterator[pa.Table]:
    reached = np.maximum.accumulate(table["last"].to_numpy())
    cuts = np.flatnonzero(np.diff(reached // STEP_MS)) + 1
    for start, end in zip([0, *cuts], [*cuts, table.num_rows], strict=True):
        yield table.slice(start, end - start)


def _faults(reader: Reader) -> list[str]:
    """What of the files could not be used, one sentence each kind."""
    found = []
    for counted in reader.counters():
        bad = counted.malformed + counted.unknown_version + counted.pending_dropped
        if bad:
            found.append(f"{bad} pieces could not be read; the last one: {counted.last_error}")
    return found


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _latest(table: pa.Table) -> int:
    """The recording's clock after a step; one record in a thousand may lie about its end without moving it."""
    ends = table["last"].to_numpy()
    place = math.ceil(0.999 * (len(ends) - 1))
    return int(np.partition(ends, place)[place])


def _print_plan(outcome: Outcome, out: TextIO) -> None:
    out.writelines(msgspec.json.encode(plan_line(decision)).decode() + "\n" for decision in outcome.decisions)


def _print_stories(tally: Tally, out: TextIO) -> None:
    last_words = sorted(tally.stories.values(), key=lambda event: (event.first, event.id))
    out.writelines(idea.encoded(event).decode() + "\n" for event in last_words)


def _print_summary(tally: Tally, *, out: TextIO) -> None:
    stories, decided = len(tally.stories), f"{tally.decisions} decisions, {tally.refused} refused"
    routes = f"{tally.updates} route updates · " if tally.updates else ""
    click.echo(f"{tally.flows} flows · {routes} {tally.detections} detections · {stories} stories · {decided}", file=out)
    if not tally.judged:
        click.echo(
            "  routes were read, but no policy says whose they should be (--policy with announcements): nothing was judged", file=out
        )
    for event in sorted(tally.stories.values(), key=lambda e: (-e.packets, e.id))[:MOST_LINES]:
        what = f"{event.detector}{'/' + event.vector if event.vector else ''}"
        if not event.packets and event.description:
            click.echo(f"  {what:<28} {event.description}", file=out)
            continue
        source, target = _side(event.sources, event.source_count, "sources"), _side(event.targets, event.target_count, "targets")
        click.echo(f"  {what:<28} {source} → {target}: {event.packets} packets, {event.action}", file=out)


def _side(endpoints: tuple[Endpoint, ...], count: int, word: str) -> str:
    addresses = endpoints[0].addresses if endpoints else ()
    return addresses[0] if len(addresses) == 1 else f"{count} {word}"
