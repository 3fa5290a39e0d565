"""Serials are handed out in order, each once, whatever the writer does meanwhile; masks hold on the way."""

from pathlib import Path

import pytest
from tests.factories.event_rows import row, write

from hsoc.journal import event_stream
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope
from hsoc.journal.event_sharing import Rule, Rules

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


# --- what is given late ---------------------------------------------------------------------------------------------------------------
HOUR = 3_600_000
LATE = Rules(org=2, rules=(Rule(delay=60, ports=(22,)),))


def late(now: int, *rules: Rules) -> Scope:
    return Scope(own=(9,), rules=rules or (LATE,), now=now)


def test_late_events_come_at_the_position_of_their_release_and_others_are_not_held_up(tmp_path) -> None:
    write(tmp_path, row(1, NOON), row(2, NOON + 1, port=80), row(3, NOON + 2, member=3))
    early = late(NOON + 3)
    assert serials(tmp_path, early) == [2, 3]
    write(tmp_path, row(4, NOON + HOUR - 1, member=3), row(5, NOON + HOUR, member=3), row(6, NOON + 2 * HOUR, member=3))
    then = late(NOON + 2 * HOUR)
    passed = [one for rows in event_stream.passing(tmp_path, scope=then, after=3, upto=6) for one in rows]
    assert [(one.row.serial, one.position) for one in passed] == [(4, 4), (1, 5), (5, 5), (6, 6)]
    assert serials(tmp_path, then, after=5) == [6]
    assert serials(tmp_path, then) == [2, 3, 4, 1, 5, 6]  # whoever begins anew gets each once


def test_owner_gets_its_events_at_once_and_once(tmp_path) -> None:
    write(tmp_path, row(1, NOON), row(2, NOON + 2 * HOUR, member=3))
    mine = Scope(own=(2,), rules=(), now=0)
    assert serials(tmp_path, mine) == [1, 2]
    assert serials(tmp_path, Scope(own=(2,), rules=(LATE,), now=NOON + 2 * HOUR)) == [1, 2]


def test_a_position_is_not_cut_through(tmp_path) -> None:
    write(tmp_path, *(row(number, NOON) for number in range(1, 6)), row(6, NOON + HOUR, member=3), row(7, NOON + HOUR, member=3))
    passing = (one for rows in event_stream.passing(tmp_path, scope=late(NOON + HOUR), after=0, upto=7) for one in rows)
    found = event_stream.whole(passing, 2)
    assert [one.row.serial for one in found] == [1, 2, 3, 4, 5, 6]
    assert serials(tmp_path, late(NOON + HOUR), after=found[-1].position) == [7]


def test_a_reader_in_steps_of_any_size_loses_nothing_while_delays_run_out_and_rules_change(tmp_path) -> None:
    got: set[int] = set()
    position, rules = 0, LATE
    for step in range(1, 13):
        now = NOON + step * HOUR // 4
        write(tmp_path, row(2 * step - 1, now, port=22 if step % 2 else 80), row(2 * step, now, member=3))
        if step == 6:  # the rule is taken back while three events wait
            rules = Rules(org=2, rules=(), since=now, held=60)
        scope = late(now, rules)
        while True:
            top = event_stream.highest(tmp_path)
            found = event_stream.whole(
                (one for rows in event_stream.passing(tmp_path, scope=scope, after=position, upto=top) for one in rows), 2
            )
            got |= {one.row.serial for one in found}
            if not found:
                break
            position = found[-1].position
    assert got == set(range(1, 25))
