"""The taxonomy's types and IDEA's categories say the same, there and back."""

import pytest

from hsoc.exchange.idea.terms import CATEGORIES
from hsoc.records import rsit


@pytest.mark.parametrize("name", rsit.TYPES)
def test_every_type_is_a_category_that_a_warden_knows(name: str) -> None:
    assert rsit.category(name) in CATEGORIES
    assert rsit.class_of(name) == rsit.TYPES[name][0]


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_every_category_is_some_type(category: str) -> None:
    assert rsit.of((category,)) in rsit.TYPES


@pytest.mark.parametrize("name", ["spam", "scanner", "brute-force", "ddos", "phishing", "c2-server", "infected-system", "test"])
def test_the_common_ones_come_back(name: str) -> None:
    assert rsit.of((rsit.category(name),)) == name


def test_a_practice_event_keeps_what_it_is() -> None:
    assert rsit.of(("Test", "Recon.Scanning")) == "scanner"
    assert rsit.category("no such type") == "Other"
    assert rsit.of(("Anomaly.Traffic",)) == "undetermined"
