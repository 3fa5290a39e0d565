"""Heat map: kinds down, hours across, shade by each row's own scale. Belongs here: its geometry. Never: figures, words.

Each row is shaded against its own busiest hour, so that a rare kind is not drowned by a common one; the row's sum stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hsoc.portal.charts.figure import Cell, Chart, Table, element, level, link, picture, words

CELL_WIDTH = 15  # viewBox units
CELL_HEIGHT = 25
LABEL_WIDTH = 168  # room for the longest Czech kind at 12.5 units
SUM_WIDTH = 58
TOP = 20  # room for the hours
EVERY = 3  # hours between labels


class Line(msgspec.Struct, frozen=True):
    """One kind: its name, its figure per hour and where each figure leads ('' = nowhere)."""

    name: str
    values: tuple[int, ...]
    links: tuple[str, ...] = ()
    href: str = ""


def heat_map(
    lines: tuple[Line, ...], hours: tuple[str, ...], *, title: str, summary: str, corner: str, total: str,
    written: Callable[[float], str], name: str = "heat",
) -> Chart:  # fmt: skip
    """Chart of `lines` × `hours`. corner and total head the table's first and last column; `written` formats a figure."""
    width = LABEL_WIDTH + len(hours) * CELL_WIDTH + SUM_WIDTH
    parts = [words(LABEL_WIDTH + h * CELL_WIDTH + CELL_WIDTH / 2, 12, hours[h], "ax mid") for h in range(0, len(hours), EVERY)]
    for index, line in enumerate(lines):
        parts.extend(_row(line, hours, TOP + index * CELL_HEIGHT, written))
    svg = picture(*parts, width=width, height=TOP + len(lines) * CELL_HEIGHT + 4, classes="heat", title=title, desc=summary, name=name)
    return Chart(svg=svg, table=_table(lines, hours, corner, total, written), summary=summary)


def _row(line: Line, hours: tuple[str, ...], y: float, written: Callable[[float], str]) -> list[str]:
    """The row's label, cells and sum."""
    most = max(line.values, default=0)
    out = [words(LABEL_WIDTH - 12, y + 17, line.name, "lab end")]
    for h, value in enumerate(line.values):
        said = f"{line.name}, {hours[h]} h: {written(value)}"
        cell = element(
            "rect", element("title", _escaped(said)), x=LABEL_WIDTH + h * CELL_WIDTH + 1, y=y + 1, width=CELL_WIDTH - 2,
            height=CELL_HEIGHT - 2, rx=3, class_=f"h{level(value, most)}",
        )  # fmt: skip
        out.append(link(line.links[h], cell, label=said) if value and line.links else cell)
    out.append(link(line.href, words(LABEL_WIDTH + len(hours) * CELL_WIDTH + SUM_WIDTH - 4, y + 17, written(sum(line.values)), "val end")))
    return out


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _table(lines: tuple[Line, ...], hours: tuple[str, ...], corner: str, total: str, written: Callable[[float], str]) -> Table:
    rows = []
    for line in lines:
        links = line.links or ("",) * len(line.values)
        cells = [Cell(written(v), v, href if v else "") for v, href in zip(line.values, links, strict=True)]
        rows.append((Cell(line.name), *cells, Cell(written(sum(line.values)), sum(line.values), line.href)))
    return Table(head=(corner, *hours, total), rows=tuple(rows))
