"""Every code of an entry has words; stories read as people speak."""

from django.utils import translation

from hsoc.portal.network.forms.force_words import (
    BUDGET_NAMES,
    KIND_NAMES,
    LOUD,
    PLACE_NAMES,
    STEPS,
    cause_words,
    story_words,
)
from hsoc.portal.network.rules.lists import KINDS, PLACES
from hsoc.records.decision import Action


def test_all_kinds_places_and_steps_have_words():
    assert set(KIND_NAMES) == set(KINDS)
    assert set(PLACE_NAMES) == set(LOUD) == set(PLACES)
    assert set(STEPS) == {one.value for one in Action if one.touches_traffic}
    assert set(BUDGET_NAMES) == {"table", "platform", "standing", "minute", "member"}


def test_stories_and_causes_in_words():
    with translation.override("en"):
        assert story_words("limit:rdp") == "Limit remote desktop, RDP (3389/tcp)"
        assert story_words("limit:other") == "Limit other"
        assert story_words("own:12") == "Own rule 12"
        assert story_words("horizontal_scan:198.19.0.9|6|445").endswith(" · 198.19.0.9 · 445/tcp SMB")
        assert story_words("udp_flood:198.18.7.9|17").endswith(" · 198.18.7.9 · UDP")
        assert cause_words("ladder.vector", "x").startswith("Many sources")
        assert cause_words("nothing.known", "As said.") == "As said."
        assert cause_words("", "") == ""
