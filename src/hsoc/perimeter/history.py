"""A detector over the journal: the same definition, over files instead of the stream. Belongs here: windows and engines. Never: a rule.

The definition sees one window of flows; here every flow gets the numbers of the windows it lies in (window, window + step, …) and the
definition runs window by window over the list of files given. DuckDB is the default; Spark, for more files than one machine reads well,
runs the very same Ibis expression: local[n], local-cluster[n,cores,MB] or spark://host:port.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

import duckdb
import ibis
import msgspec
import pyarrow as pa

from hsoc.journal import reader
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.told import told
from hsoc.perimeter.measure.judge import CONFIG, narrowed
from hsoc.records.detection import DETECTION_SCHEMA, no_detections
from hsoc.records.flow import FLOW_COLUMNS

DUCKDB: Final = "duckdb"
SPARK: Final = ("spark://", "local[", "local-cluster[")
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


class Unusable(ValueError):
    """Arguments that cannot be honoured; the text says which and why."""


def history(detector: Detector, files: Sequence[str], *, engine: str = DUCKDB, step: int = 0) -> pa.Table:
    """Detections of every window over Parquet files of flows, oldest first (DETECTION_SCHEMA).

    step: ms from one window to the next; 0 = the window's own length, so that each flow is judged once. Raises Unusable.
    """
    if step < 0 or (engine != DUCKDB and not engine.startswith(SPARK)):
        raise Unusable(f"history: unknown engine {engine!r} or negative step {step}; use duckdb, spark://…, local[n] or local-cluster[…]")
    if not files:
        return no_detections()
    with _on_duckdb(files) if engine == DUCKDB else _on_spark(files, engine) as flows:
        return _windows(detector, flows, step=step or detector.window)


def print_history(*, detector: str, days: int, journal: Path, engine: str = DUCKDB, out: TextIO | None = None) -> None:
    """A detector of this name over the newest `days` days of flows in the journal, a JSON line for each detection. Raises Unusable."""
    known = {one.name: one for one in DETECTORS}
    if detector not in known:
        raise Unusable(f"history: there is no detector {detector!r}; there are {', '.join(sorted(known))}")
    if not journal.is_dir():
        raise Unusable(f"{journal}: there is no such folder; name the engine's data folder with --data")
    held = reader.days(journal, "flows")[-days:]
    found = history(known[detector], reader.paths(journal, "flows", days=held), engine=engine)
    out = out or sys.stdout
    out.writelines(msgspec.json.encode(row).decode() + "\n" for row in found.to_pylist())


class _Flows:
    """Flows on an engine: `between` runs a definition over those ending in (after, until]; `ends` gives the first and last end."""

    def __init__(self, answer: Any, table: Any) -> None:
        self._answer = answer
        self._table = table

    def ends(self) -> tuple[int, int] | None:
        """First and last end of a flow, ms; None without flows."""
        [row] = self._answer(self._table.aggregate(first=self._table["last"].min(), last=self._table["last"].max())).to_pylist()
        return None if row["first"] is None else (row["first"], row["last"])

    def busy(self, step: int) -> list[int]:
        """Steps (last // step) in which flows ended, so that silent nights cost nothing."""
        last = self._table["last"]
        steps = self._table.select(step=((last - last % step) / step).cast("int64")).distinct()
        return sorted(row["step"] for row in self._answer(steps).to_pylist())

    def judged(self, detector: Detector, after: int, until: int) -> pa.Table:
        """The definition's answer over one window."""
        last = self._table["last"]
        answer: pa.Table = self._answer(detector.detect(self._table.filter((last > after) & (last <= until)), detector.settings))
        return answer


def _windows(detector: Detector, flows: _Flows, *, step: int) -> pa.Table:
    """Windows end at multiples of `step`; only those are judged in which something ended."""
    busy = flows.busy(step)
    spans = range(-(-detector.window // step))
    ends = sorted({(number + 1 + span) * step for number in busy for span in spans})
    if len(ends) > MOST_WINDOWS:
        raise Unusable(f"history: {len(ends)} windows between {ends[0]} and {ends[-1]} ms; at most {MOST_WINDOWS} at once")
    found = []
    for at in ends:
        answer = flows.judged(detector, at - detector.window - 1, at - 1)
        if answer.num_rows:
            found.append(told(answer, detector, at=at, notes={}))
    return pa.concat_tables(found).cast(DETECTION_SCHEMA) if found else no_detections()


@contextmanager
def _on_duckdb(files: Sequence[str]) -> Iterator[_Flows]:
    connection = duckdb.connect(":memory:", config={**CONFIG, "enable_external_access": "true"})
    connection.from_parquet(list(files)).select(*(duckdb.ColumnExpression(name) for name in FLOW_COLUMNS)).create_view("flows")

    def answer(expression: Any) -> pa.Table:
        return narrowed(connection.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table())

    try:
        yield _Flows(answer, ibis.table(dict.fromkeys(FLOW_COLUMNS, "int64"), name="flows"))
    finally:
        connection.close()


@contextmanager
def _on_spark(files: Sequence[str], master: str) -> Iterator[_Flows]:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - the extra `spark` is only needed here
    except ImportError as missing:
        raise Unusable(f"history: engine {master} needs the extra `spark` (uv sync --extra spark)") from missing
    builder = SparkSession.builder.master(master).appName("hsoc history")
    for name, value in SPARK_CONFIG.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        session.read.parquet(*files).select(*FLOW_COLUMNS).createOrReplaceTempView("flows")
        backend = ibis.pyspark.connect(session)

        def answer(expression: Any) -> pa.Table:
            return narrowed(backend.to_pyarrow(expression))

        yield _Flows(answer, backend.table("flows"))
    finally:
        session.stop()
