"""What a chart is: a picture, the same figures as a table, one sentence. Belongs here: the value, SVG writing. Never: a shape.

A picture carries `<title>` and `<desc>` and names no colour: classes do, so that dark mode, print and forced colours work.
`standalone` adds a light palette for places without our style sheet (mail, PDF, a saved file).
"""

from __future__ import annotations

from html import escape
from typing import Final

import msgspec

# the light palette of hsoc.css for pictures that travel alone; a test keeps the two equal
PALETTE: Final[dict[str, str]] = {
    "ink": "#16232b", "soft": "#566670", "line": "#e2e0d8", "edge": "#84898a", "brand": "#0a5a5c",
    "h0": "#eef2f1", "h1": "#d5e5e3", "h2": "#b0d0cd", "h3": "#83b6b3", "h4": "#529897", "h5": "#277979", "h6": "#0a5a5c",
    "prev": "#b5cfce", "rea": "#297676", "not": "#c4590a",
}  # fmt: skip
_RULES: Final = (
    "text{{font-family:'Noto Sans','DejaVu Sans',sans-serif;font-size:11px;fill:{ink}}}"
    ".ax{{fill:{soft};font-size:10px}}.end{{text-anchor:end}}.mid{{text-anchor:middle}}.lab,.val{{font-size:12.5px}}"
    ".on-deep{{fill:#ffffff}}.direct{{font-size:11px}}.grid{{stroke:{line}}}"
    ".base{{stroke:{edge}}}.mark{{stroke:{ink};stroke-dasharray:2 3}}.note{{font-weight:600}}.now{{stroke:{brand}}}"
    ".ghost{{fill:none;stroke:{line}}}.line{{fill:none;stroke:{brand};stroke-width:1.6}}.dot{{fill:{brand}}}"
    ".c-prev{{fill:{prev}}}.c-rea{{fill:{rea}}}.c-not{{fill:{not}}}.c-track{{fill:{h0}}}"
    ".h0{{fill:{h0}}}.h1{{fill:{h1}}}.h2{{fill:{h2}}}.h3{{fill:{h3}}}.h4{{fill:{h4}}}.h5{{fill:{h5}}}.h6{{fill:{h6}}}"
)

SHADE_POWER: Final = 2.0  # above 1: busy hours stand out, ordinary ones step back

Attribute = str | float | int | None


class Cell(msgspec.Struct, frozen=True):
    """One cell of a chart's table. `value` is None for a text cell; `href` leads to the list behind the number."""

    text: str
    value: float | None = None
    href: str = ""


class Table(msgspec.Struct, frozen=True):
    """The chart's figures as a table: the first cell of each row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Chart(msgspec.Struct, frozen=True):
    """A picture (`svg`), the same figures (`table`) and one sentence that tells them (`summary`)."""

    svg: str
    table: Table
    summary: str


def attributes(values: dict[str, Attribute]) -> str:
    """Written attributes; None is left out, a trailing underscore is dropped (class_), other underscores become dashes."""
    out = []
    for name, value in values.items():
        if value is None:
            continue
        text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        out.append(f' {name.rstrip("_").replace("_", "-")}="{escape(text)}"')
    return "".join(out)


def element(tag: str, *children: str, **values: Attribute) -> str:
    """One SVG element around already written children."""
    inside = "".join(children)
    return f"<{tag}{attributes(values)}>{inside}</{tag}>" if inside else f"<{tag}{attributes(values)}/>"


def words(x: float, y: float, text: str, classes: str) -> str:
    """A text at a place; `text` is escaped."""
    return element("text", escape(text), x=x, y=y, class_=classes)


def link(href: str, *children: str, label: str = "") -> str:
    """Children as a link, or as they are where there is nowhere to go. Out of the tab order: the table beside holds the same links."""
    if not href:
        return "".join(children)
    return element("a", *children, href=href, tabindex="-1", aria_label=label or None)


def picture(
    *children: str, width: float, height: float, classes: str, title: str = "", desc: str = "", name: str = "", stretch: bool = False
) -> str:
    """The SVG element. With a title it is announced as one graphic; without it is decoration beside its own number.

    stretch: the picture follows its box instead of keeping its proportion (bars, meters).
    """
    box = f"0 0 {width:g} {height:g}"
    if not title:
        return element(
            "svg",
            *children,
            class_=f"chart {classes}",
            viewBox=box,
            aria_hidden="true",
            focusable="false",
            preserveAspectRatio="none" if stretch else None,
        )
    told = element("title", escape(title), id=f"{name}-title") + element("desc", escape(desc), id=f"{name}-desc")
    return element(
        "svg", told, *children, class_=f"chart {classes}", viewBox=box, role="group",
        aria_labelledby=f"{name}-title", aria_describedby=f"{name}-desc",
    )  # fmt: skip


def standalone(svg: str, *, width: int) -> str:
    """The picture as a document of its own, `width` pixels wide, with its colours inside: for PDF, mail and saving."""
    rules = _RULES.format(**PALETTE)
    head, _, rest = svg.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg" width="{width}"><style>{rules}</style>{rest}'


def nice_steps(most: float, *, wanted: int = 4) -> tuple[int, ...]:
    """Round axis values from 0 up to at least `most`, about `wanted` steps of 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return (0, 1)
    magnitude = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * magnitude
            if most / step <= wanted:
                return tuple(range(0, int(-(-most // step)) * step + 1, step))
        magnitude *= 10


def level(value: float, most: float, *, levels: int = 6) -> int:
    """Shade 0 (nothing) … `levels` (the most of its scale); anything above zero is at least 1."""
    if value <= 0 or most <= 0:
        return 0
    return min(levels, 1 + int((value / most) ** SHADE_POWER * levels))
