"""Timeline as stacked areas, three bands at most, named beside the picture. Belongs here: its geometry. Never: figures, words.

One note at most marks the instant that tells the day's story. A day still running leaves the rest of the axis empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from hsoc.portal.charts.figure import Cell, Chart, Table, element, nice_steps, picture, words

WIDTH = 760  # viewBox units
HEIGHT = 208
LEFT = 44  # room for the axis
RIGHT = 12
TOP = 26  # room for the note
BOTTOM = 22  # room for the hours
EVERY = 3  # hours between labels
LETTER = 6.2  # usual width of a letter of a label
ROOM = 17  # height that a label needs inside its band


class Band(msgspec.Struct, frozen=True):
    """One layer, lowest first: its name, its colour class and its figure per slot."""

    name: str
    colour: str
    values: tuple[int, ...]


class Note(msgspec.Struct, frozen=True):
    """The one remark: at which slot and what it says."""

    slot: int
    text: str


class Axis(msgspec.Struct, frozen=True):
    """Hours of the day in order and how many slots each has.

    filled: slots that carry data, the rest of the day is still to come; partial: the last of them is still growing, so it is in the
    table but not in the picture, where it would look like a fall.
    """

    hours: tuple[str, ...]
    per_hour: int
    filled: int
    partial: bool = False

    @property
    def drawn(self) -> int:
        """Slots in the picture."""
        return max(0, self.filled - 1) if self.partial else self.filled

    @property
    def slots(self) -> int:
        """All slots of the day."""
        return len(self.hours) * self.per_hour


def stacked_areas(
    bands: tuple[Band, ...], axis: Axis, *, title: str, summary: str, corner: str, written: Callable[[float], str],
    note: Note | None = None, hour_links: tuple[str, ...] = (), name: str = "timeline",
) -> Chart:  # fmt: skip
    """Chart of `bands` over the day. The table sums each hour (a table of 96 rows tells nobody anything)."""
    sums = [sum(band.values[i] for band in bands) for i in range(axis.drawn)]
    steps = nice_steps(max(sums, default=0))
    x, y = _scales(axis, steps[-1])
    parts = _ground(axis, steps, x, y, written)
    floor, labels = [0.0] * axis.drawn, []
    for band in bands:
        roof = [low + value for low, value in zip(floor, band.values[: axis.drawn], strict=True)]
        parts.append(_layer(floor, roof, band.colour, x, y))
        labels.append(_label(band, floor, roof, x, y))
        floor = roof
    parts.extend(labels)
    if axis.filled < axis.slots:
        parts.append(element("line", x1=x(axis.drawn), x2=x(axis.drawn), y1=TOP, y2=HEIGHT - BOTTOM, class_="now"))
    if note:
        parts.append(_note(note, axis, x))
    parts.append(_doors(axis, hour_links, x))
    svg = picture(*parts, width=WIDTH, height=HEIGHT, classes="area", title=title, desc=summary, name=name)
    return Chart(svg=svg, table=_table(bands, axis, corner, written, hour_links), summary=summary)


Scale = Callable[[float], float]


def _scales(axis: Axis, most: float) -> tuple[Scale, Scale]:
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return (lambda slot: LEFT + slot * wide / max(1, axis.slots)), (lambda value: HEIGHT - BOTTOM - value * high / most)


def _ground(axis: Axis, steps: Sequence[int], x: Scale, y: Scale, written: Callable[[float], str]) -> list[str]:
    """Grid lines, axis figures and hours."""
    out = []
    for value in steps:
        out.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(value), y2=y(value), class_="base" if value == 0 else "grid"))
        out.append(words(LEFT - 8, y(value) + 3.5, written(value), "ax end"))
    out.extend(words(x(h * axis.per_hour), HEIGHT - 6, axis.hours[h], "ax mid") for h in range(0, len(axis.hours), EVERY))
    return out


def _layer(floor: Sequence[float], roof: Sequence[float], colour: str, x: Scale, y: Scale) -> str:
    """One band. Each figure stands in the middle of its slot; the edges are carried to the slot's borders."""
    if not roof:
        return ""
    places = [0.0, *(i + 0.5 for i in range(len(roof))), float(len(roof))]
    upper, lower = [roof[0], *roof, roof[-1]], [floor[0], *floor, floor[-1]]
    there = " L".join(f"{x(p):.1f} {y(v):.1f}" for p, v in zip(places, upper, strict=True))
    back = " L".join(f"{x(p):.1f} {y(v):.1f}" for p, v in zip(reversed(places), reversed(lower), strict=True))
    return element("path", class_=colour, d=f"M{there} L{back}Z")


def _label(band: Band, floor: Sequence[float], roof: Sequence[float], x: Scale, y: Scale) -> str:
    """The band's name in its thickest stretch, where it fits; the legend names it anyway."""
    half = max(1, round(len(band.name) * LETTER / 2 / (x(1) - x(0))))
    best, place = 0.0, -1
    for slot in range(half, len(roof) - half):
        stretch = range(slot - half, slot + half + 1)
        # what is free over the whole stretch: from its highest floor to its lowest roof
        free = y(max(floor[i] for i in stretch)) - y(min(roof[i] for i in stretch))
        if free > best:
            best, place = free, slot
    if place < 0 or best < ROOM:
        return ""
    stretch = range(place - half, place + half + 1)
    middle = (y(max(floor[i] for i in stretch)) + y(min(roof[i] for i in stretch))) / 2
    return words(x(place + 0.5), middle + 4, band.name, "direct mid on-deep" if band.colour == "c-rea" else "direct mid")


def _note(note: Note, axis: Axis, x: Scale) -> str:
    """The remark, on the side where there is room."""
    at = x(note.slot + 0.5)
    left = note.slot > axis.slots / 2
    text = words(at - 8 if left else at + 8, 17, note.text, "note end" if left else "note")
    return element("line", x1=at, x2=at, y1=8, y2=HEIGHT - BOTTOM, class_="mark") + text


def _doors(axis: Axis, links: tuple[str, ...], x: Scale) -> str:
    """Invisible hour-wide doors to the list behind each hour."""
    out = []
    for h, href in enumerate(links):
        if h * axis.per_hour >= axis.filled or not href:
            continue
        left = x(h * axis.per_hour)
        pane = element("rect", element("title", f"{axis.hours[h]} h"), x=left, y=TOP, width=x((h + 1) * axis.per_hour) - left,
                       height=HEIGHT - TOP - BOTTOM, class_="door-pane", fill_opacity="0")  # fmt: skip
        out.append(element("a", pane, href=href, tabindex="-1", aria_label=f"{axis.hours[h]} h"))
    return "".join(out)


def _table(bands: tuple[Band, ...], axis: Axis, corner: str, written: Callable[[float], str], links: tuple[str, ...]) -> Table:
    rows = []
    for h, hour in enumerate(axis.hours):
        start = h * axis.per_hour
        if start >= axis.filled:
            break
        figures = [sum(band.values[start : min(start + axis.per_hour, axis.filled)]) for band in bands]
        rows.append((Cell(f"{hour} h", None, links[h] if links else ""), *(Cell(written(v), v) for v in figures)))
    return Table(head=(corner, *(band.name for band in bands)), rows=tuple(rows))
