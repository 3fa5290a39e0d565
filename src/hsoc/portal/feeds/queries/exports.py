"""What goes out as a document: events and indicators that an actor may see. Never: a format (exchange), who may see (gates)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from hsoc.exchange.idea import Unreadable, decode
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import Detail, EventRow
from hsoc.portal.events import queries as events
from hsoc.portal.events.share import document
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators import share
from hsoc.portal.members.rules import Actor
from hsoc.records.parcel import Parcel, Taken

PORTION: Final = 500  # events read at once
MOST_INDICATORS: Final = 10_000  # of one parcel


def event_documents(actor: Actor, wanted: Filter, *, most: int) -> Iterator[bytes]:
    """IDEA0 documents of the events that the actor may see, as the audience gets them. Raises ValueError on a bad filter, TooSlow."""
    left, after = most, None
    while left > 0:
        page = events.events(actor, wanted, after=after, size=min(PORTION, left))
        raws = events.originals(actor, page.rows)
        for row in page.rows:
            yield raws.get(row.serial) or _copy(row)
        left, after = left - len(page.rows), page.following
        if after is None:
            return


def _copy(row: EventRow) -> bytes:
    """The document of a copy, made of what the gate let through."""
    return msgspec.json.encode(document(Detail(row=row, source_list=(), target_list=(), raw=None, history=())))


def event_parcels(documents: Iterator[bytes], *, size: int = PORTION) -> Iterator[Parcel]:
    """The same as parcels, for formats other than IDEA."""
    while part := list(islice(documents, size)):
        taken = []
        for raw in part:
            try:
                taken.append(Taken(decode(msgspec.json.decode(raw), ours=True), b"", ""))
            except Unreadable:
                continue  # what the door of old took and nobody can read now stays with IDEA
        yield Parcel(events=tuple(taken), items=len(part))


def indicator_parcels(actor: Actor, *, most: int) -> Iterator[Parcel]:
    """The newest indicators and all sightings that the actor may see."""
    rows = share.indicators(share.bare(indicators.newest(actor).order_by("added"))[:most].iterator(chunk_size=2000))
    while part := tuple(islice(rows, MOST_INDICATORS)):
        yield Parcel(indicators=part, items=len(part))
    seen = share.sightings(indicators.sightings_visible_to(actor).order_by("added")[:most].iterator(chunk_size=2000))
    while part_ := tuple(islice(seen, MOST_INDICATORS)):
        yield Parcel(sightings=part_, items=len(part_))
