"""Periods of an address, and sums of what was given; pure."""

from datetime import date

import pytest

from hsoc.journal.offers import Line
from hsoc.portal.feeds.rules.balance import Kind, came, course, period, summed

TODAY = date(2026, 3, 29)


def line(
    state: str, threats: int = 1, *, day: str = "2026-03-10", org: int = 2, about: bool = True, rule: int = -1, **more: object
) -> Line:
    given: dict[str, object] = {"category": "Recon.Scanning", "label": "TLP:GREEN" if state in {"given", "waiting"} else "", "dropped": 0}
    return Line(day=day, org=org, about=about, state=state, rule=rule, threats=threats, **given | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "until", "first", "last"),
    [
        ("", "", "2026-03-23", "2026-03-29"), ("1", "", "2026-03-29", "2026-03-29"), ("30", "2026-03-10", "2026-02-09", "2026-03-10"),
        ("2", "x", "2026-03-23", "2026-03-29"),
        ("90", "9999-12-31", "2025-12-30", "2026-03-29"), ("1", "0001-01-01", "2000-01-01", "2000-01-01"),
        ("7" * 400, "٧", "2026-03-23", "2026-03-29"),
    ],
)  # fmt: skip
def test_period_is_one_of_the_choices_and_never_ahead(days: str, until: str, first: str, last: str) -> None:
    found = period(days, until, today=TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert len(found.named) == found.days
    assert found.drawn[-len(found.named) :] == found.named
    assert len(found.drawn) >= 7


def test_sums_hold_together() -> None:
    lines = (
        line("given", 5), line("given", 2, label="TLP:AMBER", category="Malware"), line("waiting", 3), line("rule", 4, rule=1), line("red"),
        line("given", 50, day="2026-03-09"),
    )  # fmt: skip
    found = summed(lines, ("2026-03-10",))
    assert (found.every, found.given, found.waiting, found.kept) == (15, 7, 3, 5)
    assert found.kinds == (
        Kind(category="Recon.Scanning", every=13, given=5, waiting=3, held=5),
        Kind(category="Malware", every=2, given=2, waiting=0, held=0),
    )  # fmt: skip
    assert found.labels == (("TLP:GREEN", 5), ("TLP:AMBER", 2))
    assert found.held == (("rule", 1, 4), ("red", -1, 1))


def test_what_came_is_what_others_told_about_us() -> None:
    lines = (line("given", 5), line("rule", 3, org=3, dropped=2), line("given", 7, org=100), line("given", 9, org=3, about=False))
    found = came(lines, ("2026-03-10",), organisation=2, house=frozenset({100}))
    assert (found.every, found.house, found.others, found.dropped, found.kinds) == (10, 7, 3, 2, (("Recon.Scanning", 10),))
    assert course(lines, ("2026-03-09", "2026-03-10"), organisation=2) == {
        "given": (0, 21), "waiting": (0, 0), "held": (0, 3), "came": (0, 10),
    }  # fmt: skip
