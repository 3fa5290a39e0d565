"""Rows with their own bytes: none lost, broken ones said, nothing built before its size is known."""

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records import delimited
from hsoc.records.parcel import Unreadable


def read(content: bytes) -> list[delimited.Row]:
    return list(delimited.table(content).rows())


def test_rows_keep_their_bytes_and_their_line():
    rows = read(b'\xef\xbb\xbfa,b\r\n1,"x\ny"\r\n\r\n2,z')
    assert [(row.line, row.cells, row.own) for row in rows] == [(2, ["1", "x\ny"], b'1,"x\ny"'), (5, ["2", "z"], b"2,z")]


def test_an_unclosed_quote_costs_its_own_line_only():
    rows = read(b'a,b\n1,"x\n2,y\n3,z\n')
    assert [(row.line, row.cells) for row in rows] == [(2, ["1", "x"]), (3, ["2", "y"]), (4, ["3", "z"])]
    rows = read(b'a,b\n"1,x\n2,y\n')
    assert [row.fault for row in rows] == ["a quote that is not closed", ""]
    assert [row.cells for row in rows] == [None, ["2", "y"]] or rows[0].cells == ["1,x\n"]


def test_odd_quotes_are_believed_where_the_cells_are_as_many_as_the_header():
    assert read(b'a,b\n1,"x \\"y\\" z"\n')[0].cells == ["1", 'x \\y\\" z"']


def test_short_rows_are_filled_and_long_ones_said():
    rows = read(b"a,b,c\n1\n1,2,3,4\n")
    assert rows[0].cells == ["1", "", ""]
    assert (rows[1].cells, rows[1].fault) == (None, "4 cells where the header has 3")


def test_the_limit_of_the_library_stays_and_long_lines_are_said():
    before = csv.field_size_limit()
    rows = read(b"a,b\n" + b"x" * 200_000 + b",1\n" + b"," * 10_000_000 + b"\n3,4\n")
    assert [row.fault[:16] for row in rows] == ["a cell longer th", "a line longer th", ""]
    assert csv.field_size_limit() == before
    assert max(len(row.own) for row in rows) <= 256 * 1024


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no row"),
        (b"\n\n", "no row"),
        (b"," * 2000, "columns; at most"),
        (b"a,a\n", "twice"),
        (b'"a\n', "not closed"),
        ("a,b".encode("utf-16"), "UTF-16"),
        (b"\n" * 900_000, "lines; split"),
        (b"a\n" + b"1\n" * 200_001, "rows; split"),
    ],
)
def test_what_cannot_be_read_is_said(content, said):
    with pytest.raises(Unreadable, match=said):
        read(content)


def test_a_bomb_of_quotes_takes_no_long_time():
    began = time.perf_counter()
    try:
        read(b"a,b\n" + b'"x,\n' * 20_000)
    except Unreadable as error:
        assert "quotes" in error.reason  # noqa: PT017
    assert time.perf_counter() - began < 10


def test_a_wide_header_does_not_stand_before_every_row():
    wide = b"c" * 1000
    assert delimited.table(wide + b"\n" + b"1\n" * 10).framed() == (wide + b"\n", delimited.MEDIA)
    assert delimited.table(wide + b"\n" + b"1\n" * 100_000).framed() == (b"", delimited.MEDIA_ROW)


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n\0"), max_size=12)


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS), max_size=8))
def test_what_is_written_is_read_and_neutral(rows):
    found = read(delimited.written([("a", "b"), *rows]))
    assert [row.cells for row in found] == [[delimited.neutral(cell) for cell in row] for row in rows]
    assert not any(cell[:1] in delimited.FORMULA for row in found for cell in row.cells)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x0b=1"])
def test_a_formula_becomes_text(cell):
    assert delimited.neutral(cell) == f"'{cell}"


def test_plain_text_stays():
    assert [delimited.neutral(cell) for cell in ("", "1=1", "198.18.2.1", "Ústí")] == ["", "1=1", "198.18.2.1", "Ústí"]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_said(content):
    try:
        read(content)
    except Unreadable as error:
        assert error.reason  # noqa: PT017


def test_a_table_goes_out_in_pieces_and_runs_nothing() -> None:
    rows = [(number, f"=cmd|{number}", None, "č" * 50) for number in range(2_000)]
    told = list(delimited.pieces(rows, delimiter=";", mark=True))
    assert len(told) > 5
    assert max(map(len, told)) < 3 * delimited.PIECE
    whole = b"".join(told).decode("utf-8-sig").split("\r\n")
    assert (whole[0], whole[1999], whole[2000:]) == (f"0;'=cmd|0;;{'č' * 50}", f"1999;'=cmd|1999;;{'č' * 50}", [""])
    assert list(delimited.pieces([])) == []
