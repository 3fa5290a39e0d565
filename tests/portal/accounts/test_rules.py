from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hsoc.portal.accounts.rules import ASK_DAYS, Weak, browser, lapsed, weakness

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("kratke", Weak.SHORT),
        ("abababababababab", Weak.FEW),
        ("Heslo2026Heslo2026", Weak.GUESSABLE),
        ("qwertzuiop12345", Weak.GUESSABLE),
        ("NovákováNováková1987", Weak.GUESSABLE),
        ("nemocniceLipnik2025", Weak.GUESSABLE),
        ("poiuztrewq098765", Weak.GUESSABLE),
        ("čtyři kozy pijí rosu", None),
        ("vB7-pluh-okno-cihla", None),
    ],
)
def test_a_passphrase_is_judged_by_what_is_left_to_guess(passphrase, why):
    assert weakness(passphrase, about=("jnovakova", "Jana Nováková", "Nemocnice Lipník")) is why


def test_a_hostile_passphrase_takes_no_time():
    assert weakness("ab" * 2000) is Weak.FEW
    assert weakness("abcdefghijk" * 60) is Weak.GUESSABLE


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_named_from_a_table_never_by_its_own_words(agent, name):
    assert browser(agent) == name


def test_a_question_left_unanswered_lapses():
    assert not lapsed(NOW, now=NOW + timedelta(days=ASK_DAYS))
    assert lapsed(NOW, now=NOW + timedelta(days=ASK_DAYS, seconds=1))
