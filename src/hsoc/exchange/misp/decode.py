"""MISP documents → Parcel. Belongs here: events, objects and attributes, one by one. Never: what tags mean (labels).

Takes `{"Event": …}`, `{"response": [...]}`, a bare event, a list of any of them, and what a search for attributes answers. Proposals are
not taken for facts: they and types that carry no value of ours are counted. An attribute is bound by its own tags and by its event's.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Final

import msgspec

from hsoc.exchange.misp import labels, times
from hsoc.exchange.misp.terms import (
    EXPIRED,
    FALSE_POSITIVE,
    LINK,
    MOST_COMMAS,
    OWN_ORGANISATION,
    SEEN,
    TYPES,
    UUID,
    AttributeEntry,
    EventEntry,
    ObjectEntry,
    Scalar,
    SightingEntry,
    text,
    truth,
)
from hsoc.records.indicator import Indicator, Kind, Sighting, Verdict, addressed, canonical, named, plain
from hsoc.records.parcel import MOST_BYTES, MOST_ITEMS, Parcel, Rejects, Tally, Unreadable

LONGEST_NAME: Final = 200  # characters of a title or an organisation's name
DEEPEST: Final = 4  # wrappers around an event
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_EVENT: Final = msgspec.json.Decoder(EventEntry)
_OBJECT: Final = msgspec.json.Decoder(ObjectEntry)
_ATTRIBUTE: Final = msgspec.json.Decoder(AttributeEntry)
_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError)
_VERDICTS: Final = {SEEN: Verdict.SEEN, FALSE_POSITIVE: Verdict.FALSE_POSITIVE, EXPIRED: Verdict.EXPIRED}


def decode(content: bytes, *, now: int) -> Parcel:
    """What a document holds; `items` counts attributes. now: ms, where neither an attribute nor its event has a time.

    Raises Unreadable where nothing can be read.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    if content.count(b",") > MOST_COMMAS:
        raise Unreadable("", f"more than {MOST_COMMAS} commas: more parts than {MOST_ITEMS} attributes can have")
    reader = _Reader(now)
    try:
        for event in _events(content.removeprefix(codecs.BOM_UTF8).strip(), 0, reader):
            reader.event(event)
    except RecursionError as error:
        raise Unreadable("", "nested too deeply") from error
    except _ERRORS as error:
        raise Unreadable("", f"not a document of MISP: {error}") from error
    return Parcel(
        indicators=tuple(reader.indicators),
        sightings=tuple(reader.sightings),
        items=reader.items,
        rejected=reader.rejects.count,
        rejects=tuple(reader.rejects.told),
        unknown=reader.unknown.counts,
    )


def _events(content: bytes | msgspec.Raw, depth: int, reader: _Reader) -> Iterator[EventEntry]:
    if depth > DEEPEST:
        raise Unreadable("", "an event wrapped more often than MISP does")
    own = bytes(content).lstrip()
    if own.startswith(b"["):
        raws = _LIST.decode(own)
        if len(raws) > MOST_ITEMS:
            raise Unreadable("", f"{len(raws)} events; at most {MOST_ITEMS} are read, split the document")
        for raw in raws:
            try:
                found = list(_events(raw, depth + 1, reader))
            except (*_ERRORS, Unreadable) as error:
                reader.no_event(error)
            else:
                yield from found
        return
    entry = _EVENT.decode(own)
    if isinstance(entry.event, msgspec.Raw):
        yield from _events(entry.event, depth + 1, reader)
    elif isinstance(entry.response, msgspec.Raw):
        yield from _events(entry.response, depth + 1, reader)
    elif entry.attributes is not None or entry.objects is not None or entry.info is not None:
        yield entry
    else:
        try:
            _ATTRIBUTE.decode(own)
        except _ERRORS as error:
            raise Unreadable("", "neither an event nor an attribute of MISP") from error
        yield EventEntry(attributes=[msgspec.Raw(own)])


class _Event:
    """What an event says of all its attributes."""

    def __init__(self, entry: EventEntry, now: int) -> None:
        self.tags = labels.of_event(one.name for one in entry.tags or ())
        self.own_only = text(entry.distribution) == OWN_ORGANISATION
        self.uuid = entry.uuid.lower()
        self.title = plain(entry.info or "", most=LONGEST_NAME)
        who = entry.creator or entry.owner
        self.producer = plain(who.name, most=LONGEST_NAME) if who else ""
        try:
            self.time = times.read(entry.timestamp or entry.date, default=now)
        except ValueError:
            self.time = now
        self.reference = ""


class _Reader:
    def __init__(self, now: int) -> None:
        self.now = now
        self.items = 0
        self.rejects, self.unknown = Rejects(), Tally()
        self.indicators: list[Indicator] = []
        self.sightings: list[Sighting] = []

    def event(self, entry: EventEntry) -> None:
        about = _Event(entry, self.now)
        for name, parts in (("ShadowAttribute", entry.shadows), ("EventReport", entry.reports)):
            if parts:
                self.unknown.add(name, len(parts))
        start = len(self.indicators)
        self._all(about, entry.attributes or [], own_only=about.own_only, deleted=False)
        for raw in entry.objects or ():
            try:
                thing = _OBJECT.decode(raw)
            except _ERRORS as error:
                self._count(1)
                self._left("Object", error)
                continue
            own_only = about.own_only or text(thing.distribution) == OWN_ORGANISATION
            self._all(about, thing.attributes or [], own_only=own_only, deleted=truth(thing.deleted))
        if about.reference:  # a link says where more is told of all values of its event
            self.indicators[start:] = [msgspec.structs.replace(one, reference=about.reference) for one in self.indicators[start:]]

    def no_event(self, error: Exception) -> None:
        """One of a list that is none."""
        self._count(1)
        self._left("Event", error)

    def _all(self, about: _Event, raws: list[msgspec.Raw], *, own_only: bool, deleted: bool) -> None:
        self._count(len(raws))
        at = self.items - len(raws)
        for index, raw in enumerate(raws, start=at):
            try:
                self._attribute(about, _ATTRIBUTE.decode(raw), own_only=own_only, deleted=deleted)
            except _ERRORS as error:
                self._left("Attribute", error, index)
            except _Wrong as wrong:
                self.rejects.add(index, wrong.place, str(wrong))

    def _count(self, more: int) -> None:
        self.items += more
        if self.items > MOST_ITEMS:
            raise Unreadable("Attribute", f"more than {MOST_ITEMS} attributes; split the document")

    def _left(self, place: str, error: Exception, index: int | None = None) -> None:
        reason, _, where = str(error).partition(" - at `$")
        self.rejects.add(self.items - 1 if index is None else index, f"{place}{where.rstrip('`')[:100]}", reason)

    def _attribute(self, about: _Event, entry: AttributeEntry, *, own_only: bool, deleted: bool) -> None:
        if entry.shadows:
            self.unknown.add("ShadowAttribute", len(entry.shadows))
        if entry.type not in TYPES:
            if entry.type == LINK and not about.reference and not truth(entry.deleted):
                about.reference = _link(text(entry.value))
            self.unknown.add(entry.type)
            return
        values = _values(entry.type, text(entry.value))
        if len(self.indicators) + len(values) > MOST_ITEMS:
            raise _Wrong("value", f"more than {MOST_ITEMS} values in one document; split it")
        said = labels.of(
            [*about.tags, *(one.name for one in entry.tags or ())],
            own_only=own_only or text(entry.distribution) == OWN_ORGANISATION,
        )
        changed = _time("timestamp", entry.timestamp, about.time)
        first = _time("first_seen", entry.first_seen, changed)
        own = entry.uuid.lower()
        if not UUID.fullmatch(own):
            own = named("misp", f"{about.uuid} {entry.uuid} {entry.type} {text(entry.value)[:5000]}")
        until, sightings = self._sightings(about, entry, own)
        if until is not None and until <= first:
            until = first + 1  # ended before it began: over at once
        for kind, value, alone in values:
            one = Indicator(
                id=own if len(values) == 1 else named("misp", f"{own} {kind} {value}"),
                kind=kind,
                value=value,
                first=max(first, 0),
                until=until,
                modified=changed,
                tlp=said.tlp,
                pap=said.pap,
                confidence=said.confidence,
                category=said.category,
                labels=said.labels,
                title=about.title,
                description=plain(entry.comment or ""),
                producer=about.producer,
                to_block=alone and truth(entry.to_ids),
                revoked=deleted or truth(entry.deleted),
            )
            self.indicators.append(one)
            self._seen(one, sightings, alone=len(values) == 1)

    def _sightings(self, about: _Event, entry: AttributeEntry, own: str) -> tuple[int | None, list[Sighting]]:
        """When the producer itself says that it ends, and what everybody else says (with the value still open)."""
        until: int | None = None
        found: list[Sighting] = []
        for index, told in enumerate(entry.sightings or ()):
            verdict = _VERDICTS.get(text(told.type).strip())
            if verdict is None:
                self.unknown.add(f"Sighting {text(told.type)[:40]}")
                continue
            at = _time("Sighting.date_sighting", told.date_sighting, about.time)
            who = _name(told)
            if verdict is Verdict.EXPIRED and who in ("", about.producer):
                until = at if until is None else min(until, at)
                continue
            id_ = told.uuid.lower()
            id_ = id_ if UUID.fullmatch(id_) else named("misp sighting", f"{own} {index} {at} {who}")
            found.append(Sighting(id=id_, kind=Kind.IP, value="", first=at, last=at, verdict=verdict, producer=who))
        if entry.last_seen:
            last = _time("last_seen", entry.last_seen, about.time)
            first = min(last, _time("first_seen", entry.first_seen, last))
            found.append(
                Sighting(
                    id=named("misp last_seen", f"{own} {last}"), kind=Kind.IP, value="", first=first, last=last, producer=about.producer
                )
            )
        return until, found

    def _seen(self, about: Indicator, sightings: list[Sighting], *, alone: bool) -> None:
        if len(self.sightings) + len(sightings) > MOST_ITEMS:
            raise _Wrong("Sighting", f"more than {MOST_ITEMS} sightings in one document; split it")
        for one in sightings:
            id_ = one.id if alone else named("misp sighting", f"{one.id} {about.id}")
            self.sightings.append(
                msgspec.structs.replace(one, id=id_, kind=about.kind, value=about.value, indicator=about.id, tlp=about.tlp)
            )


class _Wrong(Exception):
    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place


def _values(type_: str, value: str) -> list[tuple[Kind, str, bool]]:
    """The values of an attribute, and whether each is a sign by itself: an address that a name led to may be one of shared hosting."""
    kinds = TYPES[type_]
    if len(kinds) == 1:
        parts = [value]
    else:
        left, bar, right = value.rpartition("|") if kinds[0] is None else value.partition("|")
        parts = [left, right] if bar else [value, ""]
    found = []
    for kind, part in zip(kinds, parts, strict=True):
        if kind is None:
            continue
        try:
            found.append(
                (
                    *(addressed(part) if kind is Kind.IP else (kind, canonical(kind, part))),
                    not (kind is Kind.IP and kinds[0] is Kind.DOMAIN),
                )
            )
        except ValueError as error:
            raise _Wrong("value", str(error)) from error
    return found


def _time(place: str, value: Scalar, default: int) -> int:
    try:
        return times.read(value, default=default)
    except ValueError as error:
        raise _Wrong(place, str(error)) from error


def _name(told: SightingEntry) -> str:
    return plain(told.organisation.name, most=LONGEST_NAME) if told.organisation else ""


def _link(value: str) -> str:
    try:
        found = canonical(Kind.URL, value)
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""
