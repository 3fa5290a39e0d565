from __future__ import annotations

from openpyxl import load_workbook

from hsoc.portal.members.share.table import as_csv, as_xlsx

ROWS = [(1, "Nemocnice Žďár", "kraj"), (2, "=cmd()", "+1")]


def test_a_file_for_czech_spreadsheets_runs_nothing() -> None:
    text = b"".join(as_csv(("číslo", "název", "druh"), ROWS)).decode("utf-8-sig")
    assert text.split("\r\n")[:3] == ["číslo;název;druh", "1;Nemocnice Žďár;kraj", "2;'=cmd();'+1"]


def test_a_workbook_holds_the_same() -> None:
    with as_xlsx("Členové", ("a", "b", "c"), ROWS) as file:
        sheet = load_workbook(file).active
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == [("a", "b", "c"), ROWS[0], (2, "'=cmd()", "'+1")]
    assert (sheet.title, sheet.freeze_panes) == ("Členové", "A2")
