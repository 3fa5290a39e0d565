"""What a partner's document holds, and what is written for a partner. Belongs here: the values between formats and the house. Never: I/O.

A reader keeps what is good and says of the rest where it stands and why it was left; nothing is dropped without a word. A writer says what
it withheld: a label that the format cannot carry is never replaced by a wider one.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.records.advisory import Advisory
from hsoc.records.event import Event
from hsoc.records.indicator import Indicator, Sighting

MOST_BYTES: Final = 64 * 1024 * 1024  # of one document
MOST_ITEMS: Final = 200_000  # of one document; more is refused whole, with the number that stood there
MOST_REJECTS: Final = 1000  # told one by one; the count stays true
MOST_UNKNOWN: Final = 100  # names of unknown kinds or columns kept; the others are counted together
LONGEST_ORIGINAL: Final = 256 * 1024  # bytes of an item's own text that are kept beside it


class Unreadable(ValueError):
    """A document of which nothing can be read. `place` is where (a line, a path, ''), `reason` a part of a sentence."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place, self.reason = place, reason


class Reject(msgspec.Struct, frozen=True):
    """One item left out. index: from 0 in the document; place: path or column inside the item; reason: a part of a sentence."""

    index: int
    place: str
    reason: str


class Taken(msgspec.Struct, frozen=True, gc=False):
    """An event with its own text as it came. media: its media type, to be shown as text and never as HTML."""

    event: Event
    original: bytes
    media: str


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What a document holds. items: how many it has, read or not; rejected: how many were left, of which `rejects` tells the first.

    unknown: column or object kinds that nobody here knows, each kept raw in its item, with how often it stood there.
    """

    events: tuple[Taken, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    items: int = 0
    rejected: int = 0
    rejects: tuple[Reject, ...] = ()
    unknown: dict[str, int] = {}


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A document for a partner. withheld: what may not go out in this format, and why."""

    content: bytes
    media: str
    items: int
    withheld: tuple[Reject, ...] = ()


class Rejects:
    """Collects what is left out, bounded."""

    def __init__(self) -> None:
        self.count = 0
        self.told: list[Reject] = []

    def add(self, index: int, place: str, reason: str) -> None:
        """One item left out."""
        self.count += 1
        if len(self.told) < MOST_REJECTS:
            self.told.append(Reject(index, place, reason[:400]))


def unsaid(parcel: Parcel, *carried: str) -> tuple[Reject, ...]:
    """One line per kind of a parcel's items that a format has no words for, so that nothing is left out silently."""
    kinds = {name: len(getattr(parcel, name)) for name in ("events", "indicators", "sightings", "advisories") if name not in carried}
    return tuple(Reject(0, name, f"{number} left out: the format has no words for them") for name, number in kinds.items() if number)


class Tally:
    """Counts what nobody here knows by its name, bounded: names beyond the first hundred are counted under `…`."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, name: str, times: int = 1) -> None:
        """Seen once more, under a name of at most 80 printable characters."""
        key = name if len(name) <= 80 and name.isprintable() else ascii(name[:60])
        if key not in self.counts and len(self.counts) >= MOST_UNKNOWN:
            key = "\u2026"
        self.counts[key] = self.counts.get(key, 0) + times
