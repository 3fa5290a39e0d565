"""Words of labels and states: every one has some, and a sharer is named only to those who may know."""

from datetime import UTC, datetime, timedelta

from tests.factories.indicators import indicator

from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.forms import KIND_NAMES
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.web import words
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)


def test_every_label_verdict_and_kind_has_words() -> None:
    assert (set(words.TLP_WORDS), set(words.PAP_WORDS), set(words.AUDIENCE_WORDS)) == (set(TLP), set(PAP), set(Audience))
    assert (set(words.VERDICTS), set(KIND_NAMES)) == (set(Verdict), set(Kind))


def test_states() -> None:
    day = timedelta(days=1)
    rows = [Indicator(first=NOW - day, until=until, revoked=revoked) for until, revoked in ((None, False), (NOW, False), (NOW + day, True))]
    assert [words.state(one, NOW) for one in [*rows, Indicator(first=NOW + day)]] == ["valid", "expired", "revoked", "ahead"]
    assert all(str(words.state_name(code)) for code in words.LOUDNESS)


def test_who_shared_is_told_to_its_own_people_and_to_the_coordinator_only(first, second, coordinator) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="import:abc", now=NOW)
    row = queries.newest(second).get()
    told = [str(words.sharer(row, one)) for one in (first, coordinator)]
    assert told == ["Hospital 1", "Hospital 1"]
    assert "Hospital" not in str(words.sharer(row, second))
    assert words.via(row.via) == words.VIAS["import"]
