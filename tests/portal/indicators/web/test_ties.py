"""Ties in words, and as the page shows them."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hsoc.portal.indicators.queries.together import HOWS, Tie, Together
from hsoc.portal.indicators.queries.warned import Hit
from hsoc.portal.indicators.rules.together import COUNTED
from hsoc.portal.indicators.web.ties import heading, shown
from hsoc.portal.members.rules import NOBODY


def page(found: Together) -> str:
    return render_to_string("indicators/parts/together.html", {"together": shown(found, NOBODY, None)})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_each_way_has_its_heading() -> None:
    said = [heading(Tie(how=how, term="example.org")) for how in HOWS]
    assert len(set(said)) == len(said)
    assert "example.org" in heading(Tie(how="site", term="example.org"))


def test_what_is_common_is_counted_what_is_warned_is_said_and_nothing_is_nothing(db) -> None:
    assert page(Together()).strip() == ""
    assert "45: too common" in page(Together((Tie(how="site", term="x.example", count=45, common=True),)))
    assert "More than 10" in page(Together((Tie(how="same", count=COUNTED + 1, common=True),)))
    hit = Hit(3, "hosting", "strangers")
    assert "“hosting”" in page(Together(warned=hit))
    assert "side by side" in page(Together((Tie(how="site", term="<b>", warned=hit),)))
    assert "<b>" not in page(Together((Tie(how="site", term="<b>", warned=hit),)))
    assert "2 more stand on a warning list" in page(Together((Tie(how="parcel", count=2, left=2),)))
