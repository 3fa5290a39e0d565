"""Rows → records, as they travel to their audience. Belongs here: what of a row goes out. Never: who is in the audience (queries)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.db.models import QuerySet

from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.records import indicator as records
from hsoc.records.delimited import neutral
from hsoc.records.tlp import PAP, TLP

# columns of a line, in order; `position` is what a reader goes on after, `own` says that the reader's organisation shared it
COLUMNS: Final = (
    "id", "position", "own", "kind", "value", "tlp", "pap", "audience", "first", "until", "created", "modified", "confidence",
    "category", "labels", "title", "description", "producer", "reference", "to_block", "revoked",
)  # fmt: skip
# what a record says of a row
SAID: Final = (
    "uuid", "kind", "value", "first", "until", "created", "modified", "tlp", "pap", "confidence", "category", "labels", "title",
    "description", "producer", "reference", "to_block", "revoked",
)  # fmt: skip
TEXTS: Final = frozenset({"kind", "value", "tlp", "pap", "audience", "title", "description", "producer", "reference"})
LISTS: Final = frozenset({"category", "labels"})
_KINDS: Final = {one.value: one for one in records.Kind}
_TLPS: Final = {one.value: one for one in TLP}
_PAPS: Final = {one.value: one for one in PAP}
OTHERS, OWN = "false", "true"  # of `own`: a line is kept as others read it; in JSON and in CSV its first `false` is this one


def bare(found: QuerySet[Indicator]) -> QuerySet[Any]:
    """The same rows with what a record says of them, as bare tuples with these names: for many at once."""
    return found.values_list(*SAID, named=True)


def indicators(rows: Iterable[Any]) -> Iterator[records.Indicator]:
    """The records of these rows (Indicator, or those of `bare`).

    Who shared one inside the community is not told outside its row's own words (`producer`).
    """
    for row in rows:
        yield records.Indicator(
            id=str(row.uuid), kind=_KINDS[row.kind], value=row.value, first=_ms(row.first),
            until=None if row.until is None else _ms(row.until), created=_ms(row.created), modified=_ms(row.modified), tlp=_TLPS[row.tlp],
            pap=_PAPS[row.pap], confidence=row.confidence, category=tuple(row.category), labels=tuple(row.labels), title=row.title,
            description=row.description, producer=row.producer, reference=row.reference, to_block=row.to_block, revoked=row.revoked,
        )  # fmt: skip


def sightings(rows: Iterable[Sighting]) -> Iterator[records.Sighting]:
    """The records of these rows."""
    for row in rows:
        yield records.Sighting(
            id=str(row.uuid), kind=records.Kind(row.kind), value=row.value, first=_ms(row.first), last=_ms(row.last), count=row.count,
            verdict=records.Verdict(row.verdict), indicator=str(row.indicator or ""), producer=row.producer, tlp=TLP(row.tlp),
        )  # fmt: skip


def spelled(rows: Iterable[Indicator]) -> None:
    """Give rows that are about to be stored their line of JSON and of CSV. Who shared them is not told; `own` is as others read it."""
    for row in rows:
        told = _told(row)
        row.line = msgspec.json.encode(told).decode()
        row.cells = ",".join(map(_cell, told.items()))


def _told(row: Indicator) -> dict[str, Any]:
    return {
        "id": str(row.uuid), "position": str(row.added), "own": False, "kind": row.kind, "value": row.value,
        "tlp": row.tlp, "pap": row.pap, "audience": row.audience, "first": _moment(row.first),
        "until": None if row.until is None else _moment(row.until), "created": _moment(row.created), "modified": _moment(row.modified),
        "confidence": row.confidence, "category": row.category, "labels": row.labels, "title": row.title,
        "description": row.description, "producer": row.producer, "reference": row.reference,
        "to_block": row.to_block, "revoked": row.revoked,
    }  # fmt: skip


def _moment(moment: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cell(one: tuple[str, Any]) -> str:
    """A cell of CSV; words are always quoted, and what a spreadsheet would run gets an apostrophe before it."""
    name, value = one
    if name in TEXTS or name in LISTS:
        text = value if name in TEXTS else msgspec.json.encode(value).decode()
        return f'"{neutral(text).replace(chr(34), chr(34) * 2)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
