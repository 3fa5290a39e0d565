"""Audiences never reach farther than labels; a block list needs more than one voice; bands name nobody."""

import pytest

from hsoc.portal.indicators.rules import MOST_PASTED, Audience, band, carried, pasted, reaches, usual
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP


@pytest.mark.parametrize("label", TLP)
def test_the_usual_audience_is_one_that_the_label_allows(label) -> None:
    assert reaches(usual(label), label)


def test_only_clear_is_public_and_red_stays_at_home() -> None:
    assert [label for label in TLP if reaches(Audience.PUBLIC, label)] == [TLP.CLEAR]
    assert [label for label in TLP if not reaches(Audience.COMMUNITY, label)] == [TLP.RED]
    assert usual(TLP.AMBER_STRICT) == Audience.OWN


@pytest.mark.parametrize(
    ("organisations", "trusted", "approved", "listed"),
    [(1, False, False, False), (2, False, False, True), (1, True, False, True), (1, False, True, True)],
)
def test_a_block_list_carries_what_more_than_one_stands_behind(organisations, trusted, approved, listed) -> None:
    assert carried(organisations=organisations, trusted=trusted, approved=approved) is listed


def test_bands() -> None:
    assert [band(number) for number in (0, 1, 2, 3, 5, 6, 10, 11, 500)] == ["", "", "", "3-5", "3-5", "6-10", "6-10", "11+", "11+"]


def test_lines_are_read_as_people_write_them() -> None:
    text = "# from a mail\n 203.0.113.7 ,\n2001:db8::/32\nlogin[.]evil[.]example\nhxxps://files.example/a[1].iso\nnot one\n203.0.113.7\n\n"
    told = pasted(text + "user[at]evil.example")
    assert [(one.line, one.kind, one.value) for one in told if one.kind] == [
        (2, Kind.IP, "203.0.113.7"),
        (3, Kind.NET, "2001:db8::/32"),
        (4, Kind.DOMAIN, "login.evil.example"),
        (5, Kind.URL, "https://files.example/a1.iso"),
        (7, Kind.IP, "203.0.113.7"),
        (9, Kind.MAIL, "user@evil.example"),
    ]
    assert [(one.line, bool(one.fault)) for one in told if one.kind is None] == [(6, True)]
    assert [one.line for one in told if one.again] == [7]


def test_a_paste_is_bounded() -> None:
    assert len(pasted("203.0.113.7\n" * (MOST_PASTED + 9))) == MOST_PASTED
