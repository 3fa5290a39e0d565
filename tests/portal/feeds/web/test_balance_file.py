"""The file: every figure a line, nothing that a spreadsheet runs."""

from datetime import date

import msgspec
from tests.portal.feeds.web.test_balance_words import FULL

from hsoc.journal.offers import Line
from hsoc.portal.feeds.rules.balance import Period, came, summed
from hsoc.portal.feeds.web import balance_file

PERIOD = Period(date(2026, 3, 10), 1)


def test_a_kind_that_looks_like_a_formula_is_defused() -> None:
    hostile = Line(
        day="2026-03-10", category="=cmd|' /C calc'!A0", org=2, about=True, state="given", rule=-1, label="TLP:GREEN", threats=1, dropped=0
    )
    found = msgspec.structs.replace(FULL, lines=(hostile,))
    lines = found.lines or ()
    sums, got = summed(lines, PERIOD.named), came(lines, PERIOD.named, organisation=2, house=frozenset())
    text = balance_file.written(found, sums, got, PERIOD, language="cs")
    assert "2;2026-03-10;2026-03-10;given;kind;'=cmd" in text
    assert ";=" not in text
    hidden = balance_file.written(msgspec.structs.replace(found, sees_events=False), sums, got, PERIOD, language="en")
    assert (",events," in hidden, "given,indicators,ip,,given,1" in hidden) == (False, True)
