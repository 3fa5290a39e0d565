"""The day as CSV: every figure of the page, one per line, for spreadsheets. Belongs here: rows. Never: HTTP.

Columns: section, name, hour, measure, value. Codes stay codes, so that a sheet survives a change of language. Semicolons and a byte order
mark, because Czech spreadsheets expect them; cells that a spreadsheet could take for a formula are defused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from hsoc.journal.daily import SLOTS_PER_HOUR, DayView, Drops
from hsoc.portal.events.rules.cells import safe
from hsoc.portal.events.web import words

BOM: Final = "\ufeff"
Line = tuple[str, str, str, str, int | str]


def written(view: DayView, *, language: str) -> str:
    """The whole file. language only decides the words of the heading and the names beside codes."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";" if language.startswith("cs") else ",", lineterminator="\r\n")
    writer.writerow(("day", "member", "section", "code", "name", "hour", "measure", "value"))
    for section, code, hour, measure, value in _lines(view):
        name = words.why(code) if section == "reason" else words.row(code) if section in {"kind", "vector", "heat"} else ""
        row = (view.day, "" if view.member is None else view.member, section, code, name, hour, measure, value)
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def _drops(section: str, code: str, drops: Drops) -> Iterator[Line]:
    for measure in ("threats", "preventive", "reactive", "passed", "confirmed", "expected", "dry_run"):
        yield section, code, "", measure, getattr(drops, measure)


def _lines(view: DayView) -> Iterator[Line]:
    f = view.figures
    yield from _drops("day", "", f.drops)
    yield from _measures("day", "", f, ("detections", "sources", "new_sources", "members", "flows", "packets", "bytes"))
    for section, rows in (("kind", view.categories), ("vector", view.vectors)):
        for row in rows:
            yield from _drops(section, row.name, row.drops)
            yield from _measures(section, row.name, row, ("detections", "sources", "members", "packets", "bytes"))
    yield from _by_time(view)
    for section, tops in (("source", view.sources), ("target", view.targets)):
        for top in tops:
            yield from _measures(section, top.address, top, ("threats", "detections", "members", "dropped"))
    for reason in view.reasons:
        yield "reason", reason.why, "", "threats", reason.threats


def _measures(section: str, code: str, value: object, names: tuple[str, ...]) -> Iterator[Line]:
    for measure in names:
        yield section, code, "", measure, getattr(value, measure)


def _by_time(view: DayView) -> Iterator[Line]:
    for name, values in view.heat:
        for hour, value in zip(view.hours, values, strict=True):
            yield "heat", name, hour, "threats", value
    for slot, parts in enumerate(view.timeline):
        clock = f"{view.hours[slot // SLOTS_PER_HOUR]}:{slot % SLOTS_PER_HOUR * 15:02d}"
        for measure, value in zip(("preventive", "reactive", "passed"), parts, strict=True):
            yield "timeline", "", clock, measure, value
