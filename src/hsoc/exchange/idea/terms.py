"""How IDEA0 spells things. Belongs here: names, syntax, tables between IDEA's words and ours. Never: reading or writing a document.

Source: IDEA 0 definition and classification pages (idea.cesnet.cz); what is ours and IDEA lacks stands under `_hSOC`, never required.
CARRIES says per field of records.event.Event what an encoded and decoded event keeps.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.records.taxonomy import Severity

FORMAT: Final = "IDEA0"
OURS: Final = "_hSOC"
REGULATED: Final = "ActionRegulated"  # target type: traffic to it was regulated
TEST: Final = "Test"

# syntax, one pattern per kind of text (anchored by fullmatch)
ID: Final = re.compile(r"[A-Za-z0-9._-]{1,256}")
TIMESTAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,32})?([Zz]|[+-]\d{2}:?\d{2})?", re.ASCII)
DURATION: Final = re.compile(r"(\d{1,9}[Dd])?\d{2}:\d{2}:\d{2}(\.\d{1,32})?", re.ASCII)
CATEGORY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64})?")
TAG: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
NODE_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64}){0,31}")
PROTO: Final = re.compile(r"[A-Za-z0-9_.+/-]{1,64}")
MAC: Final = re.compile(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}")
SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,63}:.{0,8000}", re.DOTALL)
HANDLE: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")

# misspellings that real producers send
RESPELT: Final = {"Availibility.DDoS": "Availability.DDoS", "Availibility.DoS": "Availability.DoS", "Availibility": "Availability"}

# the server's vocabulary (Warden 3 catmap); what is not in it is counted as Other
SUBCATEGORIES: Final = {
    "Abusive": "Spam Harassment Child Sexual Violence",
    "Malware": "Virus Worm Trojan Spyware Dialer Rootkit",
    "Recon": "Scanning Sniffing SocialEngineering Searching",
    "Attempt": "Exploit Login NewSignature",
    "Intrusion": "AdminCompromise UserCompromise AppCompromise Botnet",
    "Availability": "DoS DDoS Sabotage Outage",
    "Information": "UnauthorizedAccess UnauthorizedModification",
    "Fraud": "UnauthorizedUsage Copyright Masquerade Phishing Scam",
    "Vulnerable": "Open Config",
    "Anomaly": "Traffic Connection Protocol System Application Behaviour",
    "Other": "",
    "Test": "",
}
CATEGORIES: Final = frozenset(SUBCATEGORIES) | {f"{top}.{sub}" for top, subs in SUBCATEGORIES.items() for sub in subs.split()}

PROTOCOLS: Final = {
    "icmp": 1,
    "igmp": 2,
    "ipip": 4,
    "tcp": 6,
    "udp": 17,
    "dccp": 33,
    "rsvp": 46,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "icmp6": 58,
    "ipv6-icmp": 58,
    "ospf": 89,
    "sctp": 132,
    "udplite": 136,
}  # fmt: skip  (IANA protocol numbers; names as IDEA writes them, lower case)
PROTOCOL_NAMES: Final = {number: name for name, number in reversed(PROTOCOLS.items())}

SEVERITY_NAMES: Final = {one.name.lower(): one for one in Severity}  # as _Mentat.EventSeverity spells them
SEVERITY_KEYS: Final = ("_Mentat", "_CESNET")

# field of Event: "kept" | "coarsened: how" | "lost: why"
CARRIES: Final[dict[str, str]] = {
    "id": "kept",
    "category": "kept",
    "detected": "kept",
    "first": "kept",
    "last": "kept",
    "created": "kept",
    "state": "kept",
    "revision": "kept",
    "detector": "kept",
    "vector": "kept",
    "severity": "kept",
    "confidence": "kept",
    "trust": "kept",
    "description": "kept",
    "sources": "kept",
    "targets": "kept",
    "source_count": "kept",
    "target_count": "kept",
    "port_count": "kept",
    "member": "kept",
    "members": "kept",
    "detections": "kept",
    "flows": "kept",
    "packets": "kept",
    "bytes": "kept",
    "dropped_flows": "kept",
    "dropped_packets": "kept",
    "dropped_bytes": "kept",
    "disposition": "kept",
    "basis": "kept",
    "action": "kept",
    "why": "kept",
    "dry_run": "kept",
    "rules": "kept",
    "facts": "kept",
    "tlp": "kept",
    "node": "kept",
    "test": "kept",
}
