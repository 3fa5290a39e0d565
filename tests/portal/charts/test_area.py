"""The timeline shows what its table says."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from hsoc.portal.charts import area
from hsoc.portal.charts.area import Axis, Band, Note, stacked_areas

HOURS = tuple(f"{h:02d}" for h in range(24))


def chart(filled: int = 96, note: Note | None = None, values: tuple[int, ...] = tuple(range(96))) -> object:
    bands = (Band("low", "c-prev", values), Band("mid", "c-rea", values), Band("high", "c-not", values))
    return stacked_areas(bands, Axis(HOURS, 4, filled), title="T", summary="S", corner="Hour", written=lambda v: f"{v:g}", note=note,
                         hour_links=tuple(f"/e?hour={h}" for h in range(24)))  # fmt: skip


def test_table_sums_the_quarters_of_each_hour():
    table = chart().table
    assert table.head == ("Hour", "low", "mid", "high")
    assert [cell.value for cell in table.rows[1]] == [None, 22, 22, 22]
    assert sum(row[1].value for row in table.rows) == sum(range(96))


def test_table_of_a_running_day_ends_where_the_data_end():
    assert [row[0].text for row in chart(filled=6).table.rows] == ["00 h", "01 h"]
    assert [row[1].value for row in chart(filled=6).table.rows] == [6, 9]


def test_a_slot_that_still_grows_is_in_the_table_but_not_drawn():
    band = (Band("low", "c-prev", (5, 5, 1) + (0,) * 93),)
    grown = stacked_areas(band, Axis(HOURS, 4, 3, partial=True), title="T", summary="S", corner="H", written=str)
    path = next(ET.fromstring(grown.svg).iter("path")).attrib["d"]
    assert grown.table.rows[0][1].value == 11
    assert len({pair.split()[1] for pair in path.strip("MZ").split(" L")}) == 2


def test_bands_are_stacked_lowest_first():
    paths = list(ET.fromstring(chart().svg).iter("path"))
    assert [path.attrib["class"] for path in paths] == ["c-prev", "c-rea", "c-not"]


def test_roof_of_the_last_band_is_the_sum():
    last = list(ET.fromstring(chart(values=(10,) * 96).svg).iter("path"))[-1].attrib["d"]
    heights = {float(pair.split()[1]) for pair in last.strip("MZ").split(" L")}
    # three bands of 10 on an axis up to 30: the last one spans the upper third
    whole = area.HEIGHT - area.TOP - area.BOTTOM
    assert sorted(heights) == pytest.approx([area.TOP, area.TOP + whole / 3], abs=0.1)


def test_note_stands_on_the_side_with_room():
    left = next(n for n in ET.fromstring(chart(note=Note(80, "peak")).svg).iter("text") if n.text == "peak")
    right = next(n for n in ET.fromstring(chart(note=Note(5, "peak")).svg).iter("text") if n.text == "peak")
    assert (left.attrib["class"], right.attrib["class"]) == ("note end", "note")


def test_an_empty_day_draws_its_axis_only():
    svg = ET.fromstring(chart(filled=0, values=(0,) * 96).svg)
    assert list(svg.iter("path")) == []
    assert [n.text for n in svg.iter("text")][-8:] == ["00", "03", "06", "09", "12", "15", "18", "21"]
