"""The page over HTTP: found, not found, not readable."""

from datetime import UTC, datetime

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.portal.hunts.conftest import flows, joined, shared, worked  # noqa: F401  (the same traffic)

from hsoc.portal.entities.queries import page
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.models import User

RIGHT_NOW = datetime.now(UTC)  # noqa: TID251  (the page looks at the clock)


@pytest.fixture
def ask(client, journal, members):
    def asked(typed: str, number: int = 2):
        client.force_login(User.objects.get(pk=members[number].user))
        client.cookies["hsoc_language"] = "en"
        return client.get("/portal/entity/", {"q": typed})

    return asked


def test_all_that_is_known_stands_on_one_page(ask, journal, members, monkeypatch) -> None:
    monkeypatch.setattr(page, "EVENTS_SECONDS", 60.0)
    monkeypatch.setattr(page, "COUNT_SECONDS", 60.0)
    now = int(RIGHT_NOW.timestamp() * 1000)
    write(journal, *[row(1 + n, now - n * 86_400_000, member=2, id=f"story-{n}") for n in range(3)])
    item = indicator("203.0.113.7", title="A scanner <b>of ours</b>")
    share(actor=members[1], organisation=1, items=[item], via="test", now=RIGHT_NOW)
    text = ask("203.0.113.7").content.decode()
    for part in ("Reputation by day", "All 3 threats", "story-2", "A scanner &lt;b&gt;", "203.0.113.0/24", "Look in our traffic"):
        assert part in text
    assert "Hospital 1" not in text


def test_where_there_was_no_time_for_all_days_it_says_so(ask, journal, members, monkeypatch) -> None:
    now = int(RIGHT_NOW.timestamp() * 1000)
    write(journal, row(1, now - 3 * 86_400_000, member=2, id="story-1"), row(2, now, source="203.0.113.9", member=2))
    monkeypatch.setattr(page, "EVENTS_SECONDS", 0.0)
    text = ask("203.0.113.7").content.decode()
    assert "Searched as far as" in text
    assert "Nothing is known of it." not in text
    monkeypatch.setattr(page, "EVENTS_SECONDS", 60.0)
    text = ask("203.0.113.7").content.decode()
    assert "Searched as far as" not in text
    assert "story-1" in text


def test_a_meeting_stands_there_for_its_own_only(flows, members, ask) -> None:  # noqa: F811
    shared(members[1], "198.19.0.1")
    joined(members[2])
    worked()
    assert "198.18.2.10" in ask("198.19.0.1").content.decode()
    sharer = ask("198.19.0.1", 1).content.decode()
    assert "198.18.2.10" not in sharer
    assert "You shared it." in sharer


def test_nothing_known_and_nothing_readable(ask, client) -> None:
    answer = ask("bad.example")
    assert (answer.status_code, "Nothing is known of it." in answer.content.decode()) == (200, True)
    answer = ask('"><script>alert(1)</script>')
    assert answer.status_code == 400
    assert "<script>alert" not in answer.content.decode()
    assert ask("").status_code == 200
    client.logout()
    assert client.get("/portal/entity/").status_code == 302
