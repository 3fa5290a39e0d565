"""The day as the page draws it. Belongs here: turning a DayView into texts, links and pictures. Never: a query, HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from statistics import median

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hsoc.journal.daily import SLOTS_PER_HOUR, DayView, Drops, Figures
from hsoc.portal.charts import numbers
from hsoc.portal.charts.area import Axis, Band, Note, stacked_areas
from hsoc.portal.charts.figure import Chart
from hsoc.portal.charts.heat import Line, heat_map
from hsoc.portal.charts.small import meter
from hsoc.portal.events.web import words
from hsoc.portal.events.web.links import Door

SLOT_MS = 15 * 60 * 1000
PEAK = 1.4  # times the day's median quarter-hour: below that a peak is everyday noise and gets no note
LOUD = 0.5  # relative growth against the same weekday above which a difference is shown in orange; it wants a look


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four figures on top."""

    name: str
    value: str
    href: str
    delta: str = ""
    loud: bool = False
    spark: tuple[int, ...] = ()
    meter: str = ""
    lines: tuple[str, ...] = ()


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything drawn of one day."""

    tiles: tuple[Tile, ...]
    timeline: Chart
    heat: Chart


def day_figures(view: DayView, *, door: Door, language: str) -> DayFigures:
    """Tiles and charts of the day in the active language."""
    return DayFigures(
        tiles=day_tiles(view, door=door, language=language), timeline=_timeline(view, door, language), heat=_heat(view, door, language)
    )


def filled_slots(view: DayView) -> int:
    """How many quarter-hours carry data: all of a past day, up to now of a running one."""
    total = len(view.hours) * SLOTS_PER_HOUR
    if not view.running:
        return min(total, len(view.timeline))
    midnight = datetime.combine(numbers.day_of(view.day), time(), numbers.PRAGUE).timestamp() * 1000
    return max(0, min(total, len(view.timeline), int((view.complete_until - midnight) // SLOT_MS) + 1))


# --- tiles --------------------------------------------------------------------------------------------------------------
def _against(view: DayView, pick: Callable[[Figures], int], language: str) -> tuple[str, bool, str]:
    """(delta, loud, what it is compared with)."""
    if view.before is None or not pick(view.before):
        return "", False, _("nothing to compare with yet")
    now, before = pick(view.figures), pick(view.before)
    weekday = numbers.day_short(numbers.day_of(numbers.neighbour(view.day, -7)), language)
    text = _("against %(day)s by this hour") if view.running else _("against %(day)s")
    return numbers.delta(now, before, language), now / before - 1 > LOUD, text % {"day": weekday}


def _run(view: DayView, values: tuple[int, ...]) -> tuple[int, ...]:
    """The days of a sparkline: without a day that is still running (it would look like a fall) and without days before the first data."""
    complete = values[:-1] if view.running else values
    first = next((place for place, value in enumerate(complete) if value), len(complete))
    return complete[first:]


def day_tiles(view: DayView, *, door: Door, language: str) -> tuple[Tile, ...]:
    """The figures of the day alone."""
    f, count = view.figures, partial(numbers.whole, language=language)
    threats, loud, compared = _against(view, lambda g: g.drops.threats, language)
    detections, detections_loud, _same = _against(view, lambda g: g.detections, language)
    sources, sources_loud, _same = _against(view, lambda g: g.sources, language)
    each = numbers.decimal(f.detections / f.drops.threats, 0, language) if f.drops.threats else "0"
    fresh = ngettext("%(n)s of them for the first time", "%(n)s of them for the first time", f.new_sources) % {"n": count(f.new_sources)}
    return (
        Tile(
            name=_("Threats found"),
            value=count(f.drops.threats),
            href=door.to(),
            delta=threats,
            loud=loud,
            spark=_run(view, tuple(d.threats for _day, d in view.past)),
            lines=(compared,),
        ),
        Tile(
            name=_("Detections"),
            value=count(f.detections),
            href=door.to(sort="-detections"),
            delta=detections,
            loud=detections_loud,
            spark=_run(view, view.past_detections),
            lines=(_("about %(n)s to one threat") % {"n": each},),
        ),
        Tile(
            name=_("Distinct sources"),
            value=count(f.sources),
            href=door.to(sort="-sources"),
            delta=sources,
            loud=sources_loud,
            spark=_run(view, view.past_sources),
            lines=(fresh,),
        ),
        _dropped(f.drops, door, language),
    )


def _dropped(drops: Drops, door: Door, language: str) -> Tile:
    """The share dropped, always split by why it is known."""

    def part(count: int) -> str:
        return numbers.percent(count / drops.threats if drops.threats else 0.0, 1, language)

    lines = [
        _("%(prev)s preventively, %(act)s by action") % {"prev": part(drops.preventive), "act": part(drops.reactive)},
        _("confirmed %(sure)s, expected %(exp)s") % {"sure": part(drops.confirmed), "exp": part(drops.expected)},
    ]
    drawn = meter(((drops.preventive, "c-prev"), (drops.reactive, "c-rea"), (drops.passed, "c-not")))
    return Tile(
        name=_("Dropped"),
        value=part(drops.preventive + drops.reactive),
        href=door.to(disposition="dropped"),
        meter=drawn,
        lines=tuple(lines),
    )


# --- charts -------------------------------------------------------------------------------------------------------------
def _timeline(view: DayView, door: Door, language: str) -> Chart:
    filled = filled_slots(view)
    bands = tuple(
        Band(words.fate(code), colour, tuple(slot[k] for slot in view.timeline))
        for k, (code, colour) in enumerate((("preventive", "c-prev"), ("reactive", "c-rea"), ("passed", "c-not")))
    )
    sums = [sum(slot) for slot in view.timeline[:filled]][: -1 if view.running else None]
    axis = Axis(view.hours, SLOTS_PER_HOUR, filled, partial=view.running)
    return stacked_areas(
        bands,
        axis,
        title=_("Threats by quarter of an hour"),
        summary=_timeline_summary(view, sums, language),
        corner=_("Hour"),
        written=partial(numbers.whole, language=language),
        note=_note(view, sums, language),
        hour_links=tuple(door.to(hour=h) for h in range(len(view.hours))),
    )


def _slot_clock(view: DayView, slot: int) -> str:
    return f"{view.hours[slot // SLOTS_PER_HOUR]}:{slot % SLOTS_PER_HOUR * 15:02d}"


def _timeline_summary(view: DayView, sums: list[int], language: str) -> str:
    if not sums or not max(sums):
        return _("Nothing was found in this time.")
    peak = sums.index(max(sums))
    return _("Usually %(usual)s threats in a quarter of an hour, most at %(time)s: %(most)s.") % {
        "usual": numbers.whole(median(sums), language),
        "time": _slot_clock(view, peak),
        "most": numbers.whole(sums[peak], language),
    }


def _note(view: DayView, sums: list[int], language: str) -> Note | None:
    """The one remark: what stood out at the day's peak, where there was one."""
    if not sums or max(sums) < PEAK * max(1, median(sums)):
        return None
    slot = sums.index(max(sums))
    hour = slot // SLOTS_PER_HOUR
    excess = {name: values[hour] - median(values) for name, values in view.heat}
    name = max(excess, key=lambda n: excess[n], default="")
    text = f"{_slot_clock(view, slot)} {words.row(name)}, {numbers.whole(sums[slot], language)}"
    return Note(slot, text)


def _heat(view: DayView, door: Door, language: str) -> Chart:
    lines = tuple(
        Line(words.row(name), values, tuple(door.to(category=name, hour=h) for h in range(len(values))), door.to(category=name))
        for name, values in view.heat
    )
    return heat_map(
        lines,
        view.hours,
        title=_("Threats by kind and hour"),
        summary=_heat_summary(view, language),
        corner=_("Kind"),
        total=_("Whole day"),
        written=partial(numbers.whole, language=language),
    )


def _heat_summary(view: DayView, language: str) -> str:
    whole = sum(sum(values) for _name, values in view.heat)
    if not whole:
        return _("Nothing was found in this time.")
    name, values = max(view.heat, key=lambda line: sum(line[1]))
    return _("The most common kind is %(kind)s, %(share)s of all, busiest at %(hour)s h.") % {
        "kind": words.row(name),
        "share": numbers.percent(sum(values) / whole, 0, language),
        "hour": view.hours[values.index(max(values))],
    }
