"""`hsoc journal …`: what is said and with which status it ends."""

import json
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tests.factories.journal import NOON, flows

from hsoc.journal import reader
from hsoc.journal.access import looks
from hsoc.journal.console import Asked, compact, export, ls, verify
from hsoc.journal.days import DAY_MS
from hsoc.journal.events import own_events
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer
from hsoc.records.event import Event
from hsoc.records.flow import FLOW_SCHEMA

DAY = "2026-11-21"
ASKED = Asked(member=0, reason="attack on the PACS at noon", by="duty", now=NOON)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "journal"
    with Writer(folder, kind="flows", schema=FLOW_SCHEMA) as writer:
        for number in range(3):
            writer.append(flows(2, number=2 * number), now=NOON)
            writer.seal(now=NOON)
    with Writer(folder, kind="events", schema=EVENT_SCHEMA) as writer:
        writer.append(own_events([Event(id="e1", category=("Other",), detected=NOON, first=NOON, last=NOON)], now=NOON), now=NOON)
        writer.seal(now=NOON)
    return folder


def test_ls_shows_a_line_per_segment_and_the_sum(root, capsys):
    assert ls(root=root, kind="flows") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].split()[:3] == ["flows", DAY, "2"]
    assert lines[-1].startswith("3 segments, 6 rows, ")


def test_verify_says_what_is_damaged_and_ends_with_one(root, capsys):
    assert verify(root=root, kind=None) == 0
    (one, *_) = reader.paths(root, "flows")
    with Path(one).open("ab") as file:
        file.write(b"x")
    assert verify(root=root, kind=None) == 1
    assert "flows/day=2026-11-21/000000000001-000.parquet: its SHA-256 is" in capsys.readouterr().err


def test_compact_merges_past_days_only(root, capsys):
    assert compact(root=root, kind="flows", now=NOON) == 0
    assert len(reader.segments(root, "flows")) == 3
    assert compact(root=root, kind=None, now=NOON + DAY_MS) == 0
    assert capsys.readouterr().out == f"flows {DAY}: 3 segments became 1\n"
    assert reader.arrow(root, "flows", schema=FLOW_SCHEMA).num_rows == 6


def test_compact_refuses_a_kind_that_is_being_written(root, capsys):
    with Writer(root, kind="flows", schema=FLOW_SCHEMA):
        assert compact(root=root, kind=None, now=NOON + DAY_MS) == 1
    assert "one writer" in capsys.readouterr().err


def test_export_writes_each_format(root, tmp_path):
    for ending in ("parquet", "csv", "jsonl"):
        assert export(root=root, kind="flows", day=DAY, out=tmp_path / f"out.{ending}", asked=ASKED) == 0
    assert pq.read_table(tmp_path / "out.parquet")["sport"].to_pylist() == list(range(6))
    assert pyarrow.csv.read_csv(tmp_path / "out.csv")["sport"].to_pylist() == list(range(6))
    assert [json.loads(line)["sport"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == list(range(6))


def test_export_of_events_writes_the_document_as_text(root, tmp_path):
    assert export(root=root, kind="events", day=DAY, out=tmp_path / "out.jsonl") == 0
    line = json.loads((tmp_path / "out.jsonl").read_text())
    assert json.loads(line["raw"])["ID"] == "e1"


@pytest.mark.parametrize(
    ("kind", "day", "name", "reason"),
    [
        (None, DAY, "out.csv", "--kind: say which"),
        ("flows", "1999-01-01", "out.csv", "nothing of 1999-01-01"),
        ("flows", "yesterday", "out.csv", "Invalid isoformat string"),
        ("flows", DAY, "out.xlsx", "the name must end in"),
        ("secrets", DAY, "out.csv", "not a kind"),
        ("flows", DAY, "missing/out.csv", "IO Error"),
    ],
)
def test_unusable_orders_end_with_two_and_one_line(root, tmp_path, capsys, kind, day, name, reason):
    assert export(root=root, kind=kind, day=day, out=tmp_path / name, asked=ASKED) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert said.count("\n") == 1


def test_an_unknown_kind_ends_with_two(root, capsys):
    assert (ls(root=root, kind="x"), verify(root=root, kind="x"), compact(root=root, kind="x", now=NOON)) == (2, 2, 2)


def test_export_of_flows_is_written_down_for_the_member(root, tmp_path):
    assert export(root=root, kind="flows", day=DAY, out=tmp_path / "out.csv", asked=ASKED) == 0
    assert [(one.who, one.why, one.day, one.what) for one in looks(root, member=0)] == [
        ("duty", "attack on the PACS at noon", DAY, "export of the day to out.csv"),
    ]


def test_export_of_flows_is_of_one_member(root, tmp_path):
    other = Asked(member=7, reason="attack on the PACS at noon", by="duty", now=NOON)
    assert export(root=root, kind="flows", day=DAY, out=tmp_path / "out.csv", asked=other) == 0
    assert pyarrow.csv.read_csv(tmp_path / "out.csv").num_rows == 0


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (None, "--member: flows are exported for one member at a time"),
        (Asked(member=None, reason="attack on the PACS", by="duty", now=NOON), "--member"),
        (Asked(member=0, reason="x", by="duty", now=NOON), "--reason: a look into a member's flows needs a reason"),
    ],
)
def test_export_of_flows_without_a_reason_is_refused(root, tmp_path, capsys, asked, reason):
    assert export(root=root, kind="flows", day=DAY, out=tmp_path / "out.csv", asked=asked) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
