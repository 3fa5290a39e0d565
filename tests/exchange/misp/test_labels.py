"""Tags bind, the narrowest first, and none of them ever widens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.parcels import indicator

from hsoc.exchange.misp.labels import MOST_TAGS, Said, label_tags, of, of_event, tags
from hsoc.records.tlp import PAP, TLP


@pytest.mark.parametrize(
    ("names", "own_only", "found"),
    [
        ([], False, (TLP.AMBER_STRICT, PAP.RED)),
        (["tlp:white"], False, (TLP.CLEAR, PAP.RED)),
        (["TLP:GREEN", "PAP:GREEN"], False, (TLP.GREEN, PAP.GREEN)),
        (["tlp:green", "tlp:amber", "PAP:GREEN", "PAP:AMBER"], False, (TLP.AMBER, PAP.AMBER)),
        (["tlp:clear", "tlp:unclear"], False, (TLP.AMBER_STRICT, PAP.RED)),
        (["tlp:clear", "tlp:ex:chr"], False, (TLP.AMBER_STRICT, PAP.RED)),
        (["tlp:amber+strict"], False, (TLP.AMBER_STRICT, PAP.RED)),
        (["tlp:clear"], True, (TLP.AMBER_STRICT, PAP.RED)),
        (["tlp:red"], True, (TLP.RED, PAP.RED)),
    ],
)
def test_the_narrowest_tag_binds(names: list[str], own_only: bool, found: tuple[TLP, PAP]) -> None:  # noqa: FBT001
    said = of(names, own_only=own_only)
    assert (said.tlp, said.pap) == found


def test_the_other_tags_are_sorted_out() -> None:
    names = ['rsit:fraud="phishing"', 'misp:confidence-level="usually-confident"', "type:OSINT", "\x00", 'misp-galaxy:tool="Invented"']
    assert of(names, own_only=False) == Said(
        TLP.AMBER_STRICT, PAP.RED, ("Fraud.Phishing",), ("type:OSINT", 'misp-galaxy:tool="Invented"'), 75
    )


def test_an_event_full_of_tags_still_binds_by_its_last() -> None:
    found = of_event([*(f"noise {i}" for i in range(10_000)), "tlp:red", "PAP:AMBER"])
    assert len(found) == MOST_TAGS + 2
    assert of(found, own_only=False)[:2] == (TLP.RED, PAP.AMBER)


NAMES = st.lists(st.sampled_from(["tlp:clear", "tlp:green", "tlp:amber", "tlp:amber+strict", "tlp:red", "tlp:x", "other"]), max_size=5)


@given(NAMES, NAMES)
def test_tags_of_an_attribute_never_widen(event: list[str], own: list[str]) -> None:
    labelled = any(one.startswith("tlp:") for one in event)
    before, after = of(of_event(event), own_only=False).tlp, of([*of_event(event), *own], own_only=False).tlp
    assert after.narrowness >= before.narrowness or not labelled


def test_tags_go_out_with_both_labels_first() -> None:
    assert [one["name"] for one in tags(indicator(confidence=60))] == [
        "tlp:green", "PAP:GREEN", 'rsit:information-gathering="scanner"', 'idea:category="Recon.Scanning"',
        'misp:confidence-level="fairly-confident"', "rdp",
    ]  # fmt: skip


@given(st.sampled_from(TLP), st.sampled_from(PAP))
def test_labels_come_back(spread: TLP, use: PAP) -> None:
    assert of((one["name"] for one in label_tags(spread, use)), own_only=False)[:2] == (spread, use)
