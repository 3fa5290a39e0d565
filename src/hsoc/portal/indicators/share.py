"""Rows → records, as they travel to their audience. Belongs here: what of a row goes out. Never: who is in the audience (queries)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.records import indicator as records
from hsoc.records.tlp import PAP, TLP


def indicators(rows: Iterable[Indicator]) -> Iterator[records.Indicator]:
    """The records of these rows. Who shared one inside the community is not told outside its row's own words (`producer`)."""
    for row in rows:
        yield records.Indicator(
            id=str(row.uuid), kind=records.Kind(row.kind), value=row.value, first=_ms(row.first),
            until=None if row.until is None else _ms(row.until), created=_ms(row.created), modified=_ms(row.modified), tlp=TLP(row.tlp),
            pap=PAP(row.pap), confidence=row.confidence, category=tuple(row.category), labels=tuple(row.labels), title=row.title,
            description=row.description, producer=row.producer, reference=row.reference, to_block=row.to_block, revoked=row.revoked,
        )  # fmt: skip


def sightings(rows: Iterable[Sighting]) -> Iterator[records.Sighting]:
    """The records of these rows."""
    for row in rows:
        yield records.Sighting(
            id=str(row.uuid), kind=records.Kind(row.kind), value=row.value, first=_ms(row.first), last=_ms(row.last), count=row.count,
            verdict=records.Verdict(row.verdict), indicator=str(row.indicator or ""), producer=row.producer, tlp=TLP(row.tlp),
        )  # fmt: skip


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
