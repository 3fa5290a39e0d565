"""My traffic as CSV: exactly what is shown, all lines of it. Belongs here: heads and rows. Never: who may take it.

Semicolons and a byte order mark in Czech, because Czech spreadsheets expect them; a cell that a spreadsheet would run is defused. Codes
stay codes and times are ISO 8601, so that a sheet survives a change of language.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hsoc.journal.own_traffic_flows import Flow
from hsoc.journal.own_traffic_news import Service
from hsoc.journal.own_traffic_sums import Share
from hsoc.portal.charts import numbers
from hsoc.portal.events.rules.cells import safe

BOM: Final = "\ufeff"
KEYS: Final = {
    "partner": ("partner",), "own": ("own",), "service": ("proto", "port"), "proto": ("proto",), "way": ("between", "inward"),
    "drop": ("forwarding", "proto", "port"), "asn": ("asn", "network"), "country": ("country",),
}  # fmt: skip
SHARES: Final = ("flows", "packets", "bytes", "bytes_in", "bytes_out", "partners", "dropped_flows", "dropped_bytes", "first", "last")
FLOWS: Final = Flow.__struct_fields__
SERVICES: Final = Service.__struct_fields__
_TIMES: Final = frozenset({"first", "last"})


def lines(head: Sequence[str], rows: Iterable[Sequence[Any]], *, language: str) -> Iterator[str]:
    """The file line by line, its head first."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language.startswith("cs") else ",", lineterminator="\r\n")
    writer.writerow(head)
    yield BOM + out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([safe(cell) for cell in row])
        yield out.getvalue()


def shares(by: str, found: Iterable[Share]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """(head, rows) of a list by one thing."""
    return (*KEYS[by], *SHARES), ((*one.key, *(_cell(one, name) for name in SHARES)) for one in found)


def plain(names: tuple[str, ...], found: Iterable[Any]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """(head, rows) of values whose fields are columns: single flows, open services."""
    return names, (tuple(_cell(one, name) for name in names) for one in found)


def instant(milliseconds: int) -> str:
    """A time as a file writes it."""
    return numbers.local(milliseconds).isoformat(timespec="milliseconds")


def _cell(value: Any, name: str) -> Any:
    cell = getattr(value, name)
    if name in _TIMES:
        return instant(cell)
    return int(cell) if isinstance(cell, bool) else cell
