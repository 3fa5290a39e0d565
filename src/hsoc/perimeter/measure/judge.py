"""Judging: a definition, compiled once, over a table of flows in DuckDB. Belongs here: the one connection. Never: what is defined.

A fresh connection costs 18 ms, writing a definition as SQL a quarter of a second and planning it as much again. So it is written once per
machine (kept.py), planned when it is first asked for, and then only run; a result that is not drained blocks the next query, so it always
becomes an Arrow table. Embedded and in memory: no network, no extension is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import duckdb
import ibis
import pyarrow as pa

from hsoc.perimeter.measure.kept import kept
from hsoc.records.flow import FLOW_COLUMNS, FLOW_SCHEMA

MEMORY: Final = "1GB"  # ceiling of one judgement; two million flows need about a third
FLOWS: Final = "flows"  # the name of the table in every definition; a learnt one has its own, with its number behind
ANY: Final = "flows_of_any_window"  # stands for the table's name in SQL that is kept
UNSEEN: Final = "statistics_propagation,empty_result_pullup,build_side_probe_side,join_order,compressed_materialization,row_group_pruner"
CONFIG: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false"}


def flows_expression(name: str = FLOWS) -> Any:
    """The unbound Ibis table that a definition is built over."""
    return ibis.table(ibis.Schema.from_pyarrow(FLOW_SCHEMA), name=name)


def compiled(define: Callable[[Any], Any], *, name: str = FLOWS, mark: str = "") -> str:
    """DuckDB's SQL of a definition over a table of that name.

    mark: what tells the definition and its settings from all others of this code; empty = it is not kept for the next process.
    """

    def written() -> str:
        return str(ibis.to_sql(define(flows_expression(ANY)), dialect="duckdb"))

    sql = kept(f"duckdb {mark}", written) if mark else written()
    return sql.replace(f'"{ANY}"', f'"{name}"')


class Window:
    """What a plan scans: asked for its flows at every run, it hands over those that it holds then (Arrow's C stream interface)."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.empty = pa.schema([FLOW_SCHEMA.field(name) for name in columns]).empty_table()
        self.flows = self.empty

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        stream: object = self.flows.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]
        return stream


class Judge:
    """Runs definitions. One per process is enough; it holds one connection, and between calls no data.

    Planning a definition costs more than running it over a thousand flows, so each is planned once, over a window whose flows change:
    neither parsed, planned nor copied again. A change of the catalogue would plan anew, so nothing is created between judgements. The
    plan must not know what the window held when it was made: the optimisers that look at statistics are off (UNSEEN).
    """

    def __init__(self, *, threads: int = 1) -> None:
        self._connection = duckdb.connect(":memory:", config={**CONFIG, "memory_limit": MEMORY, "threads": str(threads)})
        self._connection.execute(f"SET disabled_optimizers = '{UNSEEN}'")
        self._learnt: list[tuple[Callable[[Any], Any], str]] = []
        self._windows: dict[int, Window] = {}

    def learn(self, define: Callable[[Any], Any], *, mark: str = "") -> int:
        """The number of a definition from now on. mark: as `compiled` takes it."""
        self._learnt.append((define, mark))
        return len(self._learnt)

    def prepare(self) -> None:
        """Plan now what was learnt, so that no first question has to wait for it."""
        for number in range(1, len(self._learnt) + 1):
            self._window(number)

    @property
    def planned(self) -> int:
        """How many definitions are ready to be run."""
        return len(self._windows)

    def columns(self, number: int) -> tuple[str, ...]:
        """The columns of flows that a definition looks at; the others need not be handed over."""
        return self._window(number).columns

    def judge(self, number: int, *, flows: pa.Table) -> pa.Table:
        """The answer of one definition over flows; columns that it does not look at may be missing."""
        window = self._window(number)
        window.flows = flows.select(window.columns)
        try:
            answer: pa.Table = self._connection.sql(f"EXECUTE definition_{number}").to_arrow_table()
        finally:
            window.flows = window.empty
        return narrowed(answer)

    def _window(self, number: int) -> Window:
        if number not in self._windows:
            define, mark = self._learnt[number - 1]
            name = f"{FLOWS}_{number}"
            sql = compiled(define, name=name, mark=mark)
            window = Window(tuple(column for column in FLOW_COLUMNS if f'"{column}"' in sql))
            self._connection.register(name, window)
            self._connection.execute(f"PREPARE definition_{number} AS {sql}")
            self._windows[number] = window
        return self._windows[number]


def narrowed(answer: pa.Table) -> pa.Table:
    """Whole numbers as int64: DuckDB's sums of int64 are 128 bits wide and arrive as decimals. ArrowInvalid if one is too big."""
    fields = [f.with_type(pa.int64()) if pa.types.is_decimal(f.type) or pa.types.is_integer(f.type) else f for f in answer.schema]
    return answer.cast(pa.schema(fields))
