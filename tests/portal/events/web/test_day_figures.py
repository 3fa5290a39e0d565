"""What is drawn of a day equals the day."""

from __future__ import annotations

import msgspec
import pytest
from django.utils.translation import override
from tests.factories.days import day_view

from hsoc.journal.daily import DayView
from hsoc.portal.events.web.day_figures import DayFigures, day_figures, filled_slots
from hsoc.portal.events.web.links import Door


def drawn(view: DayView, language: str = "en") -> DayFigures:
    with override(language):
        return day_figures(view, door=Door(view.day, view.member), language=language)


def test_timeline_table_equals_the_view_hour_by_hour():
    view = day_view()
    rows = drawn(view).timeline.table.rows
    told = [tuple(cell.value for cell in row[1:]) for row in rows]
    assert told == [tuple(sum(view.timeline[h * 4 + q][k] for q in range(4)) for k in range(3)) for h in range(24)]


def test_heat_table_equals_the_view():
    view = day_view()
    rows = drawn(view).heat.table.rows
    assert [tuple(cell.value for cell in row[1:-1]) for row in rows] == [values for _name, values in view.heat]
    assert sum(row[-1].value for row in rows) == view.figures.drops.threats


def test_every_figure_of_the_heat_map_leads_to_its_list():
    row = drawn(day_view()).heat.table.rows[0]
    assert row[1].href == "/portal/events/?day=2026-11-21&category=Recon.Scanning&hour=0"
    assert row[-1].href == "/portal/events/?day=2026-11-21&category=Recon.Scanning"


def test_tiles_tell_the_day_against_the_same_weekday():
    view = day_view()
    tiles = drawn(view, "en").tiles
    assert [tile.value for tile in tiles] == [
        f"{view.figures.drops.threats:,}",
        f"{view.figures.detections:,}",
        f"{view.figures.sources:,}",
        f"{view.figures.drops.share * 100:.1f}%",
    ]
    assert (tiles[0].delta, tiles[0].lines) == ("+3.1%", ("against Sat\u00a014\u00a0Nov",))
    assert tiles[0].spark == tuple(drops.threats for _day, drops in view.past)


def test_tiles_of_a_running_day_compare_up_to_now():
    assert drawn(day_view(running=True)).tiles[0].lines == ("against Sat\u00a014\u00a0Nov by this hour",)


def test_sparkline_leaves_out_what_is_not_a_whole_day():
    view = day_view(running=True)
    early = msgspec.structs.replace(view, past_detections=(0, 0, 5, 0, 7, 2))
    assert drawn(early).tiles[1].spark == (5, 0, 7)


def test_tiles_without_a_past_compare_with_nothing():
    view = msgspec.structs.replace(day_view(), before=None)
    assert (drawn(view).tiles[0].delta, drawn(view).tiles[0].lines) == ("", ("nothing to compare with yet",))


def test_share_dropped_says_how_it_is_known():
    assert drawn(day_view()).tiles[3].lines == ("70.0% preventively, 24.7% by action", "confirmed 70.0%, expected 24.7%")


@pytest.mark.parametrize(("running", "slots"), [(False, 96), (True, 61)])
def test_filled_slots_end_with_the_data(running, slots):
    assert filled_slots(day_view(running=running)) == slots


def test_the_one_note_names_the_peak():
    svg = drawn(day_view()).timeline.svg
    assert svg.count('class="note') == 1
    assert "14:30 Amplified DDoS" in svg


def test_a_flat_day_has_no_note():
    view = msgspec.structs.replace(day_view(), timeline=tuple((5, 1, 1) for _ in range(96)))
    assert 'class="note' not in drawn(view).timeline.svg


@pytest.mark.parametrize("hours", [23, 25])
def test_days_of_23_and_25_hours_are_drawn_whole(hours):
    labels = tuple(f"{h:02d}" for h in ((0, 1, *range(3, 24)) if hours == 23 else (0, 1, 2, 2, *range(3, 24))))
    figures = drawn(day_view(day="2026-10-25", hours=labels))
    assert len(figures.timeline.table.rows) == hours
    assert len(figures.heat.table.head) == hours + 2


def test_an_empty_day_says_so():
    nothing = msgspec.structs.replace(day_view(), timeline=tuple((0, 0, 0) for _ in range(96)), heat=())
    assert drawn(nothing).timeline.summary == "Nothing was found in this time."
    assert drawn(nothing).heat.summary == "Nothing was found in this time."
