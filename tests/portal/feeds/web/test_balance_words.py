"""Giving and getting in sentences, in both languages."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from django.utils import translation

from hsoc.journal.event_sharing import Rule
from hsoc.journal.offers import Line
from hsoc.portal.feeds.queries.balance import Balance, Met, Shared
from hsoc.portal.feeds.rules.balance import Period, came, summed
from hsoc.portal.feeds.web import balance_words
from hsoc.portal.feeds.web.balance_links import Links

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
PERIOD = Period(date(2026, 3, 10), 7)
EMPTY = Balance(
    organisation=2, reach="", sees_events=True, rules=0, lines=(), stopped=0, house=frozenset(), shared=None, bands=(), reports=(),
    advisories=None, met=None, takes_part=False, fetched=None,
)  # fmt: skip


def line(state: str, threats: int, org: int = 2) -> Line:
    return Line(
        day="2026-03-10", category="Malware", org=org, about=True, state=state, rule=0, label="TLP:GREEN", threats=threats, dropped=0
    )


def said(found: Balance, period: Period = PERIOD) -> str:
    lines = found.lines or ()
    got = came(lines, period.named, organisation=2, house=frozenset())
    return balance_words.sentence(found, summed(lines, period.named), got, period, today=NOW)


FULL = msgspec.structs.replace(
    EMPTY, lines=(line("given", 2), line("given", 1, org=3), line("rule", 9)), met=Met(1, 1), reports=((3, 5),), advisories=1,
    shared=Shared(kinds=(("ip", 1),), public=0, kept=0, back=0, sightings=(("seen", 2),)),
)  # fmt: skip


ENGLISH = (
    "In the last 7 days you gave the others 3 events, 1 indicator and 2 sightings. "
    "You got back 1 event about your network, 5 reports, 1 advisory and 1 notice of a hunt."
)
CZECH = (
    "Za posledních 7 dní jste ostatním předali 3 události, 1 indikátor a 2 pozorování. "
    "Zpět jste dostali 1 událost o své síti, 5 hlášení, 1 upozornění na zranitelnost a 1 nález dohledávání."
)


@pytest.mark.parametrize(
    ("language", "found", "text"),
    [
        ("en", EMPTY, "In the last 7 days you gave the others nothing. You got back nothing."),
        ("en", FULL, ENGLISH),
        ("cs", EMPTY, "Za posledních 7 dní jste ostatním nic nepředali. Zpět jste nic nedostali."),
        ("cs", FULL, CZECH),
    ],
)
def test_the_page_in_two_sentences(language: str, found: Balance, text: str) -> None:
    with translation.override(language):
        assert said(found) == text


def test_words_of_periods_and_reasons() -> None:
    with translation.override("en"):
        assert balance_words.when(Period(date(2026, 3, 9), 1), NOW.date()).startswith("On ")
        assert balance_words.when(Period(date(2026, 3, 9), 30), NOW.date()).startswith("From ")
        assert balance_words.when(Period(NOW.date(), 1), NOW.date()) == "Today"
        assert balance_words.held("rule", 0, (Rule(ports=(22,)),)) == "rule 1: port 22"
        assert [balance_words.held(state, place, ()) for state, place in (("rule", 3), ("red", -1), ("profile", -1))] == [
            "by a rule", "labelled RED", "your profile says that you share nothing",
        ]  # fmt: skip
        assert balance_words.course(EMPTY, PERIOD, Links(2, PERIOD, everything=False, mine=True)) is None
        chart = balance_words.course(FULL, PERIOD, Links(2, PERIOD, everything=False, mine=True))
        assert chart is not None
        assert [cell.value for cell in chart.table.rows[0][1:]] == [3, 0, 9]
