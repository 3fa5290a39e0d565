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

from hsoc.records.flow import FLOW_SCHEMA

MEMORY: Final = "1GB"  # ceiling of one judgement; two million flows need about a third
FLOWS: Final = "flows"  # the name of the table in every definition
CONFIG: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false"}


def flows_expression() -> Any:
    """The unbound Ibis table that a definition is built over."""
    return ibis.table(ibis.Schema.from_pyarrow(FLOW_SCHEMA), name=FLOWS)


def compiled(define: Callable[[Any], Any]) -> str:
    """DuckDB's SQL of a definition."""
    return str(ibis.to_sql(define(flows_expression()), dialect="duckdb"))


class Judge:
    """Runs compiled definitions. One per process is enough; it holds one connection and no data between calls."""

    def __init__(self, *, threads: int = 1) -> None:
        self._connection = duckdb.connect(":memory:", config={**CONFIG, "memory_limit": MEMORY, "threads": str(threads)})

    def judge(self, sql: str, *, flows: pa.Table) -> pa.Table:
        """The answer of one definition over one table of flows (FLOW_SCHEMA)."""
        self._connection.register(FLOWS, flows)
        try:
            answer: pa.Table = self._connection.sql(sql).to_arrow_table()
        finally:
            self._connection.unregister(FLOWS)
        return narrowed(answer)


def narrowed(answer: pa.Table) -> pa.Table:
    """Whole numbers as int64: DuckDB's sums of int64 are 128 bits wide and arrive as decimals. ArrowInvalid if one is too big."""
    fields = [f.with_type(pa.int64()) if pa.types.is_decimal(f.type) or pa.types.is_integer(f.type) else f for f in answer.schema]
    return answer.cast(pa.schema(fields))
