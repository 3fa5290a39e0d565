"""Addresses of threats."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import Resolver404, resolve, reverse


def test_a_day_is_an_address():
    assert reverse("day_of", args=["2026-11-21"]) == "/portal/day/2026-11-21/"
    assert resolve("/portal/day/2026-11-21/").kwargs == {"day": date(2026, 11, 21)}


def test_a_day_as_a_file():
    assert resolve("/portal/day/2026-11-21.csv").kwargs == {"day": date(2026, 11, 21), "kind": "csv"}


@pytest.mark.parametrize("path", ["/portal/day/2026-02-30/", "/portal/day/2026-11-21.exe", "/portal/day/today/"])
def test_what_is_no_day_is_no_address(path):
    with pytest.raises(Resolver404):
        resolve(path)
