"""Labels: old and new spelling, and never wider than what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.records.tlp import PAP, TLP, narrowest, pap, strictest, tlp


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("TLP:CLEAR", TLP.CLEAR),
        ("tlp:white", TLP.CLEAR),
        ("Green", TLP.GREEN),
        ("TLP:AMBER", TLP.AMBER),
        ("TLP:AMBER+STRICT", TLP.AMBER_STRICT),
        ("red", TLP.RED),
        ("TLP-RED", TLP.RED),
    ],
)
def test_tlp_reads_every_spelling(text: str, label: TLP) -> None:
    assert tlp(text) == label


@given(st.text())
def test_tlp_of_the_unknown_is_never_wider_than_amber_strict(text: str) -> None:
    label = tlp(text)
    known = text.strip().upper().replace("_", "-").removeprefix("TLP:").removeprefix("TLP-").strip()
    assert label.narrowness >= TLP.AMBER_STRICT.narrowness or known in {"CLEAR", "WHITE", "GREEN", "AMBER"}


def test_narrowest_binds() -> None:
    assert narrowest(TLP.GREEN, TLP.RED, TLP.CLEAR) == TLP.RED


def test_only_clear_and_green_allow_blocking() -> None:
    assert [p.name for p in PAP if p.allows_blocking] == ["CLEAR", "GREEN"]


@given(st.text())
def test_pap_of_the_unknown_is_red(text: str) -> None:
    known = text.strip().upper().removeprefix("PAP:").strip()
    assert pap(text) is PAP.RED or known in {"CLEAR", "WHITE", "GREEN", "AMBER"}


def test_pap_reads_both_spellings_and_the_strictest_binds() -> None:
    assert [pap(one) for one in ("PAP:GREEN", "pap:white", "Amber", "PAP:RED")] == [PAP.GREEN, PAP.CLEAR, PAP.AMBER, PAP.RED]
    assert strictest(PAP.CLEAR, PAP.AMBER, PAP.GREEN) is PAP.AMBER
