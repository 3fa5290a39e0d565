"""Markings bind, the narrowest first, and none of them ever widens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.stix.labels import Markings, sorted_out, written
from hsoc.exchange.stix.terms import (
    OLD_TLP_IDS,
    PAP_IDS,
    TLP_EXTENSION,
    TLP_IDS,
    Definition,
    Extension,
    Granular,
    IndicatorObject,
    MarkingObject,
)
from hsoc.records.tlp import PAP, TLP

CLEAR_1 = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
FOREIGN = "marking-definition--11111111-1111-4111-8111-111111111111"


def bound(refs: list[str], *markings: MarkingObject, labels: list[str] | None = None, parts: list[str] | None = None) -> tuple[TLP, PAP]:
    known = Markings()
    for one in markings:
        known.learn(one)
    granular = [Granular(one) for one in parts or []]
    return known.of(IndicatorObject(id="indicator--1", pattern="", object_marking_refs=refs, labels=labels, granular_markings=granular))


@pytest.mark.parametrize(
    ("refs", "labels", "found"),
    [
        ([], [], (TLP.AMBER_STRICT, PAP.RED)),
        ([CLEAR_1], [], (TLP.CLEAR, PAP.RED)),
        ([TLP_IDS[TLP.GREEN], PAP_IDS[PAP.GREEN]], [], (TLP.GREEN, PAP.GREEN)),
        ([TLP_IDS[TLP.GREEN], TLP_IDS[TLP.RED], CLEAR_1], [], (TLP.RED, PAP.RED)),
        ([TLP_IDS[TLP.CLEAR], FOREIGN], [], (TLP.AMBER_STRICT, PAP.RED)),
        ([TLP_IDS[TLP.RED], FOREIGN], [], (TLP.RED, PAP.RED)),
        ([CLEAR_1], ["tlp:amber", "PAP:AMBER", "pap:clear"], (TLP.AMBER, PAP.AMBER)),
        ([], ["tlp:green"], (TLP.GREEN, PAP.RED)),
        ([], ["tlp:unclear", "PAP:MAYBE"], (TLP.AMBER_STRICT, PAP.RED)),
        ([PAP_IDS[PAP.CLEAR]], [], (TLP.AMBER_STRICT, PAP.CLEAR)),
    ],
)
def test_the_narrowest_marking_binds(refs: list[str], labels: list[str], found: tuple[TLP, PAP]) -> None:
    assert bound(refs, labels=labels) == found


def test_a_marking_of_a_part_binds_the_whole() -> None:
    assert bound([CLEAR_1], parts=[TLP_IDS[TLP.RED]])[0] is TLP.RED


@pytest.mark.parametrize(
    ("marking", "found"),
    [
        (MarkingObject(id=FOREIGN, definition_type="tlp", definition=Definition(tlp="green")), (TLP.GREEN, PAP.RED)),
        (MarkingObject(id=FOREIGN, extensions={TLP_EXTENSION: Extension(tlp_2_0="amber+strict")}), (TLP.AMBER_STRICT, PAP.RED)),
        (MarkingObject(id=FOREIGN, extensions={TLP_EXTENSION: Extension(tlp_2_0="purple")}), (TLP.AMBER_STRICT, PAP.RED)),
        (MarkingObject(id=FOREIGN, definition_type="statement", definition=Definition(statement="PAP:GREEN")), (TLP.CLEAR, PAP.GREEN)),
        (MarkingObject(id=FOREIGN, definition_type="statement", definition=Definition(statement="Copyright 2026")), (TLP.CLEAR, PAP.RED)),
        (MarkingObject(id=FOREIGN, name="TLP:AMBER"), (TLP.AMBER, PAP.RED)),
        (MarkingObject(id=FOREIGN, name="Our own secret"), (TLP.AMBER_STRICT, PAP.RED)),
        # a known id that says something else only narrows
        (MarkingObject(id=CLEAR_1, definition_type="tlp", definition=Definition(tlp="red")), (TLP.RED, PAP.RED)),
        (MarkingObject(id=FOREIGN, name="PAP:WHAT"), (TLP.CLEAR, PAP.RED)),
    ],
)
def test_definitions_are_learnt(marking: MarkingObject, found: tuple[TLP, PAP]) -> None:
    assert bound([CLEAR_1, FOREIGN] if marking.id == FOREIGN else [CLEAR_1], marking) == found


REFS = st.lists(st.sampled_from([*OLD_TLP_IDS, *TLP_IDS.values(), *PAP_IDS.values(), FOREIGN, "x"]), max_size=5)


@given(REFS, REFS)
def test_more_markings_never_widen(refs: list[str], more: list[str]) -> None:
    said = {*OLD_TLP_IDS, *TLP_IDS.values()}
    before, after = bound(refs)[0], bound([*refs, *more])[0]
    assert after.narrowness >= before.narrowness or not said & set(refs)


def test_labels_are_sorted_out() -> None:
    labels = ["tlp:green", "PAP:RED", 'rsit:information-gathering="scanner"', 'idea:category="Recon.Scanning"', "rdp\x00", "", "x" * 500]
    assert sorted_out(labels) == (("Recon.Scanning",), ("rdp",))
    assert sorted_out(['rsit:fraud="phishing"', "rdp"]) == (("Fraud.Phishing",), ("rdp",))


def test_categories_go_out_in_both_words() -> None:
    assert written(("Recon.Scanning",), ("rdp",)) == ['rsit:information-gathering="scanner"', 'idea:category="Recon.Scanning"', "rdp"]
    assert sorted_out(written(("Malware", "Test"), ("a",))) == (("Malware", "Test"), ("a",))
