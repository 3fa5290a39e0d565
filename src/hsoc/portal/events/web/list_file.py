"""The list as CSV, with the columns that are shown. Belongs here: rows. Never: HTTP, who may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from hsoc.journal.event_list import EventRow
from hsoc.portal.charts import numbers
from hsoc.portal.events.web import words
from hsoc.records.delimited import pieces

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


def written(rows: Iterable[EventRow], *, columns: tuple[str, ...], names: dict[int, str], language: str) -> Iterator[bytes]:
    """The file in pieces; the id leads, so that a line can be found again. Codes stay codes."""
    fields = ["id", *(field for column in columns for field in FIELDS.get(column, (column,)))]
    cells = ([_value(row, field, names) for field in fields] for row in rows)
    return pieces(chain((fields,), cells), delimiter=";" if language.startswith("cs") else ",", mark=True)
