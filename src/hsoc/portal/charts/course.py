"""Course over any stretch of time as stacked columns, one a step. Belongs here: its geometry. Never: figures, words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from hsoc.portal.charts.figure import Cell, Chart, Table, element, link, nice_steps, picture, words

WIDTH = 1180  # viewBox units: a whole page wide
HEIGHT = 190
LEFT = 62  # room for the axis
RIGHT = 8
TOP = 12
BOTTOM = 24  # room for the times
GAP = 0.16  # of a step left empty between two columns
LABELS = 12  # times under the axis, at most
DIRECT_ROOM = 15  # height a name needs inside a column group


class Layer(msgspec.Struct, frozen=True):
    """One layer, lowest first: its name, its colour class and its figure per step."""

    name: str
    colour: str
    values: tuple[int, ...]


class Step(msgspec.Struct, frozen=True):
    """One step of the axis: its full name, the short one under the axis and where it leads ('' = none, nowhere)."""

    name: str
    short: str
    href: str = ""


def stacked_columns(
    layers: tuple[Layer, ...], steps: tuple[Step, ...], *, title: str, summary: str, corner: str, written: Callable[[float], str],
    name: str = "course",
) -> Chart:  # fmt: skip
    """Chart of `layers` over `steps`, all of one length. The table holds every step in which there was something."""
    sums = [sum(layer.values[i] for layer in layers) for i in range(len(steps))]
    marks = nice_steps(max(sums, default=0), wanted=3)
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(steps))

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM) / marks[-1]

    parts = []
    for value in marks:
        parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(value), y2=y(value), class_="base" if value == 0 else "grid"))
        parts.append(words(LEFT - 8, y(value) + 3.5, written(value), "ax end"))
    named = [i for i, step in enumerate(steps) if step.short]
    every = max(1, -(-len(named) // LABELS))
    parts += [words(LEFT + (i + 0.5) * wide, HEIGHT - 7, steps[i].short, "ax mid") for i in named[::every]]
    parts += [_column(i, layers, steps[i], wide, y, written) for i in range(len(steps)) if sums[i]]
    parts += _names(layers, sums, wide, y)
    svg = picture(*parts, width=WIDTH, height=HEIGHT, classes="course", title=title, desc=summary, name=name)
    return Chart(svg=svg, table=_table(layers, steps, sums, corner, written), summary=summary)


def _column(
    index: int, layers: tuple[Layer, ...], step: Step, wide: float, y: Callable[[float], float], written: Callable[[float], str]
) -> str:
    """One step's column, as one door to the step."""
    floor, rects = 0.0, []
    for layer in layers:
        value = layer.values[index]
        if value:
            top = y(floor + value)
            where = {"x": LEFT + (index + GAP / 2) * wide, "y": top, "width": wide * (1 - GAP), "height": y(floor) - top}
            rects.append(element("rect", **where, class_=layer.colour))
            floor += value
    told = "; ".join(f"{layer.name} {written(layer.values[index])}" for layer in layers if layer.values[index])
    return link(step.href, element("g", element("title", _safe(f"{step.name}: {told}")), *rects), label=step.name)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _names(layers: tuple[Layer, ...], sums: Sequence[float], wide: float, y: Callable[[float], float]) -> list[str]:
    """A layer's name in its thickest stretch of columns, where the columns touch closely enough to carry it."""
    out = []
    for place, layer in enumerate(layers):
        half = max(1, round(len(layer.name) * 6.4 / 2 / wide))
        best, at, level = 0.0, -1, 0.0
        for i in range(half, len(sums) - half):
            stretch = range(i - half, i + half + 1)
            floors = [sum(low.values[k] for low in layers[:place]) for k in stretch]
            low, high = max(floors), min(f + layer.values[k] for f, k in zip(floors, stretch, strict=True))
            if y(low) - y(high) > best:
                best, at, level = y(low) - y(high), i, (y(low) + y(high)) / 2
        if at >= 0 and best >= DIRECT_ROOM:
            deep = "direct mid on-deep" if layer.colour == "c-rea" else "direct mid"
            out.append(words(LEFT + (at + 0.5) * wide, level + 4, layer.name, deep))
    return out


def _table(
    layers: tuple[Layer, ...], steps: tuple[Step, ...], sums: Sequence[float], corner: str, written: Callable[[float], str]
) -> Table:
    rows = tuple(
        (Cell(step.name, None, step.href), *(Cell(written(layer.values[i]), layer.values[i]) for layer in layers))
        for i, step in enumerate(steps)
        if sums[i]
    )
    return Table(head=(corner, *(layer.name for layer in layers)), rows=rows)
