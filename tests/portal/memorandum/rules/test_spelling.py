from __future__ import annotations

from datetime import date, datetime

import pytest

from hsoc.portal.memorandum.rules import spelling

TODAY = date(2026, 10, 5)


def test_heads_and_their_spellings():
    assert spelling.columns_of(("Poř. č.", "JMÉNO A PŘÍJMENÍ", "Název organizace", "Datum", "E-mail", "IČO")) == {
        "order": 0, "name": 1, "institution": 2, "date": 3, "mail": 4, "ico": 5,
    }  # fmt: skip
    assert spelling.columns_of(("Registr", None)) is None


def test_institutions():
    assert spelling.institution_key("Nemocnice Lipová, příspěvková organizace") == "nemocnice lipova"
    assert spelling.institution_key("Krajská  nemocnice Zelená, a.s.") == "krajska nemocnice zelena"
    assert spelling.alike("krajska nemocnice zelena", "krajska nemocnice zelenaa") >= spelling.LIKE
    assert spelling.alike("nemocnice lipova", "nemocnice dubova") == 0.0
    assert spelling.alike("nemocnice 1", "nemocnice 2") == 0.0
    assert spelling.parts_of("Nemocnice Polní; Nemocnice Lesní") == ("Nemocnice Polní", "Nemocnice Lesní")
    assert spelling.parts_of("Nemocnice U Řeky") == ("Nemocnice U Řeky",)


def test_people():
    key = spelling.person_key
    assert key("MUDr. Jana Vymyšlená, Ph.D.") == key("Vymyšlená Jana")
    assert spelling.same_person(key("Karel Nebyl"), key("Karl Nebyl"))
    assert spelling.same_person(key("Karel Jan Nebyl"), key("Karel Nebyl"))
    assert not spelling.same_person(key("Karel Nebyl"), key("Petr Nebyl"))


@pytest.mark.parametrize(
    ("value", "day", "code"),
    [
        (date(2026, 3, 5), "2026-03-05", ""),
        (datetime(2026, 3, 5, 8, 0), "2026-03-05", ""),  # noqa: DTZ001
        ("5. 3. 2026", "2026-03-05", ""),
        ("2026-03-05 00:00:00", "2026-03-05", ""),
        ("03/25/2026", "2026-03-25", "date-us"),
        ("25/03/26", "2026-03-25", ""),
        ("04/05/2026", "2026-04-05", "date-ambiguous"),
        ("03/12/2026", "2026-03-12", "date-only-past"),
        ("31. 2. 2026", "", "date-unreadable"),
        ("1. 1. 2027", "", "date-future"),
        ("1. 1. 1990", "", "date-old"),
        ("", "", "date-missing"),
        ("jaro", "", "date-unreadable"),
    ],
)
def test_days(value, day, code):
    read = spelling.day_of(value, today=TODAY)
    assert (read.day, read.code) == (day, code)


def test_an_ambiguous_day_follows_its_sheet():
    assert spelling.day_of("04/05/2026", today=TODAY, style="dm").answers == ("2026-05-04", "2026-04-05")
    assert spelling.mails_of("Jana <JANA@lipova.example>; x") == ("jana@lipova.example",)
