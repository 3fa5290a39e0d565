"""A table as text that a spreadsheet opens without running it. Pure. Never: which rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hsoc.records.delimited import neutral


def safe(value: Any) -> Any:
    """A cell: text that would be a formula gets an apostrophe before it; numbers stay numbers, None is empty."""
    if isinstance(value, str):
        return neutral(value)
    return "" if value is None else value


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV lines (RFC 4180), the header first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    yield out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([safe(value) for value in row])
        yield out.getvalue()
