import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.events.rules.cells import lines, safe
from hsoc.records.delimited import FORMULA


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_becomes_text(text: str) -> None:
    assert safe(text) == "'" + text


def test_plain_values_stay() -> None:
    assert [safe(value) for value in ("198.18.2.1", -5, 1.5, None, "")] == ["198.18.2.1", -5, 1.5, "", ""]


@given(st.lists(st.tuples(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8")), st.integers()), max_size=5))
def test_no_cell_of_text_begins_like_a_formula_and_rows_stay_rows(rows) -> None:
    read = list(csv.reader(io.StringIO("".join(lines(("a", "b"), rows)))))
    assert len(read) == len(rows) + 1
    assert [one[0] for one in read if one and one[0][:1] in FORMULA] == []
