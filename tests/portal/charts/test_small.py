"""Sparkline, bar, meter."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hsoc.portal.charts import small


def test_sparkline_has_a_point_for_each_value_and_a_dot_at_the_last():
    svg = ET.fromstring(small.sparkline((1, 2, 3, 2)))
    points = svg.find("polyline").attrib["points"].split()
    dot = svg.find("circle").attrib
    assert len(points) == 4
    assert points[-1] == f"{float(dot['cx']):.1f},{float(dot['cy']):.1f}"


def test_sparkline_of_one_value_draws_nothing():
    assert small.sparkline((5,)) == ""


def test_sparkline_of_equal_values_stays_inside():
    points = ET.fromstring(small.sparkline((7, 7, 7))).find("polyline").attrib["points"].split()
    assert {p.split(",")[1] for p in points} == {"19.0"}


def widths(svg: str) -> list[float]:
    return [float(rect.attrib["width"]) for rect in ET.fromstring(svg).iter("rect")]


def test_bar_is_in_proportion_and_never_beyond_its_track():
    assert widths(small.bar(21, 42)) == [130, 65]
    assert widths(small.bar(50, 42)) == [130, 130]
    assert widths(small.bar(0, 0)) == [130, 0]


def test_bar_of_little_is_still_seen():
    assert widths(small.bar(1, 10_000)) == [130, 3]


def test_meter_shares_its_width_and_leaves_out_nothing():
    assert widths(small.meter(((71, "c-prev"), (24, "c-rea"), (5, "c-not")))) == [240, 169.4, 56.6, 11]
    assert widths(small.meter(((0, "c-prev"), (0, "c-rea")))) == [240]


def test_small_pictures_are_hidden_from_screen_readers():
    for svg in (small.sparkline((1, 2)), small.bar(1, 2), small.meter(((1, "c-prev"),)), small.key("c-prev")):
        assert ET.fromstring(svg).attrib["aria-hidden"] == "true"
