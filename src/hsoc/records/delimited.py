"""Delimited text cut into rows, each with its own bytes. Belongs here: rows and cells, bounded. Never: what a column means.

Python's csv does the quoting; around it stands what strangers' files need: bounds before anything is built, a row's place and bytes, and
reading on after a broken row. An unclosed quote costs its own line, not the rest of the file. The library's limit of a field (128 KiB) is
global to the process and stays as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from hsoc.records.parcel import LONGEST_ORIGINAL, MOST_BYTES, MOST_ITEMS, Unreadable

MOST_LINES: Final = 4 * MOST_ITEMS  # a row may span lines
MOST_COLUMNS: Final = 1000  # the widest report seen has 132
MOST_HEADERS: Final = 64 * 1024 * 1024  # bytes: beyond, a row's own text goes without the header's line before it
MEDIA: Final = "text/csv; header=present"  # RFC 4180, section 3
MEDIA_ROW: Final = "text/csv; header=absent"
BOM: Final = b"\xef\xbb\xbf"
PIECE: Final = 16 * 1024  # characters after which a piece of a table goes out: some hundred rows
FORMULA: Final = frozenset("=+-@") | frozenset(map(chr, range(32)))  # first characters that make a spreadsheet reckon, or drop them first


class Row(NamedTuple):
    """line: of its first, from 1; cells: None where the row is broken; own: its bytes without the end of line.

    fault: what is wrong with its quotes. Cells that stand there beside a fault are a guess.
    """

    line: int
    cells: list[str] | None
    own: bytes
    fault: str = ""


class Table(NamedTuple):
    """header: the names of the columns; own: the header's bytes; lines: all lines; first: index of the first after the header."""

    header: list[str]
    own: bytes
    lines: list[bytes]
    first: int
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank, broken or not. Raises Unreadable past MOST_ITEMS or where all is broken."""
        width = len(self.header)
        for number, row in enumerate(cut(self.lines, self.first, encoding=self.encoding, delimiter=self.delimiter)):
            if number >= MOST_ITEMS:
                raise Unreadable(f"line {row.line}", f"more than {MOST_ITEMS} rows; split the file")
            if row.cells is None or len(row.cells) == width:
                yield row
            elif len(row.cells) < width and not row.fault:
                row.cells.extend([""] * (width - len(row.cells)))  # real producers leave the last ones out
                yield row
            else:
                yield Row(row.line, None, row.own, row.fault or f"{len(row.cells)} cells where the header has {width}")

    def framed(self) -> tuple[bytes, str]:
        """What stands before a row's own bytes so that it explains itself, and the media type of both together."""
        if len(self.own) * max(1, min(len(self.lines) - self.first, MOST_ITEMS)) > MOST_HEADERS:
            return b"", MEDIA_ROW
        return self.own + b"\n", MEDIA


def lines_of(content: bytes) -> list[bytes]:
    """The lines of a document without their ends. Raises Unreadable past the bounds."""
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("", "text in UTF-16; save it as UTF-8")
    content = content.removeprefix(BOM)
    if content.count(b"\n") > MOST_LINES:
        raise Unreadable("", f"more than {MOST_LINES} lines; split the file")
    return content.split(b"\n")


def table(content: bytes, *, encoding: str = "utf-8", delimiter: str = ",") -> Table:
    """A document whose first row that is not blank names the columns. Raises Unreadable with the line."""
    lines = lines_of(content)
    for row in cut(lines, 0, encoding=encoding, delimiter=delimiter):
        place = f"line {row.line}"
        if row.cells is None or row.fault:
            raise Unreadable(place, f"the names of the columns cannot be read: {row.fault}")
        if len(row.cells) > MOST_COLUMNS:
            raise Unreadable(place, f"{len(row.cells)} columns; at most {MOST_COLUMNS} are read")
        names = [name.strip() for name in row.cells]
        if twice := next((name for at, name in enumerate(names) if name and name in names[:at]), ""):
            raise Unreadable(place, f"the column {twice[:80]!r} stands there twice")
        return Table(names, row.own, lines, row.line + row.own.count(b"\n"), encoding, delimiter)
    raise Unreadable("", "no row")


def cut(lines: Sequence[bytes], first: int, *, encoding: str, delimiter: str) -> Iterator[Row]:
    """Rows from line `first` (from 0) on, guessed ones too, without blank ones. Raises Unreadable where broken quotes cost too much."""
    at, spare, last = first, MOST_BYTES, len(lines)
    while at < last:
        reader = csv.reader(_texts(lines, at, encoding), delimiter=delimiter, strict=True)
        start = at
        try:
            for cells in reader:
                end = start + reader.line_num
                if cells:
                    own = lines[at] if end == at + 1 else b"\n".join(lines[at:end])
                    yield Row(at + 1, cells, own[:-1] if own.endswith(b"\r") else own)
                at = end
        except (csv.Error, _TooLongError) as error:
            read_on = min(start + reader.line_num + 1, last)
            spare -= sum(map(len, lines[at + 1 : read_on]))
            if spare < 0:
                raise Unreadable(f"line {at + 1}", "too many rows whose quotes are not closed") from error
            yield Row(at + 1, _tolerant(lines[at], encoding, delimiter), lines[at][:LONGEST_ORIGINAL].removesuffix(b"\r"), _reason(error))
            at += 1
        else:
            return


def _tolerant(line: bytes, encoding: str, delimiter: str) -> list[str] | None:
    """The cells of one line whose quotes are not as they should be; to be believed only where their number is the header's."""
    if len(line) > LONGEST_ORIGINAL:
        return None
    try:
        return next(csv.reader([line.decode(encoding, "replace").rstrip("\r")], delimiter=delimiter), None)
    except csv.Error:
        return None


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection): an apostrophe before = + - @ and control characters."""
    return f"'{cell}" if cell[:1] in FORMULA else cell


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as RFC 4180 writes them, in UTF-8, every cell neutral."""
    out = io.StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def pieces(rows: Iterable[Sequence[object]], *, delimiter: str = ",", mark: bool = False) -> Iterator[bytes]:
    """The same in pieces of about PIECE, so that a table is never held whole. mark: UTF-8's, by which spreadsheets know it.

    Text is neutral, numbers stay numbers, None is empty.
    """
    out = io.StringIO("\ufeff" if mark else "")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, delimiter=delimiter)
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
        if out.tell() >= PIECE:
            yield out.getvalue().encode("utf-8", "replace")
            out.seek(0)
            out.truncate()
    if out.tell():
        yield out.getvalue().encode("utf-8", "replace")


class _TooLongError(ValueError):
    pass


def _texts(lines: Sequence[bytes], start: int, encoding: str) -> Iterator[str]:
    for at in range(start, len(lines)):
        line = lines[at]
        if len(line) > LONGEST_ORIGINAL:
            raise _TooLongError(f"a line longer than {LONGEST_ORIGINAL // 1024} KiB")
        yield line.decode(encoding, "replace") + "\n"


def _reason(error: Exception) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "a quote that is not closed"
    if "field limit" in said:
        return "a cell longer than 128 KiB, or a quote that is not closed"
    if "expected after" in said:
        return "text after a closing quote"
    return said
