from __future__ import annotations

import re

from hsoc.portal.charts.course import LABELS, Layer, Step, stacked_columns


def drawn(values=(3, 0, 5), other=(1, 0, 0), href="?a"):
    steps = tuple(Step(f"step <{n}>", f"s{n}", href) for n in range(len(values)))
    layers = (Layer("in", "c-prev", values), Layer("out", "c-rea", other))
    return stacked_columns(layers, steps, title="T", summary="S", corner="When", written=str)


def test_a_column_has_a_part_for_each_layer_that_has_something() -> None:
    chart = drawn()
    assert [chart.svg.count(f'class="{name}"') for name in ("c-prev", "c-rea")] == [2, 1]
    heights = [float(h) for h in re.findall(r'height="([\d.]+)" class="c-prev"', chart.svg)]
    assert round(heights[1] / heights[0], 2) == round(5 / 3, 2)


def test_the_table_leaves_out_empty_steps() -> None:
    chart = drawn()
    assert chart.table.head == ("When", "in", "out")
    assert [[cell.value for cell in row[1:]] for row in chart.table.rows] == [[3, 1], [5, 0]]
    assert chart.table.rows[0][0].href == "?a"


def test_words_are_escaped_and_links_lead_somewhere() -> None:
    chart = drawn()
    assert "step <0>" not in chart.svg
    assert chart.svg.count('<a href="?a"') == 2
    assert "<a " not in drawn(href="").svg


def test_many_steps_get_few_labels_and_nothing_draws_the_axis() -> None:
    chart = drawn(values=(1,) * 96, other=(0,) * 96)
    assert chart.svg.count('class="ax mid">s') <= LABELS + 1
    assert "direct" in chart.svg  # the layer is named in the picture
    assert "<svg" in drawn(values=(), other=()).svg
