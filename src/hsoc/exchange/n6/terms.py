"""n6's keys and categories, and what they are in our words. Never: reading or writing a document.

Source: n6's documentation of the REST API (event attributes, categories). A restriction is public, need-to-know or internal:
GREEN and AMBER go out as need-to-know, AMBER+STRICT and RED do not go out (sharing.md C1), but for one reader: the organisation that an
event is about gets its own AMBER+STRICT as internal. That is read back as AMBER+STRICT; for RED there is no word that would not widen it.
What is need-to-know is read as AMBER, never as GREEN.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hsoc.records.tlp import TLP

RESTRICTIONS: Final = MappingProxyType({TLP.CLEAR: "public", TLP.GREEN: "need-to-know", TLP.AMBER: "need-to-know"})
OWN_RESTRICTIONS: Final = MappingProxyType({**RESTRICTIONS, TLP.AMBER_STRICT: "internal"})
LABELS: Final = MappingProxyType({"public": TLP.CLEAR, "need-to-know": TLP.AMBER, "internal": TLP.AMBER_STRICT})
CONFIDENCES: Final = MappingProxyType({"low": 0.3, "medium": 0.6, "high": 0.9})  # n6 has three steps

# n6's category → IDEA's
CATEGORIES: Final = MappingProxyType(
    {
        "amplifier": "Vulnerable.Open",
        "backdoor": "Intrusion.AdminCompromise",
        "bots": "Malware",
        "cnc": "Intrusion.Botnet",
        "deface": "Intrusion.AppCompromise",
        "dns-query": "Anomaly.Behaviour",
        "dos-attacker": "Availability.DDoS",
        "dos-victim": "Availability.DDoS",
        "exposed": "Vulnerable.Open",
        "flow": "Anomaly.Traffic",
        "flow-anomaly": "Anomaly.Traffic",
        "fraud": "Fraud",
        "leak": "Information.UnauthorizedAccess",
        "malurl": "Malware",
        "malware-action": "Malware",
        "other": "Other",
        "phish": "Fraud.Phishing",
        "proxy": "Vulnerable.Open",
        "sandbox-url": "Malware",
        "scam": "Fraud.Scam",
        "scanning": "Recon.Scanning",
        "server-exploit": "Attempt.Exploit",
        "spam": "Abusive.Spam",
        "spam-url": "Abusive.Spam",
        "tor": "Other",
        "vulnerable": "Vulnerable.Config",
        "webinject": "Malware",
    }
)
# IDEA's → n6's, for writing; a category that is not here goes by its top level. n6's `fraud` is about money: forged sources are none,
# and IntelMQ's parser makes an invalid type of it; `exposed`, `deface` and `scam` are too new for that parser, which breaks on them, so
# open services go out as vulnerable, defaced pages as any intrusion and scams as other
BACK: Final = MappingProxyType(
    {
        "Recon": "scanning",
        "Attempt": "server-exploit",
        "Intrusion.Botnet": "cnc",
        "Intrusion": "backdoor",
        "Malware": "bots",
        "Availability": "dos-attacker",
        "Vulnerable": "vulnerable",
        "Fraud.Phishing": "phish",
        "Information": "leak",
        "Abusive.Spam": "spam",
        "Anomaly.Traffic": "flow-anomaly",
    }
)
# keys that are read; others are counted as unknown and stay in the item's own text
READ: Final = frozenset(
    {
        "type", "id", "source", "restriction", "confidence", "category", "time", "modified", "until", "count", "address", "dip", "adip",
        "sport", "dport", "proto", "fqdn", "url", "name", "target", "md5", "sha1", "sha256",
    }
)  # fmt: skip
HASHES: Final = ("sha256", "sha1", "md5")

_LISTED: Final = "coarsened: of what is listed"
_NO: Final = "lost: n6 has no key for it"
CARRIES: Final[dict[str, str]] = {
    "id": "coarsened: 32 hexadecimal digits; a UUID without its hyphens, of others one made of them",
    "category": "coarsened: one of n6's 27",
    "detected": "coarsened: the same as first",
    "first": "kept",
    "last": "kept",
    "created": "coarsened: the day it was written",
    "state": _NO,
    "revision": _NO,
    "detector": _NO,
    "vector": "coarsened: written as name, read into the description",
    "severity": "coarsened: of the category",
    "confidence": "coarsened: low, medium, high",
    "trust": _NO,
    "description": "coarsened: name, target and URL",
    "sources": "coarsened: IPv4 addresses, one port, one host",
    "targets": "coarsened: one IPv4 address and one port",
    "source_count": _LISTED,
    "target_count": _LISTED,
    "port_count": _LISTED,
    "member": _NO,
    "members": _NO,
    "detections": "kept",
    "flows": _NO,
    "packets": _NO,
    "bytes": _NO,
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
    "tlp": "coarsened: GREEN comes back as AMBER; AMBER+STRICT and RED are withheld",
    "node": "coarsened: our node goes out as hsoc.events, theirs is read with n6 before it",
    "test": "lost: events for practice are withheld",
}


def category_of(words: tuple[str, ...]) -> str:
    """n6's category of an event."""
    for one in words:
        if found := BACK.get(one) or BACK.get(one.partition(".")[0]):
            return found
    return "other"
