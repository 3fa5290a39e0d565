"""The list as CSV, with the columns that are shown. Belongs here: rows. Never: HTTP, who may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from hsoc.journal.event_list import EventRow
from hsoc.portal.charts import numbers
from hsoc.portal.events.rules.cells import safe
from hsoc.portal.events.web import words
from hsoc.portal.events.web.day_csv import BOM

# column of the list → columns of the file
FIELDS: dict[str, tuple[str, ...]] = {
    "severity": ("severity",),
    "detected": ("detected",),
    "kind": ("category", "detector", "vector", "service"),
    "source": ("source",),
    "target": ("target",),
    "member": ("member", "organisation"),
    "fate": ("disposition", "basis", "action", "why", "dry_run"),
    "tlp": ("tlp",),
}
TIMES = frozenset({"detected", "first", "last"})


def _value(row: EventRow, field: str, names: dict[int, str]) -> object:
    if field == "service":
        return words.service(row.port, row.proto)
    if field == "organisation":
        return names.get(row.member, "")
    value = getattr(row, field)
    return numbers.local(value).isoformat(timespec="seconds") if field in TIMES else value


def written(rows: Iterable[EventRow], *, columns: tuple[str, ...], names: dict[int, str], language: str) -> str:
    """The whole file; the id leads, so that a line can be found again. Codes stay codes."""
    fields = ["id", *(field for column in columns for field in FIELDS.get(column, (column,)))]
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=";" if language.startswith("cs") else ",", lineterminator="\r\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([safe(_value(row, field, names)) for field in fields])
    return out.getvalue()
