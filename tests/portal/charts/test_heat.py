"""The heat map shows what its table says."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hsoc.portal.charts.heat import Line, heat_map

HOURS = ("00", "01", "02")
LINES = (
    Line("Scans", (0, 5, 10), ("/a?hour=0", "/a?hour=1", "/a?hour=2"), "/a"),
    Line("Guesses <script>", (1, 0, 0)),
)
CHART = heat_map(LINES, HOURS, title="T", summary="S", corner="Kind", total="Day", written=lambda v: f"{v:g}")


def test_table_holds_every_figure_and_the_sums():
    assert CHART.table.head == ("Kind", "00", "01", "02", "Day")
    assert [[cell.value for cell in row] for row in CHART.table.rows] == [[None, 0, 5, 10, 15], [None, 1, 0, 0, 1]]


def test_picture_has_a_cell_for_every_figure_of_the_table():
    cells = list(ET.fromstring(CHART.svg).iter("rect"))
    assert [cell.find("title").text for cell in cells] == [
        "Scans, 00 h: 0", "Scans, 01 h: 5", "Scans, 02 h: 10",
        "Guesses <script>, 00 h: 1", "Guesses <script>, 01 h: 0", "Guesses <script>, 02 h: 0",
    ]  # fmt: skip
    assert [cell.attrib["class"] for cell in cells] == ["h0", "h2", "h6", "h6", "h0", "h0"]


def test_links_lead_from_figures_that_are_not_zero():
    assert [node.attrib["href"] for node in ET.fromstring(CHART.svg).iter("a")] == ["/a?hour=1", "/a?hour=2", "/a"]
    assert [cell.href for cell in CHART.table.rows[0]] == ["", "", "/a?hour=1", "/a?hour=2", "/a"]


def test_a_day_of_25_hours_has_25_columns():
    hours = tuple(f"{h:02d}" for h in (0, 1, 2, 2, *range(3, 24)))
    chart = heat_map((Line("x", tuple(range(25))),), hours, title="T", summary="S", corner="K", total="D", written=str)
    assert len(list(ET.fromstring(chart.svg).iter("rect"))) == 25
