"""Both sides are paired by name; differences first; a day without one says so."""

import msgspec
from django.utils import translation
from tests.portal.network.web.test_what_if import answer

from hsoc.portal.network.web.what_if_page import figures, hurt, kinds, refusals, sentence
from hsoc.records.what_if import Amount, Difference, Side, WhatIf

TOLD = msgspec.json.decode(answer(), type=WhatIf)
SAME = WhatIf(
    day="2026-03-10", flows=1, left_out=0, present=Side(), changed=Side(),
    difference=Difference(preventive=Amount(), reactive=Amount(), peers=0, benign_bytes=0, peak_entries=0),
)  # fmt: skip


def test_figures_are_paired_and_what_grew_worse_is_loud():
    with translation.override("en"):
        rows = {row["name"]: row for row in figures(TOLD)}
    assert (rows["Dropped without an attack, packets"]["more"], rows["Dropped in answer to attacks, packets"]["less"]) == (500, 900)
    assert (rows["Ordinary partners hit"]["bad"], rows["Entries of the day"]["bad"]) == (True, False)
    assert rows["Memory of the routers at the fullest moment"]["would"] == 70


def test_tables_begin_with_the_largest_difference():
    with translation.override("en"):
        assert [(row["was"], row["would"]) for row in kinds(TOLD)] == [(900, 0), (0, 500)]
        assert [(row["name"], row["was"], row["would"], row["of"]) for row in hurt(TOLD)] == [("Seven", 0, 4, 44)]
        assert [(row["was"], row["would"]) for row in refusals(TOLD)] == [(0, 2)]
        assert (hurt(SAME), kinds(SAME), refusals(SAME)) == ([], [], [])


def test_the_sentence():
    with translation.override("en"):
        assert sentence(SAME) == "On that day nothing would have been different."
        fewer = msgspec.structs.replace(TOLD, difference=msgspec.structs.replace(TOLD.difference, peers=-1, reactive=Amount()))
        assert sentence(fewer) == "More would have been dropped. Fewer ordinary partners would have been hit."
