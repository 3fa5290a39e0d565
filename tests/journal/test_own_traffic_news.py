"""What is new against the week before, and which own services answer."""

from __future__ import annotations

import pytest
from tests.factories import traffic

from hsoc.journal import own_traffic_news as news
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic import Own, Wanted
from hsoc.records.flow import Direction

DAY_MS = 24 * traffic.HOUR
TODAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + DAY_MS)
TWO = Own(2, traffic.PREFIXES[2])


def out(partner: str, *, days: int, **more):
    return traffic.flow("198.18.2.10", partner, at=traffic.NOON - days * DAY_MS, member=2, direction=Direction.OUTBOUND, **more)


@pytest.fixture(params=[False, True], ids=["as sealed", "clustered"])
def root(request, tmp_path):
    rows = [
        out("198.19.0.1", days=0), out("198.19.0.1", days=3),  # known
        out("198.19.0.2", days=0, dport=8443, bytes=9000), out("198.19.0.2", days=9),  # seen, but too long ago
        out("198.19.0.3", days=0, dport=22, bytes=100),  # never seen
        traffic.flow("198.18.3.1", "198.19.0.3", at=traffic.NOON - DAY_MS, member=3, direction=Direction.OUTBOUND),  # another's partner
    ]  # fmt: skip
    return traffic.written(tmp_path, traffic.table(*rows), clustered=request.param)


def test_new_partners_are_those_of_no_day_before(root) -> None:
    found = news.news(root, TWO, TODAY, "partner")
    assert [one.key[0] for one in found.rows] == ["198.19.0.2", "198.19.0.3"]
    assert (found.looked, found.since) == (3, traffic.BEGIN - 7 * DAY_MS)


def test_new_services_too(root) -> None:
    assert {one.key for one in news.news(root, TWO, TODAY, "service").rows} == {(6, 8443), (6, 22)}
    cut = news.news(root, TWO, TODAY, "service", limit=1)
    assert (len(cut.rows), cut.count) == (1, 2)  # how many there are is said where not all are shown


def test_without_a_past_nothing_is_called_new(tmp_path) -> None:
    root = traffic.written(tmp_path, traffic.story())
    found = news.news(root, TWO, TODAY, "partner")
    assert (found.rows, found.since >= TODAY.since, found.looked) == ((), True, 6)


@pytest.fixture(params=[False, True], ids=["as sealed", "clustered"])
def serving(request, tmp_path):
    inward, outward = Direction.INBOUND, Direction.OUTBOUND
    rows = [
        # RDP asked by two and answered to one
        traffic.flow("198.19.16.1", "198.18.2.5", member=2, direction=inward, dport=3389, tcp_flags=2),
        traffic.flow("198.19.16.2", "198.18.2.5", member=2, direction=inward, dport=3389, tcp_flags=2),
        traffic.flow("198.18.2.5", "198.19.16.2", member=2, direction=outward, sport=3389, dport=50_000, tcp_flags=18, at=traffic.NOON + 9),
        # SSH asked and refused
        traffic.flow("198.19.16.1", "198.18.2.6", member=2, direction=inward, dport=22, tcp_flags=2),
        traffic.flow("198.18.2.6", "198.19.16.1", member=2, direction=outward, sport=22, dport=50_000, tcp_flags=20),
        # DNS answered over UDP, and syslog told to somebody who never asked
        traffic.flow("198.19.16.3", "198.18.2.53", member=2, direction=inward, proto=17, dport=53, tcp_flags=0),
        traffic.flow("198.18.2.53", "198.19.16.3", member=2, direction=outward, proto=17, sport=53, dport=50_000, tcp_flags=0),
        traffic.flow("198.18.2.9", "198.19.16.3", member=2, direction=outward, proto=17, sport=514, dport=2055, tcp_flags=0),
        # our own client, and a service towards another member
        traffic.flow("198.18.2.10", "198.19.0.1", member=2, direction=outward),
        traffic.flow("198.18.2.75", "198.18.3.9", member=3, direction=Direction.BETWEEN, sport=2575, dport=50_000, tcp_flags=27),
    ]
    return traffic.written(tmp_path, traffic.table(*rows), clustered=request.param)


def test_open_is_what_answers(serving) -> None:
    found = {(one.own, one.proto, one.port): one for one in news.open_services(serving, TWO, TODAY)}
    assert found.keys() == {("198.18.2.5", 6, 3389), ("198.18.2.53", 17, 53), ("198.18.2.75", 6, 2575)}
    rdp = found["198.18.2.5", 6, 3389]
    assert (rdp.asked, rdp.answers, rdp.partners, rdp.first) == (2, 1, 1, traffic.NOON + 9)


def test_partners_are_left_unsaid_where_they_take_too_long(serving, monkeypatch) -> None:
    def slow(*_, **__):
        raise TooSlow

    monkeypatch.setattr(news, "rows", slow)
    assert {one.partners for one in news.open_services(serving, TWO, TODAY)} == {None}


def test_nothing_open_is_nothing(tmp_path) -> None:
    assert news.open_services(tmp_path, TWO, TODAY) == ()
