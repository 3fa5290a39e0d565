"""What a sender sent, from a journal written by the real writer."""

from pathlib import Path

import msgspec
import pytest
from tests.portal.events.conftest import NOW, idea

from hsoc.journal import inbox
from hsoc.journal.event_list import EVERYTHING, Scope
from hsoc.journal.event_sender import newest_sent, sent_by_day
from hsoc.portal.events.rules.places import Places
from hsoc.portal.events.tasks import EventWriter

HERS, OTHER = "example.hers", "example.other"
SINCE = "2026-03-01"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Three events of `HERS` (organisation 2; one is a trial, one a day earlier) and one of `OTHER` (organisation 3)."""
    events = [
        idea(HERS, "one"),
        idea(HERS, "two", Category=["Recon.Scanning", "Test"]),
        idea(HERS, "three", DetectTime="2026-03-09T10:00:00Z", Category=["Attempt.Login"]),
    ]
    for name, org, batch in ((HERS, 2, events), (OTHER, 3, [idea(OTHER, "four")])):
        raws = tuple(msgspec.json.encode(one) for one in batch)
        inbox.put(tmp_path / "spool", inbox.Batch(client=name, org=org, test=False, ours=False, received=NOW, events=raws))
    writer = EventWriter(tmp_path / "journal", tmp_path / "spool", places=lambda: Places([]), ours=frozenset)
    writer.drain(now=NOW)
    writer.close()
    return tmp_path / "journal"


def test_days_count_by_kind_and_tell_trials(journal: Path) -> None:
    found = sent_by_day(journal, scope=EVERYTHING, client=HERS, since=SINCE)
    assert [(one.day, one.category, one.count, one.tests, one.last) for one in found] == [
        ("2026-03-10", "Recon.Scanning", 2, 1, NOW), ("2026-03-09", "Attempt.Login", 1, 0, NOW),
    ]  # fmt: skip
    assert [one.day for one in sent_by_day(journal, scope=EVERYTHING, client=HERS, since="2026-03-10")] == ["2026-03-10"]


def test_newest_come_whole_in_order_of_arrival_and_bounded(journal: Path) -> None:
    found = newest_sent(journal, scope=EVERYTHING, client=HERS, since=SINCE)
    assert [one.id for one in found] == ["one", "two", "three"]
    assert (found[0].sources, found[0].port, msgspec.json.decode(found[0].raw)["ID"]) == (("203.0.113.7",), 22, "one")
    assert [one.id for one in newest_sent(journal, scope=EVERYTHING, client=HERS, since=SINCE, most=1)] == ["two"]


def test_audience_that_sees_copies_learns_nothing_of_the_sender(journal: Path) -> None:
    for scope in (Scope(own=(3,), own_tests=True), Scope(nothing=True)):
        assert sent_by_day(journal, scope=scope, client=HERS, since=SINCE) == ()
        assert newest_sent(journal, scope=scope, client=HERS, since=SINCE) == ()
    own = Scope(own=(2,), own_tests=True)
    assert len(newest_sent(journal, scope=own, client=HERS, since=SINCE)) == 3


def test_empty_journal(tmp_path: Path) -> None:
    assert sent_by_day(tmp_path, scope=EVERYTHING, client=HERS, since=SINCE) == ()
