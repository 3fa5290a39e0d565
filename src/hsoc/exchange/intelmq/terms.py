"""IntelMQ 3.5's keys, and what they are in our words. Never: reading or writing a document.

Source: IntelMQ's data format (flat keys of lower-case words joined by dots); types are of RSIT with some older ones. A label is
WHITE, GREEN, AMBER or RED: CLEAR and AMBER+STRICT are invalid there, so AMBER+STRICT goes out as RED (sharing.md C1). What IntelMQ has no
key for stands under `extra.hsoc_…`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hsoc.records.tlp import TLP

LABELS: Final = MappingProxyType({TLP.CLEAR: "WHITE", TLP.GREEN: "GREEN", TLP.AMBER: "AMBER", TLP.AMBER_STRICT: "RED", TLP.RED: "RED"})
# types that IntelMQ had before it took RSIT's
OLDER: Final = MappingProxyType(
    {
        "blacklist": "Other",
        "backdoor": "Intrusion.AdminCompromise",
        "botnet drone": "Malware",
        "c&c": "Intrusion.Botnet",
        "compromised": "Intrusion.AdminCompromise",
        "defacement": "Intrusion.AppCompromise",
        "dropzone": "Information.UnauthorizedAccess",
        "malware": "Malware",
        "proxy": "Vulnerable.Open",
        "ransomware": "Malware",
        "tor": "Other",
        "unauthorized-login": "Intrusion.UserCompromise",
        "unauthorized-command": "Intrusion.AdminCompromise",
        "vulnerable client": "Vulnerable.Config",
        "vulnerable service": "Vulnerable.Open",
    }
)
# key → our kind of indicator
VALUES: Final = MappingProxyType(
    {
        "source.url": "url",
        "malware.hash.sha256": "sha256",
        "malware.hash.sha1": "sha1",
        "malware.hash.md5": "md5",
        "source.account": "mail",
        "source.ip": "ip",
        "source.network": "net",
        "source.fqdn": "domain",
        "source.asn": "asn",
    }
)
INDICATOR: Final = "extra.hsoc_indicator"  # true: the event says a value, not a happening
ID: Final = "extra.hsoc_id"
CATEGORY: Final = "extra.hsoc_category"
FIRST: Final = "extra.hsoc_first"
LAST: Final = "extra.hsoc_last"
UNTIL: Final = "extra.hsoc_until"
PAP: Final = "extra.hsoc_pap"
COUNTS: Final = MappingProxyType({"flows": "extra.hsoc_flows", "packets": "extra.hsoc_packets", "bytes": "extra.hsoc_bytes"})

# keys that are read; others are counted as unknown and stay in the item's own text
READ: Final = frozenset(
    {
        "time.source", "time.observation", "source.ip", "source.network", "source.port", "source.fqdn", "source.reverse_dns", "source.asn",
        "source.url", "source.account", "destination.ip", "destination.network", "destination.port", "destination.fqdn",
        "destination.reverse_dns", "destination.asn", "protocol.transport", "protocol.application", "classification.type",
        "classification.taxonomy", "classification.identifier", "malware.name", "malware.hash.md5", "malware.hash.sha1",
        "malware.hash.sha256", "event_description.text", "feed.name", "feed.provider", "feed.accuracy", "severity", "tlp", "raw", "__type",
        INDICATOR, ID, CATEGORY, FIRST, LAST, UNTIL, PAP, *COUNTS.values(),
    }
)  # fmt: skip

_ONE: Final = "coarsened: the first source and the first target, each with its first address, port, host and AS"
_LISTED: Final = "coarsened: of what is listed"
_NO: Final = "lost: IntelMQ has no key for it"
CARRIES: Final[dict[str, str]] = {
    "id": "kept",
    "category": "kept",
    "detected": "kept",
    "first": "kept",
    "last": "kept",
    "created": "coarsened: read from time.observation, written only where it is known",
    "state": _NO,
    "revision": _NO,
    "detector": _NO,
    "vector": "coarsened: written as classification.identifier, read into the description",
    "severity": "kept",
    "confidence": "coarsened: feed.accuracy in hundredths of a percent",
    "trust": _NO,
    "description": "coarsened: without control characters",
    "sources": _ONE,
    "targets": _ONE,
    "source_count": _LISTED,
    "target_count": _LISTED,
    "port_count": _LISTED,
    "member": _NO,
    "members": _NO,
    "detections": _NO,
    "flows": "kept",
    "packets": "kept",
    "bytes": "kept",
    "dropped_flows": _NO,
    "dropped_packets": _NO,
    "dropped_bytes": _NO,
    "disposition": _NO,
    "basis": _NO,
    "action": _NO,
    "why": _NO,
    "dry_run": _NO,
    "rules": _NO,
    "facts": _NO,
    "tlp": "coarsened: AMBER+STRICT goes out as RED, never wider",
    "node": "kept",
    "test": "kept",
}
CARRIES_INDICATOR: Final[dict[str, str]] = {
    "id": "kept",
    "kind": "kept",
    "value": "kept",
    "first": "kept",
    "until": "kept",
    "created": _NO,
    "modified": _NO,
    "tlp": "coarsened: AMBER+STRICT goes out as RED, never wider",
    "pap": "kept",
    "confidence": "kept",
    "category": "kept",
    "labels": _NO,
    "title": _NO,
    "description": "coarsened: without control characters",
    "producer": "coarsened: without control characters",
    "reference": _NO,
    "to_block": _NO,
    "revoked": _NO,
}
