"""Parcel → STIX 2.1. Belongs here: objects for a bundle or a TAXII page, with what they refer to before them. Never: who may see them.

Identifiers are always the same for the same thing: a foreign UUID is kept, everything else is of version 5. Labels go out as TLP 2.0; PAP,
for which STIX has no marking of its own, as a statement.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from hsoc.exchange.stix import labels, pattern, times
from hsoc.exchange.stix.terms import (
    BORN,
    DISAGREES,
    HOUSE,
    MALICIOUS,
    MEDIA,
    MOST_COUNT,
    OBSERVABLES,
    PAP_IDS,
    TLP_BORN,
    TLP_EXTENSION,
    TLP_IDS,
    UNKNOWN,
    UUID,
    VERSION,
)
from hsoc.records.indicator import Indicator, Kind, Sighting, Verdict, named
from hsoc.records.parcel import Parcel, Rejects, Written
from hsoc.records.tlp import PAP, TLP

Object = dict[str, Any]
IDENTITY: Final = "identity--"
_HASHES: Final = {Kind.MD5: "MD5", Kind.SHA1: "SHA-1", Kind.SHA256: "SHA-256", Kind.SHA512: "SHA-512"}
# what the schemas of STIX take as an observable; a pattern takes any text
_OBSERVABLE: Final = {
    Kind.URL: re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+"),
    Kind.MAIL: re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9.-]+"),
}
_JSON: Final = msgspec.json.Encoder()


def encode(parcel: Parcel, *, now: int) -> Written:
    """A bundle of everything that STIX can say; its identifier follows from its content. now: ms, the time of what has none."""
    withheld = Rejects()
    body = b",".join(map(_JSON.encode, objects(parcel, now, withheld)))
    bundle = named("stix bundle", hashlib.sha256(body).hexdigest())
    return Written(
        content=b'{"type":"bundle","id":"bundle--%s"%s}' % (bundle.encode(), b',"objects":[%s]' % body if body else b""),
        media=MEDIA,
        items=len(parcel.indicators) + len(parcel.sightings) + len(parcel.events) + len(parcel.advisories) - withheld.count,
        withheld=tuple(withheld.told),
    )


def objects(parcel: Parcel, now: int, withheld: Rejects | None = None) -> Iterator[Object]:
    """Plain objects one by one, each after the identities and markings that it refers to. withheld: takes in what STIX cannot say."""
    rejects = withheld if withheld is not None else Rejects()
    said: set[str] = set()
    for index, indicator in enumerate(parcel.indicators):
        if indicator.until is not None and indicator.until <= indicator.first:
            rejects.add(index, "until", "ends before it begins, which STIX does not allow")
            continue
        yield from _before(said, indicator.producer, indicator.tlp, indicator.pap)
        yield of_indicator(indicator, now)
    for index, sighting in enumerate(parcel.sightings, start=len(parcel.indicators)):
        if sighting.verdict is Verdict.EXPIRED:
            rejects.add(index, "verdict", "STIX has no word for an expiry that somebody else than the producer tells")
            continue
        if sighting.verdict is Verdict.FALSE_POSITIVE and not sighting.indicator:
            rejects.add(index, "indicator", "STIX cannot say of a value without an indicator that it is harmless")
            continue
        if not sighting.indicator and sighting.kind in _OBSERVABLE and not _OBSERVABLE[sighting.kind].fullmatch(sighting.value):
            rejects.add(index, "value", "STIX observables have URLs of RFC 3986 and plain mail addresses only")
            continue
        yield from _before(said, sighting.producer, sighting.tlp, None)
        yield from of_sighting(sighting, said)
    at = len(parcel.indicators) + len(parcel.sightings)
    for index in range(at, at + len(parcel.events)):
        rejects.add(index, "events", "events go out as IDEA, STIX has no word for them")
    for index in range(at + len(parcel.events), at + len(parcel.events) + len(parcel.advisories)):
        rejects.add(index, "advisories", "advisories go out as CSAF and CAP")


def of_indicator(one: Indicator, now: int) -> Object:
    """The object of an indicator. now: ms, its time where it has none."""
    first = one.first or now
    created = one.created or first
    found: Object = {
        "type": "indicator",
        "spec_version": VERSION,
        "id": identifier("indicator", one.id),
        "created": times.written(created),
        "modified": times.written(max(one.modified, created)),
        "indicator_types": [MALICIOUS if one.to_block else UNKNOWN],
        "pattern": pattern.written(one.kind, one.value),
        "pattern_type": "stix",
        "pattern_version": VERSION,
        "valid_from": times.written(first),
        "object_marking_refs": [TLP_IDS[one.tlp], PAP_IDS[one.pap]],
    }
    if one.title:
        found["name"] = one.title
    if one.description:
        found["description"] = one.description
    if one.producer:
        found["created_by_ref"] = producer(one.producer)
    if one.until is not None:
        found["valid_until"] = times.written(one.until)
    if one.confidence is not None:
        found["confidence"] = one.confidence
    if one.category or one.labels:
        found["labels"] = labels.written(one.category, one.labels)
    if one.reference:
        found["external_references"] = [{"source_name": one.producer or HOUSE, "url": one.reference}]
    if one.revoked:
        found["revoked"] = True
    return found


def of_sighting(one: Sighting, said: set[str]) -> Iterator[Object]:
    """A sighting of an indicator, an opinion about one, or an observation with its observable before it.

    said: ids that went out.
    """
    last = times.written(max(one.first, one.last))
    common: Object = {"spec_version": VERSION, "created": last, "modified": last, "object_marking_refs": [TLP_IDS[one.tlp]]}
    if one.producer:
        common["created_by_ref"] = producer(one.producer)
    count = min(max(one.count, 1), MOST_COUNT)
    if one.verdict is Verdict.FALSE_POSITIVE:
        yield {
            "type": "opinion",
            "id": identifier("opinion", one.id),
            **common,
            "opinion": DISAGREES,
            "explanation": "A false positive.",
            "object_refs": [identifier("indicator", one.indicator)],
        }
    elif one.indicator:
        yield {
            "type": "sighting",
            "id": identifier("sighting", one.id),
            **common,
            "first_seen": times.written(one.first),
            "last_seen": last,
            "count": count,
            "sighting_of_ref": identifier("indicator", one.indicator),
        }
    else:
        seen = observable(one.kind, one.value)
        if seen["id"] not in said:
            said.add(seen["id"])
            yield seen
        yield {
            "type": "observed-data",
            "id": identifier("observed-data", one.id),
            **common,
            "first_observed": times.written(one.first),
            "last_observed": last,
            "number_observed": count,
            "object_refs": [seen["id"]],
        }


def observable(kind: Kind, value: str) -> Object:
    """The observable of a value. Its identifier is the one that everybody computes alike (STIX 2.1, section 2.9)."""
    match kind:
        case Kind.IP | Kind.NET:
            type_, held = ("ipv6-addr" if ":" in value else "ipv4-addr"), {"value": value}
        case Kind.DOMAIN:
            type_, held = "domain-name", {"value": value}
        case Kind.URL:
            type_, held = "url", {"value": value}
        case Kind.MAIL:
            type_, held = "email-addr", {"value": value}
        case Kind.ASN:
            return _observable("autonomous-system", {"number": int(value)})
        case _:
            return _observable("file", {"hashes": {_HASHES[kind]: value}})
    return _observable(type_, held)


def _observable(type_: str, held: Object) -> Object:
    own = uuid.uuid5(OBSERVABLES, _JSON.encode(held).decode())
    return {"type": type_, "spec_version": VERSION, "id": f"{type_}--{own}", **held}


def identifier(type_: str, own: str) -> str:
    """The STIX identifier of one of our ids."""
    return f"{type_}--{own if UUID.fullmatch(own) else named(type_, own)}"


def producer(name: str) -> str:
    """The identity that a producer's name stands for; a foreign identity that never came with its name is its own."""
    if name.startswith(IDENTITY) and UUID.fullmatch(name[len(IDENTITY) :]):
        return name
    return _identity(name)


def marking(label: TLP | PAP) -> Object:
    """The definition of a label."""
    if isinstance(label, TLP):
        return {
            "type": "marking-definition",
            "spec_version": VERSION,
            "id": TLP_IDS[label],
            "created": TLP_BORN,
            "name": label.value,
            "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": label.value.removeprefix("TLP:").lower()}},
        }
    return {
        "type": "marking-definition",
        "spec_version": VERSION,
        "id": PAP_IDS[label],
        "created": BORN,
        "created_by_ref": producer(HOUSE),
        "name": label.value,
        "definition_type": "statement",
        "definition": {"statement": label.value},
    }


def identity(name: str) -> Object:
    """The identity of a producer of whom only the name is known."""
    return {
        "type": "identity",
        "spec_version": VERSION,
        "id": producer(name),
        "created": BORN,
        "modified": BORN,
        "name": name,
        "identity_class": "organization",
    }


def _before(said: set[str], name: str, spread: TLP, use: PAP | None) -> Iterator[Object]:
    for who in (name, HOUSE if use else ""):
        if who and (ref := producer(who)) != who and ref not in said:
            said.add(ref)
            yield identity(who)
    for label in (spread, use):
        if label is not None and label not in said:
            said.add(label)
            yield marking(label)


@lru_cache(maxsize=4096)  # a partner has few producers
def _identity(name: str) -> str:
    return IDENTITY + named("identity", name)
