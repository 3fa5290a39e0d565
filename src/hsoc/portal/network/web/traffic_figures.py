"""Figures of My traffic as a page shows them: tiles, the time line, rows with links. Belongs here: shaping. Never: asking, HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hsoc.journal.days import HOUR_MS
from hsoc.journal.own_traffic import Wanted
from hsoc.journal.own_traffic_sums import Share, Slot, Top, Totals, step_of
from hsoc.portal.charts import numbers, small
from hsoc.portal.charts.course import Layer, Step, stacked_columns
from hsoc.portal.charts.figure import Chart
from hsoc.portal.network.forms.traffic import PROTOCOLS, local
from hsoc.portal.network.web import traffic_words as words
from hsoc.portal.network.web.traffic_page import Asked

DAY_MS: Final = 24 * HOUR_MS


class Tile(msgspec.Struct, frozen=True):
    """One figure. meter: an SVG beside it, or empty."""

    name: str
    value: str
    href: str
    lines: tuple[str, ...] = ()
    meter: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list. href: the same page narrowed to it; flows_href: its single flows; part: its share of all bytes."""

    name: str
    note: str = ""
    mono: bool = False
    share: Share
    part: float
    href: str
    flows_href: str


def tiles(totals: Totals, asked: Asked, language: str) -> tuple[Tile, ...]:
    """What is known of all of it in four figures."""
    size: Callable[[float], str] = lambda value: numbers.size(value, language)  # noqa: E731  (a short name for the four below)
    known = totals.flows - totals.unknown
    share = totals.dropped_flows / known if known else None
    return (
        Tile(
            _("Data"),
            size(totals.bytes),
            asked.to("flows", sort="bytes"),
            (_("%(in)s in, %(out)s out") % {"in": size(totals.bytes_in), "out": size(totals.bytes_out)},),
            small.meter(((totals.bytes_in, "c-prev"), (totals.bytes_out, "c-rea"))),
        ),
        Tile(
            _("Flows"),
            numbers.short(totals.flows, language),
            asked.to("flows"),
            (_("%(packets)s packets") % {"packets": numbers.short(totals.packets, language)}, _sampled(totals.sampling, language)),
        ),
        Tile(
            _("Partners"),
            numbers.whole(totals.partners, language),
            asked.to("partner"),
            (_("with %(own)s of our addresses") % {"own": numbers.whole(totals.own, language)},),
        ),
        Tile(
            _("Dropped on the way"),
            numbers.whole(totals.dropped_flows, language),
            asked.to("dropped"),
            (
                _("%(share)s of the flows whose fate the routers tell") % {"share": numbers.percent(share, 1, language)}
                if share is not None
                else _("the routers do not tell what they dropped"),
            ),
        ),
    )


def _sampled(sampling: int, language: str) -> str:
    if sampling <= 1:
        return _("every packet was looked at")
    return _("at most 1 packet of %(n)s was looked at, data are scaled") % {"n": numbers.whole(sampling, language)}


def time_line(slots: tuple[Slot, ...], wanted: Wanted, asked: Asked, language: str) -> Chart:
    """Stacked columns: in, out, dropped; each leads to its own stretch of time."""
    size: Callable[[float], str] = lambda value: numbers.size(value, language)  # noqa: E731
    step = step_of(wanted)
    steps = tuple(_step(slot.at, step, asked, language) for slot in slots)
    layers = (
        Layer(_("came in"), "c-prev", tuple(slot.bytes_in for slot in slots)),
        Layer(_("went out"), "c-rea", tuple(slot.bytes_out for slot in slots)),
        Layer(_("dropped"), "c-not", tuple(slot.dropped for slot in slots)),
    )
    return stacked_columns(
        layers,
        steps,
        title=_("Data over time"),
        summary=_told(slots, steps, size),
        corner=_("From"),
        written=size,
        name="traffic-line",
    )


def _step(at: int, step: int, asked: Asked, language: str) -> Step:
    begin, end = numbers.local(at), numbers.local(at + step)
    day = numbers.day_short(begin.date(), language)
    href = asked.to(last=None, since=local(at), until=local(at + step)) if step >= 5 * 60_000 else ""
    if step >= DAY_MS:
        return Step(day, day, href)
    # the day's name stands under its first step
    first = begin.hour * HOUR_MS < step if step >= 3 * HOUR_MS else begin.hour + begin.minute == 0
    short = day if first else f"{begin:%H:%M}" if step < 3 * HOUR_MS else ""
    return Step(f"{day} {begin:%H:%M}–{end:%H:%M}", short, href)


def _told(slots: tuple[Slot, ...], steps: tuple[Step, ...], size: Callable[[float], str]) -> str:
    sums = [slot.bytes_in + slot.bytes_out + slot.dropped for slot in slots]
    if not any(sums):
        return _("Nothing in this time.")
    most = max(range(len(sums)), key=lambda index: sums[index])
    return _("Most data in %(when)s: %(size)s.") % {"when": steps[most].name, "size": size(sums[most])}


def rows(by: str, found: Top, totals_bytes: int, asked: Asked) -> tuple[Row, ...]:
    """Lines of a list by one thing."""
    out = []
    for share in found.rows:
        name, note, changes = named(by, share.key)
        out.append(
            Row(
                name=name,
                note=note,
                mono=by in {"partner", "own"},
                share=share,
                part=share.bytes / totals_bytes if totals_bytes else 0.0,
                href=asked.to("overview", sort=None, **changes),
                flows_href=asked.to("flows", sort=None, **changes),
            )
        )
    return tuple(out)


def named(by: str, key: tuple[Any, ...]) -> tuple[str, str, dict[str, Any]]:
    """(name, note under it, the filters that stand for it) of one key of a list."""
    protocols = {number: name for name, number in PROTOCOLS.items()}
    if by in {"partner", "own"}:
        return key[0], "", {by: key[0]}
    if by == "service":
        proto, port = key
        return words.service(proto, port), "", {"proto": protocols.get(proto, str(proto)), "port": port}
    if by == "proto":
        return words.protocol(key[0]), "", {"proto": protocols.get(key[0], str(key[0]))}
    if by == "way":
        between, inward = key
        return words.way(inward=inward, between=between), "", {"way": "between" if between else "in" if inward else "out"}
    if by == "asn":
        asn, name = key
        return (f"AS{asn}" if asn else _("unknown")), name, {"asn": asn}
    if by == "country":
        name = words.country(key[0], get_language() or "cs")
        return name, key[0] if name != key[0] else "", {"country": key[0] or "?"}
    if by == "drop":
        code, proto, port = key
        return words.service(proto, port), words.drop(code), {"proto": protocols.get(proto, str(proto)), "port": port, "dropped": "yes"}
    raise KeyError(by)
