"""The table of events: what a document says plus what the door adds, in types that every engine reads alike."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
from tests.factories import event_rows

from hsoc.exchange.idea.columns import ROW
from hsoc.journal.tables import EVENT_COLUMNS, EVENT_SCHEMA

ADDED = {"serial", "day", "quarter", "received", "client", "org"}  # by the door: when it came, from whom, under which day it is filed


def test_an_event_is_what_the_document_says_and_what_the_door_adds() -> None:
    assert set(EVENT_COLUMNS) == {*ROW, *ADDED}
    assert ADDED.isdisjoint(ROW)


def test_columns_come_in_the_order_of_their_description() -> None:
    assert EVENT_SCHEMA.names == list(EVENT_COLUMNS)
    assert [name for name, (_, _, meaning) in EVENT_COLUMNS.items() if not meaning] == []


def test_only_what_was_dropped_may_be_unknown() -> None:
    assert [field.name for field in EVENT_SCHEMA if field.nullable] == ["dropped_flows", "dropped_packets", "dropped_bytes"]


def test_whole_numbers_are_signed_because_spark_knows_no_others() -> None:
    assert {field.type for field in EVENT_SCHEMA if pa.types.is_integer(field.type)} == {pa.int64()}


def test_a_row_comes_back_from_parquet_as_it_went(tmp_path) -> None:
    table = event_rows.table(event_rows.row(1, 1_795_258_800_000, dropped_flows=4, raw=b'{"ID":"\xc5\x99"}'))
    pq.write_table(table, tmp_path / "event.parquet")
    back = pq.read_table(tmp_path / "event.parquet")
    assert back.schema.equals(EVENT_SCHEMA)
    assert back.equals(table)
