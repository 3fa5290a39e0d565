"""Giving and getting as CSV: every figure of the page, one a line. Codes stay codes. Belongs here: rows. Never: HTTP, who may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from hsoc.portal.events.rules.cells import safe
from hsoc.portal.events.web import words
from hsoc.portal.events.web.day_csv import BOM
from hsoc.portal.feeds.queries.balance import Balance
from hsoc.portal.feeds.rules.balance import Came, Period, Sums, course

Row = tuple[str, str, str, str, int]  # side, what, code, measure, value


def written(found: Balance, sums: Sums, got: Came, period: Period, *, language: str) -> str:
    """The whole file; the days it is about stand in each line."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";" if language.startswith("cs") else ",", lineterminator="\r\n")
    writer.writerow(("member", "first", "last", "side", "what", "code", "name", "measure", "value"))
    for side, what, code, measure, value in _rows(found, sums, got, period):
        name = words.category(code) if what == "kind" else ""
        cells = (found.organisation, period.first, period.last, side, what, code, name, measure, value)
        writer.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def _rows(found: Balance, sums: Sums, got: Came, period: Period) -> Iterator[Row]:
    if found.sees_events and found.lines is not None:
        yield from _events(found, sums, got, period)
    if found.shared:
        for kind, count in found.shared.kinds:
            yield "given", "indicators", kind, "given", count
        for measure in ("public", "kept", "back"):
            yield "given", "indicators", "", measure, getattr(found.shared, measure)
        for verdict, count in found.shared.sightings:
            yield "given", "sightings", verdict, "given", count
    for band, count in found.bands:
        yield "given", "met by others", band, "values", count
    for severity, count in found.reports:
        yield "got", "reports", str(severity), "reports", count
    if found.advisories is not None:
        yield "got", "advisories", "", "advisories", found.advisories
    if found.met:
        yield "got", "hunts", "", "notices", found.met.notices
        yield "got", "hunts", "", "values of others", found.met.values
    if found.fetched:
        yield "got", "block lists", "", "machines", found.fetched.machines
        yield "got", "block lists", "", "fetched", found.fetched.states


def _events(found: Balance, sums: Sums, got: Came, period: Period) -> Iterator[Row]:
    for measure in ("every", "given", "waiting", "kept"):
        yield "given", "events", "", measure, getattr(sums, measure)
    for one in sums.kinds:
        for measure in ("every", "given", "waiting", "held"):
            yield "given", "kind", one.category, measure, getattr(one, measure)
    for label, count in sums.labels:
        yield "given", "label", label, "given", count
    for state, place, count in sums.held:
        yield "given", "held back", f"rule {place + 1}" if state == "rule" else state, "events", count
    for measure in ("every", "house", "dropped"):
        yield "got", "events", "", measure, getattr(got, measure)
    yield "got", "events", "", "sources stopped", found.stopped
    for category, count in got.kinds:
        yield "got", "kind", category, "events", count
    days = period.named
    for measure, values in course(found.lines or (), days, organisation=found.organisation).items():
        for day, value in zip(days, values, strict=True):
            yield "got" if measure == "came" else "given", "day", day, measure, value
