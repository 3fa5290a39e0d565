"""A register as a file → its rows. XLSX (openpyxl, read only) and CSV. Belongs here: bytes in, `Raw` out. Never: what a row means.

A spreadsheet is a packed folder of XML: its size when unpacked, its entries, sheets, rows and columns are bounded before and while it is
read, and XML that declares entities is not read at all. Nothing is calculated: a row with a formula is marked.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from hsoc.portal.memorandum.rules.register import MOST_ROWS, Raw
from hsoc.portal.memorandum.rules.spelling import columns_of

MOST_BYTES: Final = 10 * 1024 * 1024  # bytes of the file
MOST_UNPACKED: Final = 100 * 1024 * 1024  # bytes of a spreadsheet when unpacked
MOST_ENTRIES: Final = 500  # files packed in it
MOST_SHEETS: Final = 20
MOST_COLUMNS: Final = 50
MOST_HEAD: Final = 20  # rows in which the head must come
LONGEST_CELL: Final = 500  # characters kept of a cell
MOST_BLANK: Final = 1000  # rows without a word after which a sheet counts as ended: spreadsheets may claim a million


class Unreadable(ValueError):
    """The file is no register. `place` names the sheet or line ('' = the file), `code` the reason; words in web/words.py."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{place}: {code}" if place else code)
        self.code, self.place = code, place


def rows_of(content: bytes, name: str) -> tuple[Raw, ...]:
    """The rows of every sheet that has a head. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("large")
    kind = name.rpartition(".")[2].lower()
    if kind == "xlsx":
        sheets = _xlsx(content)
    elif kind == "csv":
        sheets = _csv(content)
    else:
        raise Unreadable("kind")
    found: list[Raw] = []
    headed = False
    for sheet, rows in sheets:
        read = _rows(sheet, rows, MOST_ROWS - len(found))
        headed = headed or read is not None
        found += read or ()
    if not headed:
        raise Unreadable("head")
    if not found:
        raise Unreadable("empty")
    return tuple(found)


def _rows(sheet: str, rows: Iterable[Sequence[object]], most: int) -> list[Raw] | None:
    """The rows under a sheet's head; None where it has none."""
    columns: dict[str, int] | None = None
    found: list[Raw] = []
    blank = 0
    for number, cells in enumerate(rows, 1):
        if columns is None:
            columns = columns_of(cells)
            if columns is None and number >= MOST_HEAD:
                return None
            continue
        cell = {column: cells[place] if place < len(cells) else None for column, place in columns.items()}
        if not any(str(one).strip() for one in cell.values() if one is not None):
            blank += 1
            if blank > MOST_BLANK:
                break
            continue
        blank = 0
        if len(found) >= most:
            raise Unreadable("rows", sheet)
        day = cell.get("date")
        text = {column: _text(cell.get(column)) for column in ("order", "name", "institution", "mail", "ico")}
        formula = any(isinstance(one, str) and one.startswith("=") for one in cell.values())
        found.append(Raw(sheet=sheet, row=number, day=day if isinstance(day, date) else _text(day), formula=formula, **text))
    return None if columns is None else found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date().isoformat()
    return str(cell).strip()[:LONGEST_CELL]


def _xlsx(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and only who takes a register in reads one

    _bounded(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that nobody here needs
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its XML, ZIP and number readers raise
        raise Unreadable("broken") from error
    try:
        for name in book.sheetnames[:MOST_SHEETS]:
            sheet = book[name]
            if not hasattr(sheet, "iter_rows"):
                continue  # a sheet that is only a chart
            yield name[:60], _cells(sheet, name)
    finally:
        book.close()


def _cells(sheet: object, name: str) -> Iterator[Sequence[object]]:
    try:
        yield from sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    except Unreadable:
        raise
    except Exception as error:  # see above
        raise Unreadable("broken", name[:60]) from error


def _bounded(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            fault = _fault(packed)
    except Exception as error:  # a broken archive raises any of a dozen kinds
        raise Unreadable("broken") from error
    if fault:
        raise Unreadable(fault)


def _fault(packed: zipfile.ZipFile) -> str:
    """Why a packed folder is not read, '' = it is."""
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        return "large"
    for one in entries:
        if one.filename.lower().endswith((".xml", ".rels")):
            with packed.open(one) as part:
                if b"<!" in part.read(1024).replace(b"<!--", b""):
                    return "entities"
    return ""


def _csv(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    """UTF-8 or the code page of Czech Windows; semicolons, commas or tabs, whichever the head has most of."""
    if b"\x00" in content:
        raise Unreadable("broken")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250", "replace")
    head = text[:4000]
    delimiter = max(";,\t", key=head.count)
    yield "", _lines(csv.reader(io.StringIO(text), delimiter=delimiter))


def _lines(reader: Iterator[list[str]]) -> Iterator[Sequence[object]]:
    try:
        for cells in reader:
            yield cells[:MOST_COLUMNS]
    except csv.Error as error:
        raise Unreadable("broken") from error
