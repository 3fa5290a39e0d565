"""How STIX 2.1 spells things. Belongs here: object shapes, identifiers, tables, what is carried. Never: reading or writing a document.

Source: STIX 2.1 (OASIS Standard, 10 June 2021); TLP 2.0 as the extension of the common object repository (sharing.md C1). Shapes hold only
what is read; everything else in an object is skipped without being built.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

import msgspec

from hsoc.records.event import Event
from hsoc.records.indicator import named
from hsoc.records.parcel import MOST_ITEMS
from hsoc.records.tlp import PAP, TLP

MEDIA: Final = "application/stix+json;version=2.1"
HOUSE: Final = "hSOC"
VERSION: Final = "2.1"
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BORN: Final = "2026-01-01T00:00:00.000Z"  # of our own marking definitions and of identities that we only know the name of
# namespace of observables (STIX 2.1, section 2.9)
OBSERVABLES: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
MOST_COUNT: Final = 999_999_999  # of a sighting (STIX 2.1, section 5.2)
# commas in a document: an object of STIX's has 6 … 15; more means millions of tiny items, which cost memory before they can be counted
MOST_COMMAS: Final = 20 * MOST_ITEMS

TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_BORN: Final = "2022-10-01T00:00:00.000Z"
TLP_IDS: Final = {
    TLP.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    TLP.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    TLP.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    TLP.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    TLP.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
# TLP 1, as STIX 2.1 defines its markings in section 7
OLD_TLP_IDS: Final = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": TLP.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": TLP.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": TLP.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": TLP.RED,
}
KNOWN_TLP: Final = {**OLD_TLP_IDS, **{id_: label for label, id_ in TLP_IDS.items()}}
PAP_IDS: Final = {label: f"marking-definition--{named('pap', label.value)}" for label in PAP}
KNOWN_PAP: Final = {id_: label for label, id_ in PAP_IDS.items()}

# categories of IDEA as a label, in the way that MISP writes tags; RSIT's beside it, because partners know that one
CATEGORY: Final = re.compile(r'idea:category="([A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64})?)"')
RSIT: Final = re.compile(r'rsit:[a-z-]{1,64}="([a-z0-9-]{1,64})"')

MALICIOUS: Final = "malicious-activity"
BENIGN: Final = "benign"
UNKNOWN: Final = "unknown"
DISAGREES: Final = "strongly-disagree"

# kind of an observable → its object type and the path that a pattern would name
OBSERVED: Final = {
    "ipv4-addr": "ipv4-addr:value",
    "ipv6-addr": "ipv6-addr:value",
    "domain-name": "domain-name:value",
    "url": "url:value",
    "email-addr": "email-addr:value",
    "autonomous-system": "autonomous-system:number",
}


class Reference(msgspec.Struct):
    """An external reference."""

    source_name: str | None = None
    url: str | None = None


class Definition(msgspec.Struct):
    """What a marking of version 1 says."""

    tlp: str | None = None
    statement: str | None = None


class Extension(msgspec.Struct):
    """What a marking of TLP 2.0 says."""

    tlp_2_0: str | None = None


class Granular(msgspec.Struct):
    """A marking of a part."""

    marking_ref: str | None = None


class Common(msgspec.Struct, kw_only=True, tag_field="type"):
    """What every object may have."""

    id: str
    created: str | None = None
    modified: str | None = None
    created_by_ref: str | None = None
    labels: list[str] | None = None
    object_marking_refs: list[str] | None = None
    granular_markings: list[Granular] | None = None
    confidence: float | None = None
    revoked: bool = False


class IndicatorObject(Common, kw_only=True, tag="indicator"):
    """A pattern and what it is worth."""

    pattern: str
    pattern_type: str = "stix"
    name: str | None = None
    description: str | None = None
    indicator_types: list[str] | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    external_references: list[Reference] | None = None


class SightingObject(Common, kw_only=True, tag="sighting"):
    """Somebody met an indicator."""

    sighting_of_ref: str
    where_sighted_refs: list[str] | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    count: int | None = None


class ObservedObject(Common, kw_only=True, tag="observed-data"):
    """Somebody met a value; STIX 2.0 kept the values inside, as `objects`, which is not read."""

    object_refs: list[str] | None = None
    first_observed: str | None = None
    last_observed: str | None = None
    number_observed: int | None = None


class OpinionObject(Common, kw_only=True, tag="opinion"):
    """Somebody says how far an object is right."""

    opinion: str
    object_refs: list[str] = []


class IdentityObject(Common, kw_only=True, tag="identity"):
    """Who says it."""

    name: str = ""


class RelationshipObject(Common, kw_only=True, tag="relationship"):
    """One object to another."""

    relationship_type: str = ""
    source_ref: str = ""
    target_ref: str = ""


class MarkingObject(Common, kw_only=True, tag="marking-definition"):
    """A label."""

    name: str | None = None
    definition_type: str | None = None
    definition: Definition | None = None
    extensions: dict[str, Extension] | None = None


class Address4(Common, kw_only=True, tag="ipv4-addr"):
    """An observable."""

    value: str


class Address6(Common, kw_only=True, tag="ipv6-addr"):
    """An observable."""

    value: str


class Name(Common, kw_only=True, tag="domain-name"):
    """An observable."""

    value: str


class Url(Common, kw_only=True, tag="url"):
    """An observable."""

    value: str


class Mail(Common, kw_only=True, tag="email-addr"):
    """An observable."""

    value: str


class System(Common, kw_only=True, tag="autonomous-system"):
    """An observable."""

    number: int


class File(Common, kw_only=True, tag="file"):
    """An observable; each of its hashes is a value."""

    hashes: dict[str, str] | None = None


Observable = Address4 | Address6 | Name | Url | Mail | System | File
Thing = IndicatorObject | SightingObject | ObservedObject | OpinionObject | IdentityObject | RelationshipObject | MarkingObject | Observable


class Head(msgspec.Struct):
    """The least of an object."""

    type: str


class Envelope(msgspec.Struct):
    """A bundle, or TAXII's envelope, or a single object."""

    objects: list[msgspec.Raw] | None = None
    type: str | None = None
    more: Any = None


CARRIES: Final[dict[str, str]] = dict.fromkeys(
    Event.__struct_fields__,
    "lost: STIX knows observations of single values, and an event is more than its addresses; events go out as IDEA and are withheld here",
)
CARRIES_INDICATOR: Final[dict[str, str]] = {
    "id": "kept",  # a UUID; what is none gets one of version 5
    "kind": "kept",
    "value": "kept",
    "first": "kept",
    "until": "kept",
    "created": "coarsened: where it is not known, the start of validity stands for it",
    "modified": "coarsened: where it is not known, the creation stands for it",
    "tlp": "kept",
    "pap": "kept",
    "confidence": "kept",
    "category": "kept",
    "labels": "kept",
    "title": "kept",
    "description": "kept",
    "producer": "kept",
    "reference": "kept",
    "to_block": "kept",
    "revoked": "kept",
}
CARRIES_SIGHTING: Final[dict[str, str]] = {
    "id": "kept",
    "kind": "kept",
    "value": "kept",
    "first": "coarsened: a false positive has one time, its last",
    "last": "kept",
    "count": "coarsened: to 999,999,999; a false positive counts once",
    "verdict": "coarsened: a false positive is an opinion that disagrees strongly; STIX has no word for an expiry, which is withheld",
    "indicator": "kept",
    "producer": "kept",
    "tlp": "coarsened: when read, at least as narrow as its indicator's, because it carries the value",
}
