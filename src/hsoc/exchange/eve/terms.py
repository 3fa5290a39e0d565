"""What Suricata calls its classes of alerts, and what they are in our words. Never: reading or writing a document.

Source: Suricata's classification.config and the EVE format (event types, alert, flow). A signature's class is its author's opinion: where
nobody wrote one, an alert is an attempt.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hsoc.records.taxonomy import Severity

SEVERITIES: Final = MappingProxyType({1: Severity.HIGH, 2: Severity.MEDIUM, 3: Severity.LOW, 4: Severity.INFO})
PRIORITIES: Final = MappingProxyType({Severity.CRITICAL: 1, Severity.HIGH: 1, Severity.MEDIUM: 2, Severity.LOW: 3, Severity.INFO: 4})

CLASSES: Final = MappingProxyType(
    {
        "not suspicious traffic": "Other",
        "unknown traffic": "Anomaly.Traffic",
        "potentially bad traffic": "Anomaly.Traffic",
        "attempted information leak": "Recon.Scanning",
        "information leak": "Information.UnauthorizedAccess",
        "large scale information leak": "Information.UnauthorizedAccess",
        "attempted denial of service": "Availability.DoS",
        "denial of service": "Availability.DoS",
        "detection of a denial of service attack": "Availability.DoS",
        "attempted user privilege gain": "Attempt.Exploit",
        "unsuccessful user privilege gain": "Attempt.Exploit",
        "successful user privilege gain": "Intrusion.UserCompromise",
        "attempted administrator privilege gain": "Attempt.Exploit",
        "successful administrator privilege gain": "Intrusion.AdminCompromise",
        "executable code was detected": "Attempt.Exploit",
        "a network trojan was detected": "Malware",
        "detection of a network scan": "Recon.Scanning",
        "device retrieving external ip address detected": "Anomaly.Behaviour",
        "generic protocol command decode": "Anomaly.Protocol",
        "detection of a non-standard protocol or event": "Anomaly.Protocol",
        "a suspicious filename was detected": "Anomaly.Behaviour",
        "an attempted login using a suspicious username was detected": "Attempt.Login",
        "attempt to login by a default username and password": "Attempt.Login",
        "web application attack": "Attempt.Exploit",
        "access to a potentially vulnerable web application": "Attempt.Exploit",
        "misc activity": "Anomaly.Traffic",
        "misc attack": "Attempt.Exploit",
        "potential corporate privacy violation": "Anomaly.Behaviour",
        "possibly unwanted program detected": "Malware",
        "malware command and control activity detected": "Intrusion.Botnet",
        "domain observed used for c2 detected": "Intrusion.Botnet",
        "targeted malicious activity was detected": "Intrusion",
        "exploit kit activity detected": "Attempt.Exploit",
        "crypto currency mining activity detected": "Malware",
        "successful credential theft detected": "Intrusion.UserCompromise",
        "possible social engineering attempted": "Fraud.Phishing",
    }
)
DEFAULT: Final = "Attempt.Exploit"
# keys of alert.metadata that are ours
ID: Final = "hsoc_id"
CATEGORY: Final = "hsoc_category"
LAST: Final = "hsoc_last"
DETECTED: Final = "hsoc_detected"
LABEL: Final = "tlp"

_ONE: Final = "coarsened: the first source and the first target, each with its first address, port and protocol"
_LISTED: Final = "coarsened: of what is listed"
_NO: Final = "lost: an alert has no key for it"
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
    "vector": _NO,
    "severity": "coarsened: CRITICAL comes back as HIGH",
    "confidence": _NO,
    "trust": _NO,
    "description": "coarsened: the signature, without control characters",
    "sources": _ONE,
    "targets": _ONE,
    "source_count": _LISTED,
    "target_count": _LISTED,
    "port_count": _LISTED,
    "member": _NO,
    "members": _NO,
    "detections": _NO,
    "flows": _NO,
    "packets": "coarsened: counts beyond 2^53 are cut",
    "bytes": "coarsened: counts beyond 2^53 are cut",
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
    "node": "coarsened: the name of the sensor's host, without control characters",
    "test": "kept",
}
