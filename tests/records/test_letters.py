from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.letters import bare, folded


def test_marks_fall_and_letters_stay():
    assert bare("Příliš žluťoučký kůň, ﬁ ²") == "Prilis zlutoucky kun, fi 2"
    assert folded("ŽLUŤOUČKÝ Straße") == "zlutoucky strasse"
    assert bare("plain ASCII") == "plain ASCII"


@given(st.text())
def test_what_is_bare_stays_bare(text):
    assert bare(bare(text)) == bare(text)
