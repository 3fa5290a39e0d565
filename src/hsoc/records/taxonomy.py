"""Vocabularies of kinds and weights. Belongs here: closed lists with their source. Never: how a format spells them (exchange)."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final


class Category(StrEnum):
    """Kinds of events as IDEA0 / Warden 3 name them (taxonomy derived from eCSIRT.net mkII)."""

    SCANNING = "Recon.Scanning"
    LOGIN = "Attempt.Login"
    EXPLOIT = "Attempt.Exploit"
    DOS = "Availability.DoS"
    DDOS = "Availability.DDoS"
    OUTAGE = "Availability.Outage"
    TRAFFIC = "Anomaly.Traffic"
    PROTOCOL = "Anomaly.Protocol"
    MASQUERADE = "Fraud.Masquerade"
    BOTNET = "Intrusion.Botnet"
    COMPROMISE = "Intrusion.UserCompromise"
    MALWARE = "Malware"
    OPEN = "Vulnerable.Open"
    CONFIG = "Vulnerable.Config"
    PHISHING = "Fraud.Phishing"
    SPAM = "Abusive.Spam"
    OTHER = "Other"
    TEST = "Test"


class Severity(IntEnum):
    """Five steps, as Mentat reports them."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


SEVERITY_CALLED: Final = MappingProxyType({one.name.lower(): one for one in Severity})  # by the name that formats write


class Trust(IntEnum):
    """What is known of a source address. Only `PROVEN` (a handshake was seen) may be acted upon by source without limits."""

    SPOOFABLE = 0
    PLAUSIBLE = 1
    PROVEN = 2


class Disposition(StrEnum):
    """What became of the traffic of a threat. Unknown is never counted as dropped, so it reads as `PASSED` with its reason."""

    PREVENTIVE = "preventive"  # a standing policy dropped it
    REACTIVE = "reactive"  # our mitigation dropped it
    PASSED = "passed"


class Basis(StrEnum):
    """How it is known that traffic was dropped."""

    CONFIRMED = "confirmed"  # forwardingStatus or a router counter says so
    EXPECTED = "expected"  # matches a rule in force then, by our own matcher
    NONE = "none"


# what a category weighs where nobody says (Mentat's shipped classes: scans low, own open services medium, own bots high)
WEIGHTS: Final = MappingProxyType(
    {
        "Intrusion": Severity.HIGH,
        "Malware": Severity.HIGH,
        "Availability": Severity.MEDIUM,
        "Vulnerable": Severity.MEDIUM,
        "Attempt.Exploit": Severity.MEDIUM,
        "Fraud": Severity.MEDIUM,
        "Information": Severity.HIGH,
    }
)


def severity_of(category: str) -> Severity:
    """The weight of a category where the sender names none."""
    return WEIGHTS.get(category) or WEIGHTS.get(category.partition(".")[0]) or Severity.LOW
