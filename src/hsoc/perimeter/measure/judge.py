"""Judging: a definition, compiled once, over a table of flows in DuckDB. Belongs here: the one connection. Never: what is defined.

A fresh connection costs 18 ms and building an Ibis expression 8 ms or more, so both are done once; a result that is not drained blocks
the next query, so it always becomes an Arrow table. Embedded and in memory: no file, no network, no extension is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import duckdb
import ibis
import pyarrow as pa

from hsoc.records.flow import FLOW_COLUMNS, FLOW_SCHEMA

MEMORY: Final = "1GB"  # ceiling of one judgement; two million flows need about a third
FLOWS: Final = "flows"  # the name of the table in every definition; a learnt one has its own, with its number behind
UNSEEN: Final = "statistics_propagation,empty_result_pullup,build_side_probe_side,join_order,compressed_materialization,row_group_pruner"
CONFIG: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false"}


def flows_expression(name: str = FLOWS) -> Any:
    """The unbound Ibis table that a definition is built over."""
    return ibis.table(ibis.Schema.from_pyarrow(FLOW_SCHEMA), name=name)


def compiled(define: Callable[[Any], Any], *, name: str = FLOWS) -> str:
    """DuckDB's SQL of a definition over a table of that name."""
    return str(ibis.to_sql(define(flows_expression(name)), dialect="duckdb"))


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
        self._windows: dict[int, Window] = {}

    def learn(self, define: Callable[[Any], Any]) -> int:
        """The number of a definition from now on."""
        number = len(self._windows) + 1
        name = f"{FLOWS}_{number}"
        sql = compiled(define, name=name)
        window = Window(tuple(column for column in FLOW_COLUMNS if f'"{column}"' in sql))
        self._connection.register(name, window)
        self._connection.execute(f"PREPARE definition_{number} AS {sql}")
        self._windows[number] = window
        return number

    def columns(self, number: int) -> tuple[str, ...]:
        """The columns of flows that a definition looks at; the others need not be handed over."""
        return self._windows[number].columns

    def judge(self, number: int, *, flows: pa.Table) -> pa.Table:
        """The answer of one definition over flows; columns that it does not look at may be missing."""
        window = self._windows[number]
        window.flows = flows.select(window.columns)
        try:
            answer: pa.Table = self._connection.sql(f"EXECUTE definition_{number}").to_arrow_table()
        finally:
            window.flows = window.empty
        return narrowed(answer)


def narrowed(answer: pa.Table) -> pa.Table:
    """Whole numbers as int64: DuckDB's sums of int64 are 128 bits wide and arrive as decimals. ArrowInvalid if one is too big."""
    fields = [f.with_type(pa.int64()) if pa.types.is_decimal(f.type) or pa.types.is_integer(f.type) else f for f in answer.schema]
    return answer.cast(pa.schema(fields))
