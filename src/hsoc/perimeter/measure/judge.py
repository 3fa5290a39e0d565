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
FLOWS: Final = "flows"  # the name of the table in every definition
INCOMING: Final = "incoming"  # … and of what is on its way into it
UNSEEN: Final = "statistics_propagation,empty_result_pullup,build_side_probe_side,join_order,compressed_materialization,row_group_pruner"
CONFIG: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false"}


def flows_expression() -> Any:
    """The unbound Ibis table that a definition is built over."""
    return ibis.table(ibis.Schema.from_pyarrow(FLOW_SCHEMA), name=FLOWS)


def compiled(define: Callable[[Any], Any]) -> str:
    """DuckDB's SQL of a definition."""
    return str(ibis.to_sql(define(flows_expression()), dialect="duckdb"))


class Judge:
    """Runs definitions. One per process is enough; it holds one connection, and between calls no data.

    Planning a definition costs more than running it over a thousand flows, so each is planned once, over a table that is filled and
    emptied. The plan must not know what the table held when it was made: the optimisers that look at statistics are off (UNSEEN).
    """

    def __init__(self, *, threads: int = 1) -> None:
        self._connection = duckdb.connect(":memory:", config={**CONFIG, "memory_limit": MEMORY, "threads": str(threads)})
        self._connection.execute(f"SET disabled_optimizers = '{UNSEEN}'")
        self._connection.execute(f"CREATE TABLE {FLOWS} ({', '.join(f'{name} BIGINT' for name in FLOW_COLUMNS)})")
        self._known = 0
        self._columns: dict[int, tuple[str, ...]] = {}

    def learn(self, define: Callable[[Any], Any]) -> int:
        """The number of a definition from now on."""
        self._known += 1
        sql = compiled(define)
        self._connection.execute(f"PREPARE definition_{self._known} AS {sql}")
        self._columns[self._known] = tuple(name for name in FLOW_COLUMNS if f'"{name}"' in sql)
        return self._known

    def columns(self, number: int) -> tuple[str, ...]:
        """The columns of flows that a definition looks at; the others need not be handed over."""
        return self._columns[number]

    def judge(self, number: int, *, flows: pa.Table) -> pa.Table:
        """The answer of one definition over flows; columns that it does not look at may be missing."""
        self._connection.register(INCOMING, flows)
        try:
            self._connection.execute("INSERT INTO flows BY NAME SELECT * FROM incoming")
            answer: pa.Table = self._connection.sql(f"EXECUTE definition_{number}").to_arrow_table()
        finally:
            self._connection.unregister(INCOMING)
            self._connection.execute("TRUNCATE flows")
        return narrowed(answer)


def narrowed(answer: pa.Table) -> pa.Table:
    """Whole numbers as int64: DuckDB's sums of int64 are 128 bits wide and arrive as decimals. ArrowInvalid if one is too big."""
    fields = [f.with_type(pa.int64()) if pa.types.is_decimal(f.type) or pa.types.is_integer(f.type) else f for f in answer.schema]
    return answer.cast(pa.schema(fields))
