"""Filters from the address: what is readable filters, what is not is named and left out."""

from __future__ import annotations

from datetime import date

import pytest

from hsoc.portal.events.forms import DayChoice, EventFilter


def test_readable_filters_are_taken_and_empty_ones_left_out():
    form = EventFilter(
        {"day": "2026-11-21", "category": "Recon.Scanning", "source": "198.51.100.0/24", "port": "445", "member": "", "q": ""}
    )
    assert form.readable == {"day": date(2026, 11, 21), "category": "Recon.Scanning", "source": "198.51.100.0/24", "port": 445}
    assert form.errors == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "yesterday"),
        ("port", "70000"),
        ("severity", "9"),
        ("source", "1.2.3"),
        ("disposition", "lost"),
        ("category", "a;b"),
        ("member", "9999"),
    ],
)
def test_an_unreadable_filter_is_named_and_the_rest_still_filters(name, value):
    form = EventFilter({name: value, "hour": "7"})
    assert form.readable == {"hour": 7}
    assert list(form.errors) == [name]


def test_a_search_is_bounded():
    assert EventFilter({"q": "x" * 201}).readable == {}


def test_day_choice_reads_a_day_and_a_member():
    choice = DayChoice({"day": "2026-11-21", "member": "3"})
    assert choice.is_valid()
    assert choice.cleaned_data == {"day": date(2026, 11, 21), "member": 3}
