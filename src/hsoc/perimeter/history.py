"""A detector over the journal: the same definition, over files instead of the stream. Belongs here: windows and engines. Never: a rule.

A window detector sees one window of flows: every flow gets the numbers of the windows it lies in (window, window + step, …) and the
definition runs window by window over the list of files given. A look-back (detect.rollup) sees all that was kept of its look at once.
DuckDB is the default; Spark, for more files than one machine reads well, runs the very same Ibis expression: local[n],
local-cluster[n,cores,MB] or spark://host:port.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

import click
import duckdb
import ibis
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal import reader
from hsoc.journal.days import day_of
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.columns import int64
from hsoc.perimeter.detect.long_memory import LOOKBACKS, ROLLUPS
from hsoc.perimeter.detect.rollup import DAY_MS, HOUR_MS, SUSPECTS, LookBack, aged
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.told import told
from hsoc.perimeter.measure.fan import Fan, TooMany
from hsoc.perimeter.measure.judge import CONFIG, Judge, narrowed
from hsoc.records.detection import DETECTION_SCHEMA, no_detections
from hsoc.records.flow import FLOW_COLUMNS, FLOW_SCHEMA

DUCKDB: Final = "duckdb"
SPARK: Final = ("spark://", "local[", "local-cluster[")
FANNED: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo", "dport")
FEW_FLOWS: Final = 3_000_000  # read and judged in memory at once, as the engine does; a fuller window is judged where it lies
MOST_WINDOWS: Final = 100_000  # a year of five-minute windows; more is a wrong timestamp in a file
# loopback only, UTC, no console: Spark must not listen on the network for a look into the past
SPARK_CONFIG: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.ansi.enabled": "true",
}


class Engine(msgspec.Struct, frozen=True):
    """What runs Ibis expressions. answer: computes one; tables: by name; keep: (name, expression) -> a table to ask of more than once.

    DuckDB computes what is kept at once, so that several questions do not each compute it; Spark plans it anew, to the same result.
    """

    answer: Callable[[Any], pa.Table]
    tables: dict[str, Any]
    keep: Callable[[str, Any], Any]


class Unusable(ValueError):
    """Arguments that cannot be honoured; the text says which and why."""


def _unseen(_done: int, _all: int) -> None:
    """Progress that nobody looks at."""


def history(
    detector: Detector,
    files: Sequence[str],
    *,
    engine: str = DUCKDB,
    step: int = 0,
    few: int = FEW_FLOWS,
    progress: Callable[[int, int], None] = _unseen,
) -> pa.Table:
    """Detections of every window over Parquet files of flows, oldest first (DETECTION_SCHEMA).

    step: ms from one window to the next; 0 = the window's own length, so that each flow is judged once. few: flows that DuckDB hands over
    at once to be judged in memory; a window of more is judged where it lies, to the same result. progress: told after each window how many
    are judged, of how many. Raises Unusable.
    """
    if step < 0 or (engine != DUCKDB and not engine.startswith(SPARK)):
        raise Unusable(f"history: unknown engine {engine!r} or negative step {step}; use duckdb, spark://…, local[n] or local-cluster[…]")
    if not files:
        return no_detections()
    with _on_duckdb(files) if engine == DUCKDB else _on_spark(files, engine) as flows:
        return _windows(detector, flows, step=step or detector.window, few=few, progress=progress)


def look_back(
    detector: LookBack, held: Mapping[str, Sequence[str] | pa.Table], *, at: int, engine: str = DUCKDB, look: int = 0, threads: int = 0
) -> pa.Table:
    """Detections of a look-back over the window that ends `at` (ms), DETECTION_SCHEMA.

    held: for each roll-up that it reads, Parquet files or rows in memory (DuckDB only). look: ms, 0 = the detector's own, more is cut down
    to it. threads: of DuckDB, 0 = all there are. Raises Unusable.
    """
    if engine != DUCKDB and not engine.startswith(SPARK):
        raise Unusable(f"history: unknown engine {engine!r}; use duckdb, spark://…, local[n] or local-cluster[…]")
    names = {name: ROLLUPS[name].columns for name in detector.reads}
    tables = {name: held.get(name, ()) for name in detector.reads}
    with _duckdb_tables(tables, names, threads=threads) if engine == DUCKDB else _spark_tables(tables, names, engine) as running:
        span = min(look or detector.look, detector.look)
        rows = {name: aged(table, ROLLUPS[name], at=at, look=span) for name, table in running.tables.items()}
        if detector.suspects is not None:
            rows[SUSPECTS] = running.keep(SUSPECTS, detector.suspects(rows, detector.settings))
        found = running.answer(detector.detect(rows, detector.settings))
    return told(found, detector, at=at, notes={}) if found.num_rows else no_detections()


def fan_out(files: Sequence[str], *, engine: str = DUCKDB) -> pa.Table:
    """For each source of Parquet files of flows: flows, different targets and different ports, exactly. Raises Unusable.

    On this machine our own loop counts (measure/fan.py), four times as quickly as DuckDB; a cluster runs the same question in Ibis.
    """
    if engine != DUCKDB:
        with _on_spark(files, engine) as flows:
            return flows.fan_out()
    fan = Fan()
    try:
        for file in files:
            table = pq.read_table(file, columns=list(FANNED), partitioning=None)
            fan.add({name: table.column(name).to_numpy() for name in FANNED})
    except TooMany as error:
        raise Unusable(f"history: {error}") from error
    return pa.table(fan.told())


def print_history(*, detector: str, days: int, journal: Path, engine: str = DUCKDB, out: TextIO | None = None) -> None:
    """A detector of this name over the newest `days` days of the journal, a JSON line for each detection. Raises Unusable."""
    known: dict[str, Detector | LookBack] = {window.name: window for window in DETECTORS}
    known |= {looking.name: looking for looking in LOOKBACKS}
    if detector not in known:
        raise Unusable(f"history: there is no detector {detector!r}; there are {', '.join(sorted(known))}")
    if not journal.is_dir():
        raise Unusable(f"{journal}: there is no such folder; name the engine's data folder with --data")
    chosen = known[detector]
    if isinstance(chosen, LookBack):
        found = _kept_history(chosen, journal, days=days, engine=engine)
    else:
        held = reader.days(journal, "flows")[-days:]
        with click.progressbar(length=1, label="history", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def progress(done: int, count: int) -> None:
                bar.length = count
                bar.update(done - bar.pos)

            found = history(chosen, reader.paths(journal, "flows", days=held), engine=engine, progress=progress)
    out = out or sys.stdout
    out.writelines(msgspec.json.encode(row).decode() + "\n" for row in found.to_pylist())


def _kept_history(detector: LookBack, journal: Path, *, days: int, engine: str) -> pa.Table:
    """A look each `fresh` ms, the newest first, as far back as `days` days reach. Raises Unusable where it has to learn yet."""
    ends = [one.high + ROLLUPS[name].bucket for name in detector.reads for one in reader.segments(journal, name)]
    if not ends:
        return no_detections()
    at = max(ends)
    look = min(detector.look, days * DAY_MS) if detector.fresh >= detector.look else detector.look
    found = []
    for end in range(at, at - days * DAY_MS, -detector.fresh):
        held = {name: days_looked(detector, name, reader.days(journal, name), at=end) for name in detector.reads}
        few = min(len(one) for one in held.values())
        if few < detector.learn and end == at:
            raise Unusable(f"history: {detector.name} has to learn for {detector.learn} days, and {few} are held")
        if few < detector.learn:
            break
        files = {name: reader.paths(journal, name, days=one) for name, one in held.items()}
        found.append(look_back(detector, files, at=end, engine=engine, look=look))
    return pa.concat_tables(found)


def days_looked(detector: LookBack, name: str, days: Iterable[str], *, at: int) -> tuple[str, ...]:
    """Which of the journal's days of a roll-up a look that ends `at` (ms) has to read."""
    bucket = ROLLUPS[name].bucket
    if detector.weekly:
        weeks = range(at, at - detector.look - 1, -7 * DAY_MS)
        wanted = {day_of(end + off) for end in weeks for off in (-HOUR_MS, -1, HOUR_MS if end != at else -1)}
        return tuple(day for day in days if day in wanted)
    first, last = day_of(at - max(detector.look, bucket)), day_of(at)
    return tuple(day for day in days if first <= day <= last)


class _Flows:
    """Flows on an engine: `judged` runs a definition over those ending in (after, until]; `ends` gives the first and last end.

    read: hands those of a time over, where the engine lies in this process.
    """

    def __init__(self, answer: Any, table: Any, *, read: Callable[[tuple[str, ...], int, int], pa.Table] | None = None) -> None:
        self._answer = answer
        self._table = table
        self._read = read
        self._judge = Judge()
        self._number = 0
        self._span = (0, 0)

    def ends(self) -> tuple[int, int] | None:
        """First and last end of a flow, ms; None without flows."""
        [row] = self._answer(self._table.aggregate(first=self._table["last"].min(), last=self._table["last"].max())).to_pylist()
        return None if row["first"] is None else (row["first"], row["last"])

    def busy(self, step: int) -> dict[int, int]:
        """How many flows ended in each step (last // step), in order; silent nights are not in it and cost nothing."""
        last = self._table["last"]
        steps = self._table.select(step=((last - last % step) / step).cast("int64"))
        found = self._answer(steps.group_by("step").aggregate(flows=int64(steps.count()))).to_pylist()
        return {row["step"]: row["flows"] for row in sorted(found, key=lambda row: row["step"])}

    def fan_out(self) -> pa.Table:
        """Columns src_hi, src_lo, flows, targets, ports."""
        t, who = self._table, ["src_hi", "src_lo"]
        targets = t.group_by([*who, "dst_hi", "dst_lo"]).aggregate(flows=int64(t.count()))
        targets = targets.group_by(who).aggregate(flows=int64(targets.flows.sum()), targets=int64(targets.count()))
        ports = t.select(*who, "dport").distinct()
        ports = ports.group_by(who).aggregate(ports=int64(ports.count()))
        answer: pa.Table = self._answer(targets.inner_join(ports, who).select(*who, "flows", "targets", "ports"))
        return answer

    def judged(self, detector: Detector, after: int, until: int, *, near: int = 0) -> pa.Table:
        """The definition's answer over one window; one definition for each of these objects.

        near: until when windows may be read at once, because few flows end before it; 0 = this one is too full for memory.
        """
        if self._read is not None and near >= until:
            # written and planned once for all windows, which takes as long as judging a million flows
            self._number = self._number or self._judge.learn(lambda table: detector.detect(table, detector.settings))
            return self._judge.judge(self._number, flows=self._held(self._judge.columns(self._number), after, until, near))
        last = self._table["last"]
        answer: pa.Table = self._answer(detector.detect(self._table.filter((last > after) & (last <= until)), detector.settings))
        return answer

    def _held(self, columns: tuple[str, ...], after: int, until: int, near: int) -> pa.Table:
        """The flows ending in (after, until], cut out of those that were read with them."""
        if not (self._span[0] <= after and until <= self._span[1]):
            assert self._read is not None
            self._span = (after, near)
            self._rows = self._read(tuple(dict.fromkeys((*columns, "last"))), after, near).sort_by("last")
            self._lasts = self._rows["last"].to_numpy()
        begin, end = np.searchsorted(self._lasts, [after, until], "right")
        return self._rows.slice(begin, end - begin)


def _windows(
    detector: Detector, flows: _Flows, *, step: int, few: int = FEW_FLOWS, progress: Callable[[int, int], None] = _unseen
) -> pa.Table:
    """Windows end at multiples of `step`; only those are judged in which something ended."""
    busy = flows.busy(step)
    spans = range(-(-detector.window // step))
    ends = sorted({(number + 1 + span) * step for number in busy for span in spans})
    if len(ends) > MOST_WINDOWS:
        raise Unusable(f"history: {len(ends)} windows between {ends[0]} and {ends[-1]} ms; at most {MOST_WINDOWS} at once")
    stops, sums = np.array([(number + 1) * step - 1 for number in busy], np.int64), np.cumsum([0, *busy.values()])
    found = []
    for done, at in enumerate(ends, 1):
        after = at - detector.window - 1
        # the first step with which there would be too many
        over = int(np.searchsorted(sums, sums[np.searchsorted(stops, after, "right")] + few, "right")) - 1
        answer = flows.judged(detector, after, at - 1, near=ends[-1] if over == len(stops) else int(stops[over]) - step)
        if answer.num_rows:
            found.append(told(answer, detector, at=at, notes={}))
        progress(done, len(ends))
    return pa.concat_tables(found).cast(DETECTION_SCHEMA) if found else no_detections()


def spark_windows(detector: Detector, files: Sequence[str], session: Any, *, between: tuple[int, int]) -> pa.Table:
    """Detections of the windows that lie one after another in [start, end) ms, both multiples of the window; `session` is left standing."""
    columns = tuple(FLOW_COLUMNS)
    running = _in_session(session, {"flows": files}, {"flows": columns})
    flows = running.tables["flows"]
    flows = flows.filter((flows["last"] >= between[0]) & (flows["last"] < between[1]))
    return _windows(detector, _Flows(running.answer, flows), step=detector.window)


@contextmanager
def _on_duckdb(files: Sequence[str]) -> Iterator[_Flows]:
    with _duckdb_tables({"flows": files}, {"flows": tuple(FLOW_COLUMNS)}) as running:

        def read(columns: tuple[str, ...], after: int, until: int) -> pa.Table:
            flows = running.tables["flows"]
            wanted = running.answer(flows.filter((flows["last"] > after) & (flows["last"] <= until)).select(*columns))
            return wanted.cast(pa.schema([FLOW_SCHEMA.field(name) for name in columns]))

        yield _Flows(running.answer, running.tables["flows"], read=read)


@contextmanager
def _on_spark(files: Sequence[str], master: str) -> Iterator[_Flows]:
    with _spark_tables({"flows": files}, {"flows": tuple(FLOW_COLUMNS)}, master) as running:
        yield _Flows(running.answer, running.tables["flows"])


@contextmanager
def _duckdb_tables(
    held: Mapping[str, Sequence[str] | pa.Table], columns: Mapping[str, tuple[str, ...]], *, threads: int = 0
) -> Iterator[Engine]:
    config = {**CONFIG, "enable_external_access": "true"} | ({"threads": str(threads)} if threads else {})
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET parquet_metadata_cache = true")  # many windows ask the same files: what stands at their ends is read once

    def answer(expression: Any) -> pa.Table:
        return narrowed(connection.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table())

    def keep(name: str, expression: Any) -> Any:
        connection.execute(f"CREATE TEMP TABLE {name} AS {ibis.to_sql(expression, dialect='duckdb')}")
        return ibis.table(expression.schema(), name=name)

    try:
        for name, files in held.items():
            if isinstance(files, pa.Table) or not files:
                empty = pa.schema([(column, pa.int64()) for column in columns[name]]).empty_table()
                connection.register(name, files if isinstance(files, pa.Table) else empty)
            else:
                chosen = (duckdb.ColumnExpression(column) for column in columns[name])
                connection.read_parquet(list(files), hive_partitioning=False).select(*chosen).create_view(name)
        yield Engine(answer, {name: ibis.table(dict.fromkeys(columns[name], "int64"), name=name) for name in held}, keep)
    finally:
        connection.close()


@contextmanager
def _spark_tables(held: Mapping[str, Sequence[str] | pa.Table], columns: Mapping[str, tuple[str, ...]], master: str) -> Iterator[Engine]:
    for name, files in held.items():
        if isinstance(files, pa.Table):
            raise Unusable(f"history: engine {master} reads files, and {name} is in memory")
    with spark_session(master) as session:
        yield _in_session(session, held, columns)


def _in_session(session: Any, held: Mapping[str, Sequence[str] | pa.Table], columns: Mapping[str, tuple[str, ...]]) -> Engine:
    for name, files in held.items():
        fields = ", ".join(f"`{column}` BIGINT" for column in columns[name])
        named = [] if isinstance(files, pa.Table) else [str(one) for one in files]  # a table was refused before
        rows = session.read.parquet(*named) if named else session.createDataFrame([], fields)
        rows.select(*columns[name]).createOrReplaceTempView(name)
    backend = ibis.pyspark.connect(session)

    def answer(expression: Any) -> pa.Table:
        return narrowed(backend.to_pyarrow(expression))

    return Engine(answer, {name: backend.table(name) for name in held}, lambda _, expression: expression)


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """A Spark session; one that was there before is used and left standing, a new one ends with the block.

    Raises Unusable without Spark.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - the extra `spark` is only needed here
    except ImportError as missing:
        raise Unusable(f"history: engine {master} needs the extra `spark` (uv sync --extra spark)") from missing
    standing = SparkSession.getActiveSession()
    if standing is not None:
        yield standing
        return
    builder = SparkSession.builder.master(master).appName("hsoc history")
    for name, value in SPARK_CONFIG.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
