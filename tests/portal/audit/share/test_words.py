"""Codes of the audit log in words, and that every code of the house has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from hsoc.portal.audit.share.deeds import DEEDS
from hsoc.portal.audit.share.terms import THINGS
from hsoc.portal.audit.share.words import HASH_SHOWN, LONGEST, named, plain, said, told

PORTAL = Path(__file__).parents[4] / "src/hsoc/portal"
WRITTEN = re.compile(r'action="([a-z_]+)\.([a-z_]+)"')


def test_every_action_that_the_house_writes_down_has_words() -> None:
    found = {one for path in PORTAL.rglob("*.py") for one in WRITTEN.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 150
    assert sorted(f"{thing}.{deed}" for thing, deed in found if thing not in THINGS or deed not in DEEDS) == []


def test_an_action_and_its_thing_are_said_in_the_readers_language() -> None:
    with translation.override("cs"):
        assert (said("prefix.added"), named("organisation:7")) == ("prefix: přidání", "organizace 7")
    with translation.override("en"):
        assert (said("prefix.added"), named("organisation:7")) == ("prefix: added", "organisation 7")


def test_what_has_no_word_stays_a_code() -> None:
    assert (said("nothing.known"), named("unheard:3"), named("free words")) == ("nothing.known", "unheard 3", "free words")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (None, ""),
        ("2026-03-18", "18\xa0Mar\xa02026"),
        ("2026-11-27T07:28:38+00:00", "27\xa0Nov\xa02026"),
        ("2026-99-99", "2026-99-99"),
        ([None, "x"], "x"),
        (["a", "b"], "a, b"),
        ({"organisation": 2}, "organisation 2"),
        ("a" * 64, "a" * HASH_SHOWN + "…"),
        ("x y" * LONGEST, ("x y" * LONGEST)[: LONGEST - 1] + "…"),
    ],
)
def test_values_are_said_as_people_read_them(value: object, text: str) -> None:
    with translation.override("en"):
        assert plain(value) == text


def test_details_are_pairs_and_the_empty_ones_are_left_out() -> None:
    with translation.override("cs"):
        assert told({"by_link": False, "class": "", "tlp": "TLP:GREEN", "odd": 1}) == [
            ("odkazem", "ne"), ("TLP", "TLP:GREEN"), ("odd", "1"),
        ]  # fmt: skip
