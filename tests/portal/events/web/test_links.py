"""Numbers lead to the list behind them."""

from __future__ import annotations

from hsoc.portal.events.web import links


def test_a_door_shares_its_day_and_member():
    assert (
        links.Door("2026-11-21", 3).to(hour=14, category="Recon.Scanning")
        == "/portal/events/?day=2026-11-21&member=3&hour=14&category=Recon.Scanning"
    )


def test_a_door_leaves_out_what_is_empty_but_not_zero():
    assert links.Door("2026-11-21").to(hour=0, why="", port=None) == "/portal/events/?day=2026-11-21&hour=0"


def test_an_event_carries_its_day():
    assert links.event("a-1", "2026-11-21") == "/portal/events/a-1/?day=2026-11-21"
    assert links.event("a-1") == "/portal/events/a-1/"


def test_a_door_by_one_filter_leads_where_the_door_itself_does():
    for door in (links.Door("2026-11-21", 3), links.Door("")):
        source = door.by("source")
        assert source("2001:db8::/32") == door.to(source="2001:db8::/32")
