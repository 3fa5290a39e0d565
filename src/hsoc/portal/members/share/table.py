"""The list of organisations as a file: CSV or XLSX of exactly what the page shows. Never: whom it is shown to.

A cell that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection); times carry no zone in XLSX, so days only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from hsoc.records.delimited import neutral

WIDTHS = (8, 44, 22, 28, 24, 12, 22, 14, 12)  # characters of a column


def _cells(row: Sequence[object]) -> list[object]:
    return [neutral(cell) if isinstance(cell, str) else cell for cell in row]


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read Czech; semicolons, as Czech ones want."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(_cells(row) for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet with a head that stays."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes as long to load as Django's database; no process but the portal writes a sheet
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(_cells(row))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS[: len(head)]):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
