"""SVG writing: escaped, bounded, coloured by classes only."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from hsoc.portal.charts import figure

SHEET = Path(figure.__file__).parents[1] / "project/static/hsoc/hsoc.css"


def test_words_are_escaped():
    assert figure.words(1, 2, '<b>"&', "lab") == '<text x="1" y="2" class="lab">&lt;b&gt;&quot;&amp;</text>'


def test_attributes_are_escaped_and_none_is_left_out():
    assert figure.element("rect", x=1.50, y=None, class_='a"b') == '<rect x="1.5" class="a&quot;b"/>'


def test_picture_with_a_title_is_named_and_described():
    svg = ET.fromstring(figure.picture(width=10, height=5, classes="area", title="A & B", desc="C", name="x"))
    assert svg.attrib == {
        "class": "chart area",
        "viewBox": "0 0 10 5",
        "role": "group",
        "aria-labelledby": "x-title",
        "aria-describedby": "x-desc",
    }
    assert [(child.tag, child.text) for child in svg] == [("title", "A & B"), ("desc", "C")]


def test_picture_without_a_title_is_hidden_from_screen_readers():
    assert ET.fromstring(figure.picture(width=1, height=1, classes="spark")).attrib["aria-hidden"] == "true"


def test_standalone_is_a_document_with_the_colours_inside():
    svg = figure.standalone(figure.picture(width=10, height=5, classes="area", title="T", name="x"), width=100)
    root = ET.fromstring(svg)
    assert root.attrib["width"] == "100"
    assert root[0].tag == "{http://www.w3.org/2000/svg}style"
    assert ".c-prev{fill:#b5cfce}" in root[0].text


def test_palette_is_the_light_one_of_the_style_sheet():
    light = SHEET.read_text(encoding="utf-8").partition("@media")[0]
    assert {name: re.search(rf"--{name}: (#[0-9a-f]{{6}})", light)[1] for name in figure.PALETTE} == figure.PALETTE


@pytest.mark.parametrize(
    ("most", "steps"), [(0, (0, 1)), (3, (0, 1, 2, 3)), (1385, (0, 500, 1000, 1500)), (2000, (0, 500, 1000, 1500, 2000))]
)
def test_nice_steps_are_round_and_cover_the_most(most, steps):
    assert figure.nice_steps(most) == steps


@pytest.mark.parametrize(("value", "most", "shade"), [(0, 10, 0), (0.01, 10, 1), (10, 10, 6), (5, 0, 0)])
def test_level_is_zero_only_for_nothing(value, most, shade):
    assert figure.level(value, most) == shade


def test_link_without_an_address_is_no_link():
    assert figure.link("", "<rect/>") == "<rect/>"
    assert figure.link("/x?a=1&b=2", "<rect/>", label="L") == '<a href="/x?a=1&amp;b=2" tabindex="-1" aria-label="L"><rect/></a>'
