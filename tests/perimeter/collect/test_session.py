from tests.factories.exports import EXPORTER, NOW

from hsoc.perimeter.collect import session as module
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.session import MOST_PENDING, PENDING_AGE, Pending, Session
from hsoc.perimeter.collect.templates import Field, Template

ONE = Template(256, (Field(0, 8, 4),))
OTHER = Template(256, (Field(0, 12, 4),))
OPTIONS = Template(300, (Field(0, 34, 4),), options=True)


def fresh() -> Session:
    return Session(Tally(EXPORTER), version=10)


def data(size: int, *, number: int = 256, received: int = NOW) -> Pending:
    return Pending(number, bytes(size), received, NOW, 0)


def test_refresh_changes_nothing_and_reassignment_does() -> None:
    session = fresh()
    session.take(ONE)
    assert (session.changes(ONE), session.changes(OTHER)) == (False, True)
    session.take(OTHER)
    assert session.templates == {256: OTHER}


def test_withdrawal_of_one_and_of_all_of_a_kind() -> None:
    session = fresh()
    session.take(ONE)
    session.take(OPTIONS)
    session.take(2)
    assert list(session.templates) == [300]
    session.take(300)
    assert session.templates == {}


def test_templates_are_bounded() -> None:
    session = fresh()
    for number in range(256, 256 + module.MOST_TEMPLATES + 10):
        session.take(Template(number, ONE.fields))
    assert len(session.templates) == module.MOST_TEMPLATES
    assert session.tally.counts["templates_refused"] == 10


def test_waiting_data_is_bounded_and_the_oldest_goes_first() -> None:
    session = fresh()
    for received in range(NOW, NOW + 5):
        session.keep(data(MOST_PENDING // 2, received=received))
    session.keep(data(MOST_PENDING + 1))
    assert session.pending_bytes == 0
    assert session.tally.counts == {"unknown_data": 6, "pending_dropped": 6}


def test_waiting_data_comes_back_once_and_not_when_it_is_old() -> None:
    session = fresh()
    session.keep(data(10, received=NOW))
    session.keep(data(20, received=NOW, number=257))
    session.keep(data(30, received=NOW + 10))
    found = session.waiting(256, now=NOW + PENDING_AGE + 5)
    assert [len(p.content) for p in found] == [30]
    assert (session.pending_bytes, session.waiting(256, now=NOW)) == (20, [])
    assert session.tally.counts["pending_dropped"] == 1
