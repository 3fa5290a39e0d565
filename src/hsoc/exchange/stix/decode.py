"""STIX documents → Parcel. Belongs here: cutting a document into objects, each in its newest version. Never: patterns, labels.

Takes a bundle, TAXII's envelope, a bare list and a single object, of STIX 2.1 and, as far as it goes, of 2.0. Objects are read in any
order, because references point both ways; of several versions the newest counts. Whatever is no indicator, sighting or opinion is
counted by type.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

import msgspec

from hsoc.exchange.stix import times
from hsoc.exchange.stix.join import Joined
from hsoc.exchange.stix.terms import MOST_COMMAS, Common, Envelope, Head, Thing
from hsoc.records.indicator import Kind
from hsoc.records.parcel import MOST_BYTES, MOST_ITEMS, Parcel, Rejects, Tally, Unreadable

_ENVELOPE: Final = msgspec.json.Decoder(Envelope)
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_THING: Final = msgspec.json.Decoder(Thing)
_HEAD: Final = msgspec.json.Decoder(Head)
_KNOWN: Final = frozenset(str(one.__struct_config__.tag) for one in Thing.__args__)
_NONE: Final[Mapping[str, tuple[Kind, str]]] = {}


def decode(content: bytes, *, now: int, known: Mapping[str, tuple[Kind, str]] = _NONE) -> Parcel:
    """What a document holds. now: ms, the start of validity where an indicator names none and no creation either.

    known: values of indicators that are not in the document, by their UUID, so that a sighting that comes alone finds what it is about.
    Raises Unreadable where nothing can be read.
    """
    rejects, unknown = Rejects(), Tally()
    raws = _cut(content)
    things = _newest(raws, rejects, unknown)
    joined = Joined(things, now=now, known=known, rejects=rejects, unknown=unknown)
    return Parcel(
        indicators=tuple(joined.indicators),
        sightings=tuple(joined.sightings),
        items=len(raws),
        rejected=rejects.count,
        rejects=tuple(rejects.told),
        unknown=unknown.counts,
    )


def _cut(content: bytes) -> list[msgspec.Raw]:
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    if content.count(b",") > MOST_COMMAS:
        raise Unreadable("", f"more than {MOST_COMMAS} commas: more parts than {MOST_ITEMS} objects can have")
    content = content.removeprefix(codecs.BOM_UTF8).strip()
    try:
        if content.startswith(b"["):
            found = _LIST.decode(content)
        else:
            envelope = _ENVELOPE.decode(content)
            if envelope.objects is not None:
                found = envelope.objects
            elif envelope.type not in (None, "bundle"):
                found = [msgspec.Raw(content)]
            elif envelope.type == "bundle" or envelope.more is not None or content == b"{}":
                found = []
            else:
                raise Unreadable("", "neither a bundle nor an object of STIX")
    except RecursionError as error:
        raise Unreadable("", "nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("", f"not a document of STIX: {error}") from error
    if len(found) > MOST_ITEMS:
        raise Unreadable("objects", f"{len(found)} objects; at most {MOST_ITEMS} are read, split the document")
    return found


def _newest(raws: list[msgspec.Raw], rejects: Rejects, unknown: Tally) -> dict[str, tuple[int, Common]]:
    """Id → (index, object), in the order of the document."""
    things: dict[str, tuple[int, Common]] = {}
    for index, raw in enumerate(raws):
        try:
            thing = _THING.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            _left(index, raw, error, rejects, unknown)
            continue
        before = things.get(thing.id)
        if before:
            unknown.add("older version")
            if _version(before[1]) > _version(thing):
                continue
        things[thing.id] = index, thing
    return things


def _left(index: int, raw: msgspec.Raw, error: Exception, rejects: Rejects, unknown: Tally) -> None:
    try:
        head = _HEAD.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as worse:
        rejects.add(index, "type", str(worse))
        return
    if head.type not in _KNOWN:
        unknown.add(head.type)
        return
    reason, _, place = str(error).partition(" - at `$")
    rejects.add(index, place.strip("`.")[:100], reason)


def _version(thing: Common) -> int:
    try:
        return times.read(thing.modified or thing.created or "")
    except ValueError:
        return 0
