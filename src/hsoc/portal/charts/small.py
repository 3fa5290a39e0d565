"""The small ones that stand beside a number: sparkline, bar, meter, colour key. Belongs here: their geometry. Never: words, tables.

They say nothing that the number beside them does not say, so they are hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from hsoc.portal.charts.figure import element, picture

SPARK_WIDTH, SPARK_HEIGHT = 84, 22  # viewBox units
BAR_WIDTH, BAR_HEIGHT = 130, 6
METER_WIDTH, METER_HEIGHT = 240, 9
_PAD = 3  # so that the end dot is not cut


def sparkline(values: Sequence[float]) -> str:
    """The run of values, oldest first, the last one dotted. Fewer than two draw nothing."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    stretch = (SPARK_HEIGHT - 2 * _PAD) / ((high - low) or 1)
    step = (SPARK_WIDTH - 2 * _PAD) / (len(values) - 1)
    points = [(_PAD + i * step, SPARK_HEIGHT - _PAD - (v - low) * stretch) for i, v in enumerate(values)]
    line = element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_="line")
    dot = element("circle", cx=points[-1][0], cy=points[-1][1], r=2.3, class_="dot")
    return picture(line, dot, width=SPARK_WIDTH, height=SPARK_HEIGHT, classes="spark")


def bar(value: float, most: float, *, colour: str = "c-rea") -> str:
    """A bar of `value` on a track of `most`; whatever is above zero stays visible."""
    share = min(1.0, value / most) if most > 0 else 0.0
    wide = max(BAR_HEIGHT / 2, share * BAR_WIDTH) if value > 0 else 0.0
    track = element("rect", width=BAR_WIDTH, height=BAR_HEIGHT, rx=3, class_="c-track")
    return picture(
        track,
        element("rect", width=wide, height=BAR_HEIGHT, rx=3, class_=colour),
        width=BAR_WIDTH,
        height=BAR_HEIGHT,
        classes="bar",
        stretch=True,
    )


def meter(parts: Sequence[tuple[float, str]]) -> str:
    """Shares of a whole side by side, each (value, colour class); nothing at all draws the empty track."""
    whole = sum(value for value, _ in parts)
    out, at = [element("rect", width=METER_WIDTH, height=METER_HEIGHT, rx=2, class_="c-track")], 0.0
    for value, colour in parts:
        if whole <= 0 or value <= 0:
            continue
        wide = value / whole * METER_WIDTH
        out.append(element("rect", x=at, width=max(0.5, wide - 1), height=METER_HEIGHT, rx=1.5, class_=colour))
        at += wide
    return picture(*out, width=METER_WIDTH, height=METER_HEIGHT, classes="meter", stretch=True)


def key(colour: str) -> str:
    """The square of a legend."""
    return picture(element("rect", width=11, height=11, rx=3, class_=colour), width=11, height=11, classes="key")
