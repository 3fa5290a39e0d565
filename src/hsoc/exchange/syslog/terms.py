"""The keys of CEF and LEEF, their scale of severity, and words by which a firewall's message is put into a category. Never: cutting lines.

Source: ArcSight Common Event Format (version 25), IBM Log Event Extended Format 2.0, RFC 5424, RFC 3164.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hsoc.records.taxonomy import Severity

# our value → keys, CEF's before LEEF's; the first that stands there wins
KEYS: Final = MappingProxyType(
    {
        "source": ("src", "c6a2", "sourceAddress"),
        "source_port": ("spt", "srcPort"),
        "source_host": ("shost", "srcHostName"),
        "target": ("dst", "c6a3", "destinationAddress"),
        "target_port": ("dpt", "dstPort"),
        "target_host": ("dhost", "dstHostName"),
        "proto": ("proto",),
        "application": ("app",),
        "time": ("rt", "start", "devTime", "deviceReceiptTime"),
        "end": ("end",),
        "message": ("msg",),
        "category": ("cat",),
        "severity": ("sev",),
        "id": ("externalId",),
        "count": ("cnt",),
        "in": ("in", "dstBytes"),
        "out": ("out", "srcBytes"),
        "node": ("dvchost", "deviceExternalId", "identHostName"),
        "tlp": ("cs6",),
        "detected": ("deviceCustomDate1",),
    }
)
LABELS: Final = MappingProxyType({"tlp": ("cs6Label", "tlp"), "detected": ("deviceCustomDate1Label", "detected")})  # only under this label

WORDS: Final = MappingProxyType(
    {"unknown": Severity.LOW, "low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH, "very-high": Severity.CRITICAL}
)
NUMBERS: Final = MappingProxyType({Severity.INFO: 0, Severity.LOW: 2, Severity.MEDIUM: 5, Severity.HIGH: 8, Severity.CRITICAL: 10})

# word in the signature's name, its category or message → IDEA's category; the first that fits
CATEGORIES: Final = (
    (("botnet", "command and control", "command-and-control", "c2", "c&c", "callback"), "Intrusion.Botnet"),
    (("brute", "login fail", "failed login", "login failed", "authentication fail", "password guess"), "Attempt.Login"),
    (("ransom", "malware", "virus", "trojan", "worm", "spyware"), "Malware"),
    (("phish",), "Fraud.Phishing"),
    (("spam",), "Abusive.Spam"),
    (("ddos",), "Availability.DDoS"),
    (("flood", "denial of service", "dos attack"), "Availability.DoS"),
    (("scan", "sweep", "probe", "recon"), "Recon.Scanning"),
    (("exploit", "injection", "overflow", "traversal", "execution", "vulnerability", "attack", "intrusion", "ips"), "Attempt.Exploit"),
    (("spoof",), "Fraud.Masquerade"),
    (("deny", "denied", "drop", "block", "reject"), "Anomaly.Traffic"),
)

_ONE: Final = "coarsened: the first source and the first target, each with its first address, port, host and protocol"
_LISTED: Final = "coarsened: of what is listed"
_NO: Final = "lost: CEF has no key for it"
CARRIES: Final[dict[str, str]] = {
    "id": "kept",
    "category": "kept",
    "detected": "kept",
    "first": "kept",
    "last": "kept",
    "created": _NO,
    "state": _NO,
    "revision": _NO,
    "detector": _NO,
    "vector": "coarsened: written as the id of the signature",
    "severity": "kept",
    "confidence": _NO,
    "trust": _NO,
    "description": "coarsened: without control characters",
    "sources": _ONE,
    "targets": _ONE,
    "source_count": _LISTED,
    "target_count": _LISTED,
    "port_count": _LISTED,
    "member": _NO,
    "members": _NO,
    "detections": "kept",
    "flows": _NO,
    "packets": _NO,
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
    "tlp": "kept",
    "node": "coarsened: without control characters",
    "test": "kept",
}


def severity(text: str) -> Severity | None:
    """0 … 10 or a word of CEF; None for what is neither."""
    low = text.strip().lower()
    if low in WORDS:
        return WORDS[low]
    if not low.isdecimal() or not low.isascii() or len(low) > 2:
        return None
    return next(
        (one for limit, one in ((1, Severity.INFO), (4, Severity.LOW), (7, Severity.MEDIUM), (9, Severity.HIGH)) if int(low) < limit),
        Severity.CRITICAL,
    )


def category(*texts: str) -> str:
    """The category that the words of a message suggest; `Other` where none does."""
    low = " ".join(texts).lower()
    return next((found for words, found in CATEGORIES if any(word in low for word in words)), "Other")
