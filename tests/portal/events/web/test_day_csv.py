"""The day as CSV holds every figure, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io

import msgspec
from django.utils.translation import override
from tests.factories.days import day_view

from hsoc.journal.daily import DayView, Reason
from hsoc.portal.events.web import day_csv


def rows(view: DayView, language: str = "en") -> list[dict[str, str]]:
    with override(language):
        text = day_csv.written(view, language=language)
    assert text.startswith(day_csv.BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(day_csv.BOM)), delimiter=";" if language == "cs" else ","))


def figure(found: list[dict[str, str]], **wanted: str) -> list[int]:
    return [int(row["value"]) for row in found if all(row[name] == value for name, value in wanted.items())]


def test_figures_equal_the_view():
    view = day_view()
    found = rows(view)
    assert figure(found, section="day", measure="threats") == [view.figures.drops.threats]
    assert sum(figure(found, section="heat")) == view.figures.drops.threats
    assert sum(figure(found, section="timeline", measure="reactive")) == view.figures.drops.reactive
    assert figure(found, section="source", code="203.0.113.88", measure="threats") == [530]
    assert figure(found, section="reason", code="own_service") == [610]


def test_codes_survive_a_change_of_language():
    english, czech = rows(day_view(), "en"), rows(day_view(), "cs")
    assert [row["code"] for row in english] == [row["code"] for row in czech]
    assert {row["name"] for row in czech if row["code"] == "Recon.Scanning"} == {"Průzkum"}


def test_a_formula_is_defused():
    view = msgspec.structs.replace(day_view(), reasons=(Reason(why="=cmd()", threats=1),))
    assert [row["code"] for row in rows(view) if row["section"] == "reason"] == ["'=cmd()"]
