from tests.portal.events.conftest import ANALYST, FOREIGNER, OPERATOR, idea

from hsoc.journal.event_filter import Filter
from hsoc.portal.events import queries

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
