"""Text messages are counted as networks count them, and fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.notices.rules.length import MOST_PARTS, fitted, folded, parts, units


@pytest.mark.parametrize(
    ("text", "seven", "length", "count"),
    [
        ("a" * 160, True, 160, 1),
        ("a" * 161, True, 161, 2),
        ("a" * 306, True, 306, 2),
        ("a" * 307, True, 307, 3),
        ("€" * 80, True, 160, 1),
        ("č" * 70, False, 70, 1),
        ("č" * 71, False, 71, 2),
        ("č" * 135, False, 135, 3),
        ("😀", False, 2, 1),
    ],
)
def test_counted_as_networks_count(text, seven, length, count) -> None:
    assert (units(text), parts(text)) == ((seven, length), count)


def test_folding_keeps_what_can_be_read() -> None:
    said = "Příliš žluťoučký kůň „úpěl“ – ďábelské ódy…"
    assert folded(said) == 'Prilis zlutoucky kun "upel" - dabelské ody...'  # é is in the alphabet
    assert folded("漢") == "?"


def test_short_words_keep_their_diacritics_and_the_address_is_never_cut() -> None:
    tail = "https://hsoc.example"
    assert fitted("Sejdeme se v tři", tail=tail) == f"Sejdeme se v tři {tail}"
    long = fitted("Příliš žluťoučký kůň " * 40, tail=tail)
    assert (long.endswith(f"... {tail}"), long.startswith("Prilis"), parts(long)) == (True, True, MOST_PARTS)


@given(st.text(max_size=600))
def test_whatever_is_said_fits(text: str) -> None:
    assert parts(fitted(text, tail="https://hsoc.example")) <= MOST_PARTS
