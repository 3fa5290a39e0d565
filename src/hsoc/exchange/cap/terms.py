"""How CAP 1.2 spells things: names, their order, closed lists, tables between its words and ours. Never: reading or writing a document.

Source: OASIS Common Alerting Protocol 1.2 (CAP-v1.2-os, section 3; ITU X.1303). CARRIES says per field of records.advisory.Advisory what
a written and read alert keeps.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.records.advisory import Status
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

MEDIA: Final = "application/cap+xml"
NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACES: Final = frozenset({NAMESPACE, "urn:oasis:names:tc:emergency:cap:1.1"})  # 1.1 differs in what we do not use

MOST_BYTES: Final = 4 * 1024 * 1024  # of one document; an alert has a few kB, a resource within it (derefUri) some hundred
MOST_ELEMENTS: Final = 50_000
DEEPEST: Final = 16  # alert / info / area / geocode / value are five
MOST_INFOS: Final = 64  # languages and grades
MOST_ADDRESSES: Final = 2000
MOST_REFERENCES: Final = 500
MOST_PARAMETERS: Final = 1000
LONGEST_TEXT: Final = 64 * 1024  # characters of one text
LONGEST_NAME: Final = 1024  # characters of an id, a name, a URL

STATUSES: Final = {
    "Actual": Status.FINAL,
    "Exercise": Status.EXERCISE,
    "Test": Status.EXERCISE,  # to be disregarded: never the real thing either
    "Draft": Status.DRAFT,
}
SYSTEM: Final = "System"  # between machines of a network: no alert for people
STATUS_WORDS: Final = {
    Status.FINAL: "Actual",
    Status.INTERIM: "Actual",
    Status.CANCELLED: "Actual",
    Status.EXERCISE: "Exercise",
    Status.DRAFT: "Draft",
}
MESSAGES: Final = ("Alert", "Update", "Cancel", "Ack", "Error")
REFERRING: Final = frozenset({"Update", "Cancel", "Ack", "Error"})  # must name the message that they are about
SCOPES: Final = ("Public", "Restricted", "Private")
CATEGORIES: Final = frozenset(
    {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"}
)
RESPONSES: Final = frozenset({"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"})
CATEGORY: Final = "Security"  # ours: what hSOC warns of
URGENCIES: Final = ("Immediate", "Expected", "Future", "Past", "Unknown")
CERTAINTIES: Final = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
RESPELT: Final = {"Very Likely": "Likely"}  # CAP 1.0; section 3.2.2 says how to take it
SEVERITIES: Final = {
    "Extreme": Severity.CRITICAL,
    "Severe": Severity.HIGH,
    "Moderate": Severity.MEDIUM,
    "Minor": Severity.LOW,
    "Unknown": Severity.LOW,
}
SEVERITY_WORDS: Final = {
    Severity.CRITICAL: "Extreme",
    Severity.HIGH: "Severe",
    Severity.MEDIUM: "Moderate",
    Severity.LOW: "Minor",
    Severity.INFO: "Minor",
}
# CAP has no TLP: the label goes as a code and in the restriction, and the scope is never wider than it
SCOPE_OF: Final = {
    TLP.CLEAR: "Public",
    TLP.GREEN: "Restricted",
    TLP.AMBER: "Restricted",
    TLP.AMBER_STRICT: "Restricted",
    TLP.RED: "Private",
}
LEAST: Final = {"Public": TLP.CLEAR, "Restricted": TLP.GREEN, "Private": TLP.AMBER_STRICT}  # how narrow a scope is at least
NARROWEST_UNTOLD: Final = TLP.AMBER_STRICT  # without a label, until a person decides (sharing.md C1)

LABEL: Final = re.compile(r"TLP:(CLEAR|WHITE|GREEN|AMBER\+STRICT|AMBER|RED)(?![A-Za-z+])")
ANY_LABEL: Final = re.compile(r"TLP:\S*")
PAP_LABEL: Final = re.compile(r"PAP:(CLEAR|GREEN|AMBER|RED)\b")
WORD: Final = re.compile(r"[^\s,<&]{1,1024}")  # identifier and sender: no spaces, commas, `<`, `&`
REFERENCE: Final = re.compile(r"[^\s,<&]{1,1024},[^\s,<&]{1,1024},\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}", re.ASCII)
URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
PREFERRED: Final = "cs"  # the language that is read first; the others are kept as wordings
UNSAID_LANGUAGE: Final = "en-US"  # section 3.2.2: a block without a language

CVE_PARAMETER: Final = "CVE"
VERSION_PARAMETER: Final = "hSOC:version"
MOST_CVES: Final = 200  # told as parameters

# field of records.advisory.Advisory
CARRIES: Final[dict[str, str]] = {
    "id": "kept; one with spaces or commas is withheld",
    "title": "kept",
    "publisher": "kept as the sender's name",
    "namespace": "kept as the sender",
    "role": "lost; a word of CSAF",
    "nature": "coarsened: what is read is an alert",
    "status": "coarsened: interim goes out as actual, cancelled as a message that cancels",
    "version": "kept as a parameter",
    "language": "kept",
    "issued": "coarsened: an alert has one time, that of its sending, in seconds",
    "modified": "kept in seconds",
    "expires": "kept in seconds",
    "tlp": "kept as a code; TLP:RED without an audience is withheld",
    "pap": "kept as a code",
    "restriction": "kept; lost in a public alert, which has none",
    "severity": "coarsened: info goes out as minor",
    "summary": "kept",
    "todo": "kept",
    "audience": "kept as addresses; spaces within one are kept by quotes",
    "message": "coarsened: one that names no message before it goes out as Alert",
    "urgency": "kept; what is not said goes out as Unknown",
    "certainty": "kept; what is not said goes out as Unknown",
    "scope": "coarsened: never wider than the label",
    "products": "lost; CAP names areas, not products",
    "vulnerabilities": "coarsened: only CVE numbers, as parameters",
    "history": "lost; each message refers to the one before",
    "references": "kept: messages as CAP's references, addresses as resources",
    "wordings": "kept, one block of information each",
}
