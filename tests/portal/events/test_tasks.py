import msgspec
from tests.portal.events.conftest import ANALYST, FOREIGNER, NOW, OPERATOR, idea

from hsoc.journal import inbox, rollup
from hsoc.journal.days import DAY_MS
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_rows import held
from hsoc.journal.manifest import read_root
from hsoc.portal.events import queries
from hsoc.portal.events.queries.clients import own_clients
from hsoc.portal.events.tasks import EventWriter

ENGINE = "example.operator.engine"


def test_sent_events_are_listed_for_each_audience(register, send, write) -> None:
    secret = register(ENGINE, 1, write=True)
    answer = send([idea(ENGINE, "a-1"), idea(ENGINE, "a-2", target="198.18.3.9")], name=ENGINE, secret=secret)
    assert (answer.status_code, answer.json()) == (200, {"saved": 2})
    assert write() == 2

    seen = {row.id: (row.whole, row.member, row.source, row.target, row.tlp) for row in queries.events(OPERATOR, Filter()).rows}
    assert seen == {
        "a-1": (True, 2, "203.0.113.7", "198.18.2.10", "TLP:AMBER+STRICT"),
        "a-2": (True, 3, "203.0.113.7", "198.18.3.9", "TLP:AMBER+STRICT"),
    }
    seen = {row.id: (row.whole, row.member, row.source, row.target, row.tlp) for row in queries.events(ANALYST, Filter()).rows}
    assert seen == {
        "a-1": (True, 2, "203.0.113.7", "198.18.2.10", "TLP:AMBER+STRICT"),
        "a-2": (False, 0, "203.0.113.7", "", "TLP:GREEN"),
    }


def test_update_replaces_the_story_and_a_repeated_event_is_left_out(register, send, write) -> None:
    secret = register(ENGINE, 1, write=True)
    first = idea(ENGINE, "s-1", _hSOC={"Revision": 1, "Severity": 2, "Detections": 5})
    second = idea(ENGINE, "s-1", _hSOC={"Revision": 2, "Severity": 3, "Detections": 9, "State": "closed"})
    send([first], name=ENGINE, secret=secret)
    assert write() == 1
    send([second, first], name=ENGINE, secret=secret)
    assert write() == 1

    rows = queries.events(OPERATOR, Filter()).rows
    assert [(row.id, row.revision, row.detections, row.state, row.serial) for row in rows] == [("s-1", 2, 9, "closed", 2)]
    found = queries.event(OPERATOR, "s-1")
    assert found is not None
    assert [row.revision for row in found.history] == [2, 1]
    assert queries.total(OPERATOR, Filter()) == 1
    assert queries.event(FOREIGNER, "s-1").raw is None


def test_death_between_sealing_and_forgetting_writes_nothing_twice(register, send, write, house) -> None:
    secret = register(ENGINE, 1, write=True)
    send([idea(ENGINE, "once")], name=ENGINE, secret=secret)
    folder = house / "spool" / "events"
    paths = inbox.waiting(folder, most=9)
    kept = {path: path.read_bytes() for path in paths}
    assert write() == 1
    # as if the writer had died after the seal: batch and claim are still there, the journal knows the key
    key = read_root(house / "journal", "events").batches[-1]
    for path, content in kept.items():
        path.write_bytes(content)
    (folder / inbox.CYCLE).write_bytes(msgspec.json.encode(inbox.Cycle(key=key, names=tuple(path.name for path in paths))))
    assert write() == 0
    assert list(folder.iterdir()) == []
    assert queries.total(OPERATOR, Filter()) == 1


def test_foreign_sender_who_counts_no_revisions_may_correct_himself(register, send, write) -> None:
    name = "example.hospital"
    secret = register(name, 2, write=True)
    for note in ("first", "first", "second"):
        send([idea(name, "f-1", Description=note)], name=name, secret=secret)
    assert write() == 2
    found = queries.event(OPERATOR, "f-1")
    assert found is not None
    assert (b"second" in found.raw, len(found.history), queries.total(OPERATOR, Filter())) == (True, 2, 1)


def test_finished_day_is_cut_down_and_looks_the_same(register, send, write, house) -> None:
    secret = register(ENGINE, 1, write=True)
    for revision in range(1, 4):
        send([idea(ENGINE, "s", _hSOC={"Revision": revision}), idea(ENGINE, f"o{revision}")], name=ENGINE, secret=secret)
        write()
    before = queries.events(OPERATOR, Filter()).rows
    writer = EventWriter(house / "journal", house / "spool" / "events", places=queries.places, ours=own_clients)
    assert [writer.tidy(now=NOW), writer.tidy(now=NOW + 2 * DAY_MS), writer.tidy(now=NOW + 3 * DAY_MS)] == [0, 1, 0]
    assert (queries.events(OPERATOR, Filter()).rows, len(held(house / "journal").files)) == (before, 1)
    assert [len(queries.event(OPERATOR, name).history) for name in ("s", "o1")] == [1, 1]
    days = read_root(house / "journal", "events").days
    assert [bool(rollup.stored(house / "journal", day, entry.digest)) for day, entry in days.items()] == [True]
    writer.tidy(now=NOW + 402 * DAY_MS)
    assert (len(read_root(house / "journal", "events").days), len(read_root(house / "journal", "rollups").days)) == (1, 0)
    writer.tidy(now=NOW + 600 * DAY_MS)
    writer.close()
    assert queries.events(OPERATOR, Filter()).rows == ()
