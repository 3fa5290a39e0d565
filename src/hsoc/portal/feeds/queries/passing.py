"""Events as machines with a token get them. Belongs here: documents by time and by serial. Never: who sees what (events), a format.

A machine gives no reason for looking into a member's data: a token of the operator's gets of the members' events what every member gets.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from hsoc.exchange.idea import Unreadable, decode
from hsoc.journal.days import local_day
from hsoc.journal.event_filter import Filter
from hsoc.portal.events import queries as events
from hsoc.portal.events.share import for_machine
from hsoc.portal.members.rules import Actor
from hsoc.records.parcel import Parcel, Taken

PORTION = 500  # events read at once
MOST_LOOKED_AT = 100_000  # events that one call compares with its conditions


def by_time(actor: Actor, *, low: int, high: int, member: int | None) -> Iterator[Parcel]:
    """Parcels of events that began from `low` on and before `high` (ms), newest first; member: only its own. Raises TooSlow."""
    first = str(local_day(np.array([low], np.int64))[0])  # found out later than it began, so filed that day or after
    wanted = Filter(first_day=first, member=member, least=(("first", low),), most=(("first", high - 1),), sort="first")
    after, left = None, MOST_LOOKED_AT
    while left > 0:
        page, rows = events.machine_events(actor, wanted, after=after, size=PORTION)
        yield Parcel(events=tuple(_taken(rows)), items=len(rows))
        left, after = left - len(rows), page
        if after is None:
            return


def by_serial(actor: Actor, *, after: int, most: int) -> tuple[Parcel, int]:
    """(`most` events after a serial, or a few more that came late to one position; the serial to go on from). Raises TooSlow."""
    top = events.newest_serial()
    found = events.whole((one for rows in events.machine_stream(actor, after=after, upto=top) for one in rows), most)
    last = found[-1].position if len(found) >= most else max(after, top)
    return Parcel(events=tuple(_taken(found)), items=len(found)), last


def _taken(rows: list[events.Passing]) -> Iterator[Taken]:
    for one in rows:
        try:
            event = decode(msgspec.json.decode(for_machine(one)), ours=True)
        except Unreadable:
            continue  # what the door of old took and nobody can read now stays with IDEA
        # who says nothing of when it was written is told the same time at every asking: when it came
        yield Taken(event if event.created else msgspec.structs.replace(event, created=one.row.received), b"", "")
