"""The fields that a column of a plain CSV can fill, and the words that people write above them. Never: reading or writing a file.

Headers are compared in lower case, without accents and signs, so that „Zdrojová IP“ and `zdrojova_ip` are one word.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

EVENTS: Final = "events"
INDICATORS: Final = "indicators"
SEVERAL: Final = ";"  # between the values of one cell

# field → headers, the first is what we write
EVENT: Final = MappingProxyType(
    {
        "id": ("id", "event id", "uuid"),
        "detected": ("detected", "time", "timestamp", "date", "datetime", "detecttime", "time source", "cas", "datum", "datum a cas"),
        "first": ("first", "start", "start time", "first seen", "eventtime", "od", "zacatek"),
        "last": ("last", "end", "end time", "last seen", "ceasetime", "do", "konec"),
        "category": ("category", "kategorie", "classification type"),
        "severity": ("severity", "priority", "zavaznost"),
        "source.address": (
            "source address",
            "src ip",
            "source ip",
            "srcip",
            "src",
            "source",
            "ip",
            "ip address",
            "address",
            "attacker",
            "sourceip",
            "zdrojova ip",
            "zdroj",
            "ip adresa",
            "adresa",
        ),
        "source.port": ("source port", "src port", "srcport", "sport", "zdrojovy port"),
        "source.host": ("source host", "hostname", "src host", "src hostname", "source hostname", "source fqdn"),
        "source.asn": ("source asn", "asn", "src asn"),
        "target.address": (
            "target address",
            "dst ip",
            "destination ip",
            "dstip",
            "dst",
            "destination",
            "target",
            "target ip",
            "destinationip",
            "victim",
            "cilova ip",
            "cil",
        ),
        "target.port": ("target port", "dst port", "dstport", "dport", "port", "destination port", "cilovy port"),
        "target.host": ("target host", "dst host", "dst hostname", "destination hostname", "destination fqdn"),
        "target.asn": ("target asn", "dst asn"),
        "proto": ("proto", "protocol", "protokol"),
        "description": ("description", "message", "msg", "note", "comment", "popis", "poznamka"),
        "confidence": ("confidence", "jistota"),
        "flows": ("flows", "flow count", "toky"),
        "packets": ("packets", "packet count", "pakety"),
        "bytes": ("bytes", "byte count", "bajty"),
        "node": ("node", "sensor", "detector", "senzor"),
        "test": ("test",),
        "tlp": ("tlp",),
    }
)
INDICATOR: Final = MappingProxyType(
    {
        "value": ("value", "indicator", "ioc", "observable", "hodnota", "indikator"),
        "kind": ("kind", "type", "indicator type", "ioc type", "typ", "druh"),
        "id": ("id", "uuid"),
        "first": ("first", "valid from", "first seen", "date", "timestamp", "time", "datum", "od"),
        "until": ("until", "valid until", "expires", "expiration", "platnost do", "do"),
        "created": ("created",),
        "modified": ("modified",),
        "tlp": ("tlp",),
        "pap": ("pap",),
        "confidence": ("confidence", "jistota"),
        "category": ("category", "kategorie"),
        "labels": ("labels", "tags", "tag", "stitky"),
        "title": ("title", "name", "nazev"),
        "description": ("description", "comment", "note", "popis", "poznamka"),
        "producer": ("producer", "source", "feed", "zdroj"),
        "reference": ("reference", "link", "odkaz"),
        "to_block": ("to block", "to ids"),
        "revoked": ("revoked",),
    }
)
FIELDS: Final = MappingProxyType({EVENTS: EVENT, INDICATORS: INDICATOR})
# what others call our kinds
KINDS: Final = MappingProxyType(
    {
        "ipv4": "ip",
        "ipv6": "ip",
        "ipv4-addr": "ip",
        "ipv6-addr": "ip",
        "ip-src": "ip",
        "ip-dst": "ip",
        "address": "ip",
        "cidr": "net",
        "network": "net",
        "prefix": "net",
        "fqdn": "domain",
        "hostname": "domain",
        "domain-name": "domain",
        "host": "domain",
        "uri": "url",
        "email": "mail",
        "email-src": "mail",
        "e-mail": "mail",
        "as": "asn",
    }
)
YES: Final = frozenset({"1", "true", "yes", "y", "ano"})

_ONE: Final = "coarsened: all sides of one direction are read as one"
_NO: Final = "lost: the table has no column for it"
CARRIES: Final[dict[str, str]] = (
    dict.fromkeys(
        ("id", "category", "detected", "first", "last", "severity", "confidence", "flows", "packets", "bytes", "tlp", "node", "test"),
        "kept",
    )
    | {
        "description": "coarsened: control characters and spaces around it go",
        "sources": _ONE,
        "targets": _ONE,
        "source_count": "coarsened: of what is listed",
        "target_count": "coarsened: of what is listed",
        "port_count": "coarsened: of what is listed",
    }
    | dict.fromkeys(
        (
            "created",
            "state",
            "revision",
            "detector",
            "vector",
            "trust",
            "member",
            "members",
            "detections",
            "dropped_flows",
            "dropped_packets",
            "dropped_bytes",
            "disposition",
            "basis",
            "action",
            "why",
            "dry_run",
            "rules",
            "facts",
        ),
        _NO,
    )
)
CARRIES_INDICATOR: Final[dict[str, str]] = dict.fromkeys(INDICATOR, "kept") | {
    "title": "coarsened: control characters go",
    "description": "coarsened: control characters go",
    "labels": "coarsened: control characters and semicolons go",
    "producer": "coarsened: control characters go",
    "reference": "coarsened: control characters go",
}
