"""The list of organisations as a file: CSV or XLSX of exactly what the page shows. Never: whom it is shown to.

A cell that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection); times carry no zone in XLSX, so days only.
Neither file is held whole in memory: CSV goes out as rows are read, a sheet is written to a file of the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

from hsoc.records.delimited import neutral, pieces

WIDTHS = (8, 44, 22, 28, 24, 12, 22, 14, 12)  # characters of a column


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with a mark, so that spreadsheets read Czech; semicolons, as Czech ones want."""
    return pieces(chain((head,), rows), delimiter=";", mark=True)


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """One sheet with a head that stays, as an open file that goes when it is closed."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes as long to load as Django's database; no process but the portal writes a sheet
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS[: len(head)]):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    names = [WriteOnlyCell(sheet, value=name) for name in head]
    for cell in names:
        cell.font = Font(bold=True)
    sheet.append(names)
    for row in rows:
        sheet.append([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(out)
    out.seek(0)
    return out
