"""Who learns what of a sender's events."""

import pytest
from tests.portal.events.conftest import ANALYST, FOREIGNER, OPERATOR, WHEN, idea

from hsoc.portal.events.actions import remember_position
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import sent

NAME = "example.hospital.pot"


@pytest.fixture
def client_(register, send, write) -> WardenClient:
    secret = register(NAME, 2)
    assert send([idea(NAME, f"t{n}", Category=["Recon.Scanning", "Test"]) for n in range(3)], secret=secret).status_code == 200
    write()
    return WardenClient.objects.get()


def test_own_people_and_operators_see_trials_of_the_client_and_strangers_not_even_that_it_exists(client_) -> None:
    for actor in (ANALYST, OPERATOR):
        assert sent.client_of(actor, NAME.upper()) == client_
        assert [(one.day, one.count, one.tests) for one in sent.sent_days(actor, client_, now=WHEN)] == [("2026-03-10", 3, 3)]
        assert sent.quality(actor, client_, now=WHEN).looked_at == 3
    assert sent.client_of(FOREIGNER, NAME) is None
    assert (sent.sent_days(FOREIGNER, client_, now=WHEN), sent.quality(FOREIGNER, client_, now=WHEN).looked_at) == ((), 0)


def test_report_finds_what_the_events_lack(client_) -> None:
    found = {one.code: one.count for one in sent.quality(ANALYST, client_, now=WHEN).checks if one.count}
    assert found == {"no_description": 3, "bogon_source": 3, "duplicate": 2, "no_tlp": 3}


def test_lag_is_counted_in_serials(client_) -> None:
    assert sent.behind(client_) is None
    remember_position(client=client_, position=1, now=WHEN)
    client_.refresh_from_db()
    assert sent.behind(client_) == 2
