"""A window holds each story once, in its newest state of that time, and knows which of them are new."""

from tests.factories.event_rows import row, write

from hsoc.journal import event_window
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope
from hsoc.portal.events.rules.places import Places

NOON = 1_773_140_400_000  # 2026-03-10 12:00 in Prague
DAY = 86_400_000


def told(root, *, after: int, upto: int, scope: Scope = EVERYTHING, **wanted) -> list[tuple[int, bool]]:
    return [
        (one.row.serial, one.began > after)
        for rows in event_window.arrived(root, scope=scope, after=after, upto=upto, wanted=event_window.Wanted(**wanted))
        for one in rows
    ]


def test_nothing_arrives_in_an_empty_journal(tmp_path) -> None:
    assert told(tmp_path, after=0, upto=10) == []
    assert event_window.serial_at(tmp_path, NOON) == 0


def test_a_story_is_there_once_and_fresh_only_in_its_first_window(tmp_path) -> None:
    write(tmp_path, row(1, NOON, id="a"), row(2, NOON, id="b"))
    write(tmp_path, row(3, NOON, id="a", revision=2), row(4, NOON, id="a", revision=3), row(5, NOON - DAY, id="c"))
    assert told(tmp_path, after=0, upto=5) == [(2, True), (4, True), (5, True)]
    assert told(tmp_path, after=2, upto=5) == [(4, False), (5, True)]
    assert told(tmp_path, after=2, upto=3) == [(3, False)]


def test_what_became_worse_is_fresh_again(tmp_path) -> None:
    write(tmp_path, row(1, NOON, id="a", severity=2))
    write(tmp_path, row(2, NOON, id="a", severity=4, revision=2))
    assert told(tmp_path, after=1, upto=2) == [(2, True)]


def test_two_senders_with_one_id_are_two_stories(tmp_path) -> None:
    write(tmp_path, row(1, NOON, id="a", client="one.example"))
    write(tmp_path, row(2, NOON, id="a", client="two.example"))
    assert told(tmp_path, after=1, upto=2) == [(2, True)]


def test_only_what_touches_the_members_asked_for(tmp_path) -> None:
    write(tmp_path, row(1, NOON, member=2), row(2, NOON, member=3), row(3, NOON, member=0, members=2), row(4, NOON, member=0, members=0))
    assert told(tmp_path, after=0, upto=4) == [(1, True), (2, True), (3, True)]
    assert told(tmp_path, after=0, upto=4, members=(3,)) == [(2, True), (3, True)]
    assert told(tmp_path, after=0, upto=4, scope=NOTHING) == []


def test_the_quiet_ones_are_read_only_where_a_source_is_inside(tmp_path) -> None:
    write(
        tmp_path,
        row(1, NOON),
        row(2, NOON, source="198.18.2.77"),
        row(3, NOON, source_list=["203.0.113.7", "198.18.2.77"]),
        row(4, NOON, disposition="passed"),
        row(5, NOON, category="Malware"),
        row(6, NOON, source="2001:db8:2::9"),
    )
    places = Places([(2, "198.18.2.0/24"), (2, "2001:db8:2::/48")])
    quiet = (("Recon.Scanning", "preventive"),)
    found = told(tmp_path, after=0, upto=6, quiet=quiet, inside=places.guarded(()))
    assert [serial for serial, _ in found] == [2, 3, 4, 5, 6]


def test_lists_and_chunks(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(event_window, "CHUNK", 2)
    write(tmp_path, *(row(number, NOON + number, target="198.18.2.9") for number in range(1, 6)))
    parts = list(event_window.arrived(tmp_path, scope=EVERYTHING, after=0, upto=5))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert (parts[0][0].target_list, parts[0][0].source_list) == (("198.18.2.9",), ("203.0.113.7",))


def test_where_a_reader_stood(tmp_path) -> None:
    write(tmp_path, row(1, NOON), row(2, NOON + 60_000))
    assert [event_window.serial_at(tmp_path, NOON + more) for more in (-1, 0, 60_000)] == [0, 1, 2]
