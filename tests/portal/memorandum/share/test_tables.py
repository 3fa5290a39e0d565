from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from tests.factories.registers import FIRST, csv, xlsx

from hsoc.portal.memorandum.share import tables
from hsoc.portal.memorandum.share.tables import Unreadable, rows_of


def test_a_spreadsheet_with_two_sheets():
    rows = rows_of(xlsx(), "registr.XLSX")
    assert [one.sheet for one in rows] == ["Signatáři"] * 7 + ["Kopie"] * 3
    assert (rows[0].row, rows[0].order, rows[0].day.isoformat()[:10], rows[1].institution) == (3, "1", "2026-03-05", "")


@pytest.mark.parametrize(("code", "delimiter"), [("utf-8-sig", ";"), ("cp1250", ","), ("utf-8", "\t")])
def test_text_of_either_code_page(code, delimiter):
    rows = rows_of(csv(code=code, delimiter=delimiter), "registr.csv")
    assert len(rows) == len(FIRST)
    assert rows[0].name == "MUDr. Jana Vymyšlená"


def test_a_formula_is_marked_and_never_calculated():
    (row,) = rows_of(xlsx({"a": [(1, '=HYPERLINK("x")', "Nemocnice", date(2026, 1, 1), "")]}), "a.xlsx")
    assert row.formula


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"x", "a.doc", "kind"),
        (b"PK\x03\x04 nothing", "a.xlsx", "broken"),
        (packed("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'), "a.xlsx", "entities"),
        (packed("xl/other.bin", b"x"), "a.xlsx", "broken"),
        (b"a;b\r\n1;2\r\n", "a.csv", "head"),
        (b"\x00a", "a.csv", "broken"),
        ("jméno;instituce\r\n".encode(), "a.csv", "empty"),
    ],
)
def test_what_is_no_register(content, name, code):
    with pytest.raises(Unreadable) as caught:
        rows_of(content, name)
    assert caught.value.code == code


def test_sizes_are_bounded(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match=r"Signatáři: rows"):
        rows_of(xlsx(), "a.xlsx")
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1000)
    with pytest.raises(Unreadable, match=r"large"):
        rows_of(xlsx(), "a.xlsx")
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match=r"large"):
        rows_of(csv(), "a.csv")
