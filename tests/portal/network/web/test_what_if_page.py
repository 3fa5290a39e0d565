"""Both sides are paired by name; differences first; a day without one says so."""

from datetime import UTC, datetime, timedelta

import msgspec
from django.utils import translation
from tests.portal.network.web.test_what_if import answer

from hsoc.portal.network.models import Question
from hsoc.portal.network.web.what_if_page import LEAST_DONE, figures, hurt, kinds, left_ms, refusals, sentence
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
        assert sentence(fewer) == (
            "500 packets more would have been dropped. 1 ordinary partner fewer would be hit. "
            "At the fullest moment the routers would have held 5 entries instead of 3."
        )


def test_how_long_still_follows_the_pace_so_far():
    begun = datetime(2026, 3, 10, 8, tzinfo=UTC)
    one = Question(started=begun, done=36, parts=144)
    assert left_ms(one, now=begun + timedelta(seconds=60)) == 180_000
    for early in (Question(started=None, done=36, parts=144), Question(started=begun, done=LEAST_DONE - 1, parts=144)):
        assert left_ms(early, now=begun) == 0
    assert left_ms(Question(started=begun, done=144, parts=144), now=begun + timedelta(hours=1)) == 0
