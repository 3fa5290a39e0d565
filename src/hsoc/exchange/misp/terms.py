"""How MISP's core format spells things. Belongs here: shapes, types of attributes, tags. Never: reading or writing a document.

Source: misp-rfc, misp-core-format; describeTypes of PyMISP 2.5. MISP writes scalars as strings ("distribution":
"1"); readers meet both.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from hsoc.records.event import Event
from hsoc.records.indicator import Kind
from hsoc.records.parcel import MOST_ITEMS
from hsoc.records.tlp import TLP

MEDIA: Final = "application/json"
HOUSE: Final = "hSOC"
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# commas in a document: an attribute of MISP's has 10 … 20; more means millions of tiny items, which cost memory before they can be counted
MOST_COMMAS: Final = 20 * MOST_ITEMS

HASHES: Final = ("md5", "sha1", "sha256", "sha512")
# type of an attribute → kind of each part between bars; None: a part that is no value of ours; an address may be a prefix
TYPES: Final[dict[str, tuple[Kind | None, ...]]] = {
    "ip-src": (Kind.IP,),
    "ip-dst": (Kind.IP,),
    "ip-src|port": (Kind.IP, None),
    "ip-dst|port": (Kind.IP, None),
    "domain": (Kind.DOMAIN,),
    "hostname": (Kind.DOMAIN,),
    "hostname|port": (Kind.DOMAIN, None),
    "domain|ip": (Kind.DOMAIN, Kind.IP),
    "url": (Kind.URL,),
    "email": (Kind.MAIL,),
    "email-src": (Kind.MAIL,),
    "email-dst": (Kind.MAIL,),
    "email-reply-to": (Kind.MAIL,),
    "AS": (Kind.ASN,),
    "malware-sample": (None, Kind.MD5),
    **{name: (Kind(name),) for name in HASHES},
    **{f"filename|{name}": (None, Kind(name)) for name in HASHES},
}
LINK: Final = "link"

# kind → type and category that are written; an address is a source unless hosts of ours contact it
WRITTEN: Final = {
    Kind.IP: ("ip-src", "Network activity"),
    Kind.NET: ("ip-src", "Network activity"),
    Kind.DOMAIN: ("domain", "Network activity"),
    Kind.URL: ("url", "Network activity"),
    Kind.MAIL: ("email-src", "Payload delivery"),
    Kind.ASN: ("AS", "Network activity"),
    **{Kind(name): (name, "Payload delivery") for name in HASHES},
}
CONTACTED: Final = ("ip-dst", "Network activity")
CONTACTED_FOR: Final = ("Intrusion.Botnet", "Malware", "Fraud.Phishing")  # categories

# who gets an event that is published; never wider than the label
DISTRIBUTION: Final = {TLP.CLEAR: "3", TLP.GREEN: "2", TLP.AMBER: "1", TLP.AMBER_STRICT: "0", TLP.RED: "0"}
OWN_ORGANISATION: Final = "0"
COLOURS: Final = {
    TLP.CLEAR: "#ffffff",
    TLP.GREEN: "#33ff00",
    TLP.AMBER: "#ffc000",
    TLP.AMBER_STRICT: "#ffc000",
    TLP.RED: "#ff2b2b",
}  # FIRST TLP 2.0

CATEGORY: Final = re.compile(r'idea:category="([A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64})?)"')
RSIT: Final = re.compile(r'rsit:[a-z-]{1,64}="([a-z0-9-]{1,64})"')
CONFIDENCE: Final = {
    'misp:confidence-level="completely-confident"': 100,
    'misp:confidence-level="usually-confident"': 75,
    'misp:confidence-level="fairly-confident"': 50,
    'misp:confidence-level="rarely-confident"': 25,
    'misp:confidence-level="unconfident"': 0,
}

SEEN: Final = "0"
FALSE_POSITIVE: Final = "1"
EXPIRED: Final = "2"

Scalar = str | int | float | bool | None


class Tag(msgspec.Struct):
    """A label."""

    name: str = ""


class Organisation(msgspec.Struct):
    """Who."""

    name: str = ""
    uuid: str = ""


class SightingEntry(msgspec.Struct, rename={"organisation": "Organisation"}):
    """Somebody met the value of an attribute."""

    uuid: str = ""
    type: Scalar = SEEN
    date_sighting: Scalar = None
    organisation: Organisation | None = None


class AttributeEntry(msgspec.Struct, rename={"tags": "Tag", "sightings": "Sighting", "shadows": "ShadowAttribute"}):
    """One value."""

    type: str
    value: Scalar
    uuid: str = ""
    comment: str | None = None
    to_ids: Scalar = False
    timestamp: Scalar = None
    first_seen: str | None = None
    last_seen: str | None = None
    deleted: Scalar = False
    distribution: Scalar = None
    tags: list[Tag] | None = None
    sightings: list[SightingEntry] | None = None
    shadows: list[msgspec.Raw] | None = None


class ObjectEntry(msgspec.Struct, rename={"attributes": "Attribute"}):
    """Attributes that belong together."""

    distribution: Scalar = None
    deleted: Scalar = False
    attributes: list[msgspec.Raw] | None = None


class EventEntry(
    msgspec.Struct,
    rename={
        "creator": "Orgc",
        "owner": "Org",
        "tags": "Tag",
        "attributes": "Attribute",
        "objects": "Object",
        "shadows": "ShadowAttribute",
        "reports": "EventReport",
        "event": "Event",
    },
):
    """One event; its own text, or wrapped once more as `{"Event": …}`."""

    uuid: str = ""
    info: str | None = None
    date: str | None = None
    timestamp: Scalar = None
    distribution: Scalar = None
    creator: Organisation | None = None
    owner: Organisation | None = None
    tags: list[Tag] | None = None
    attributes: list[msgspec.Raw] | None = None
    objects: list[msgspec.Raw] | None = None
    shadows: list[msgspec.Raw] | None = None
    reports: list[msgspec.Raw] | None = None
    event: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


CARRIES: Final[dict[str, str]] = dict.fromkeys(
    Event.__struct_fields__,
    "lost: what MISP calls an event is a report with values, not traffic with counts; events go out as IDEA and are withheld here",
)
CARRIES_INDICATOR: Final[dict[str, str]] = {
    "id": "kept",  # a UUID; what is none gets one of version 5
    "kind": "kept",
    "value": "kept",
    "first": "kept",
    "until": "coarsened: to the second, as an expiry that the producer itself tells",
    "created": "lost: MISP has the last change only",
    "modified": "coarsened: to the second",
    "tlp": "kept",
    "pap": "kept",
    "confidence": "coarsened: to the five steps of misp:confidence-level",
    "category": "kept",
    "labels": "kept",
    "title": "lost: a title belongs to the event around it; it stands for a description that is missing",
    "description": "kept",
    "producer": "coarsened: an event needs an organisation, so what has none comes from hSOC",
    "reference": "lost: a link is a value of its own in MISP",
    "to_block": "kept",
    "revoked": "kept",
}
CARRIES_SIGHTING: Final[dict[str, str]] = {
    "id": "kept",
    "kind": "kept",
    "value": "kept",
    "first": "lost: a sighting of MISP's has one time, the last",
    "last": "coarsened: to the second",
    "count": "lost: a sighting of MISP's counts once",
    "verdict": "kept",
    "indicator": "kept",  # one whose indicator is not in the parcel is withheld
    "producer": "coarsened: to hSOC where nobody is named",
    "tlp": "coarsened: to its indicator's; one that is narrower is withheld",
}


def text(value: Any) -> str:
    """A scalar as MISP's own text of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else str(value)


def truth(value: Any) -> bool:
    """A scalar as yes or no."""
    return value is True or text(value).strip().lower() in ("1", "true")
