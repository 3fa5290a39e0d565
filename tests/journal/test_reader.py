"""The reader: explicit files, cheap versions, no lock."""

import pytest
from tests.factories.journal import NOON, flows

from hsoc.journal import reader
from hsoc.journal.compact import merge_small
from hsoc.journal.writer import Writer
from hsoc.records.flow import FLOW_SCHEMA

TODAY, TOMORROW = "2026-11-21", "2026-11-22"
DAY_MS = 86_400_000


@pytest.fixture
def writer(tmp_path):
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as made:
        for number in range(2):
            made.append(flows(3, number=3 * number, first=NOON + number * DAY_MS), now=NOON)
            made.seal(now=NOON)
        yield made


def test_days_lists_what_is_held(tmp_path, writer):
    assert reader.days(tmp_path, "flows") == (TODAY, TOMORROW)


def test_segments_of_asked_days_only(tmp_path, writer):
    assert [one.day for one in reader.segments(tmp_path, "flows", days=[TOMORROW, "1999-01-01"])] == [TOMORROW]


def test_version_changes_exactly_when_its_day_changes(tmp_path, writer):
    before = reader.version(tmp_path, "flows", TODAY), reader.version(tmp_path, "flows", TOMORROW)
    writer.append(flows(1, first=NOON + DAY_MS), now=NOON)
    writer.seal(now=NOON)
    after = reader.version(tmp_path, "flows", TODAY), reader.version(tmp_path, "flows", TOMORROW)
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert reader.version(tmp_path, "flows", "1999-01-01") == "0"


def test_table_is_an_ibis_table_of_the_days(tmp_path, writer):
    found = reader.table(tmp_path, "flows", days=[TODAY], schema=FLOW_SCHEMA)
    assert list(found.columns) == FLOW_SCHEMA.names
    assert found.sport.sum().to_pyarrow().as_py() == 3


def test_table_of_an_empty_day_has_the_columns_and_no_rows(tmp_path):
    found = reader.table(tmp_path, "flows", schema=FLOW_SCHEMA)
    assert found.count().to_pyarrow().as_py() == 0
    assert found.columns == tuple(FLOW_SCHEMA.names)


def test_arrow_reads_the_asked_columns(tmp_path, writer):
    found = reader.arrow(tmp_path, "flows", columns=["sport"], schema=FLOW_SCHEMA)
    assert found.to_pydict() == {"sport": [0, 1, 2, 3, 4, 5]}


def test_a_reader_with_an_older_file_list_survives_compaction(tmp_path, writer):
    writer.append(flows(1, number=9), now=NOON)
    writer.seal(now=NOON)
    lazy = reader.table(tmp_path, "flows", days=[TODAY], schema=FLOW_SCHEMA)
    merge_small(writer, TODAY, now=NOON)
    assert lazy.count().to_pyarrow().as_py() == 4
    assert reader.arrow(tmp_path, "flows", days=[TODAY], schema=FLOW_SCHEMA).num_rows == 4
    assert len(reader.segments(tmp_path, "flows", days=[TODAY])) == 1
