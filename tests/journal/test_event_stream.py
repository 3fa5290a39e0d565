"""Serials are handed out in order, each once, whatever the writer does meanwhile; masks hold on the way."""

from pathlib import Path

import pytest
from tests.factories.event_rows import row, write

from hsoc.journal import event_stream
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope

NOON = 1_773_140_400_000  # 2026-03-10 12:00 in Prague
DAY = 86_400_000


def serials(root: Path, scope: Scope = EVERYTHING, *, after: int = 0) -> list[int]:
    return [
        one.row.serial for rows in event_stream.passing(root, scope=scope, after=after, upto=event_stream.highest(root)) for one in rows
    ]


def test_nothing_is_there_of_an_empty_journal(tmp_path) -> None:
    assert event_stream.highest(tmp_path) == 0
    assert serials(tmp_path) == []


def test_events_come_by_serial_over_days_and_files(tmp_path, monkeypatch) -> None:
    write(tmp_path, row(1, NOON), row(3, NOON - DAY), row(4, NOON))
    write(tmp_path, row(5, NOON - DAY), row(2, NOON - DAY))
    assert event_stream.highest(tmp_path) == 5
    assert serials(tmp_path) == [1, 2, 3, 4, 5]
    assert serials(tmp_path, after=3) == [4, 5]
    assert serials(tmp_path, after=5) == []


def test_a_long_way_goes_in_chunks_and_loses_none(tmp_path) -> None:
    many = event_stream.CHUNK * 2 + 7
    write(tmp_path, *(row(number, NOON + number) for number in range(1, many + 1)))
    parts = list(event_stream.passing(tmp_path, scope=EVERYTHING, after=0, upto=many))
    assert [len(part) for part in parts] == [event_stream.CHUNK, event_stream.CHUNK, 7]
    assert [one.row.serial for part in parts for one in part] == list(range(1, many + 1))


def test_what_comes_after_the_agreed_end_waits_for_the_next_call(tmp_path) -> None:
    write(tmp_path, row(1, NOON))
    upto = event_stream.highest(tmp_path)
    write(tmp_path, row(2, NOON))
    assert [one.row.serial for rows in event_stream.passing(tmp_path, scope=EVERYTHING, after=0, upto=upto) for one in rows] == [1]


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (EVERYTHING, [1, 2, 3, 4]),
        (NOTHING, []),
        (Scope(own=(2,)), [1, 2]),
        (Scope(own=(2,), hidden=(3,)), [1]),
        (Scope(own=(2,), own_tests=True), [1, 2, 4]),
        (Scope(own=(3,), own_tests=True), [1, 2, 3]),
    ],
)
def test_the_mask_holds(tmp_path, scope, seen) -> None:
    write(
        tmp_path,
        row(1, NOON, member=2, org=2, raw=b"own"),
        row(2, NOON, member=3, org=1, raw=b"of another"),
        row(3, NOON, member=3, org=3, tlp="TLP:RED"),
        row(4, NOON, member=2, org=2, test=True),
    )
    assert serials(tmp_path, scope) == seen


def test_an_anonymised_copy_has_no_original(tmp_path) -> None:
    write(tmp_path, row(1, NOON, member=2, org=2, raw=b"own"), row(2, NOON, member=3, org=1, raw=b"of another"))
    found = next(event_stream.passing(tmp_path, scope=Scope(own=(2,)), after=0, upto=2))
    assert [(one.raw, one.row.target, one.row.client) for one in found] == [(b"own", "198.18.2.10", "example.engine"), (None, "", "")]
