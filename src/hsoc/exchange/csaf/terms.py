"""How CSAF spells things: names, closed lists, tables between its words and ours. Never: reading or writing a document.

Source: OASIS CSAF 2.0 (csaf-v2.0-os, section 3) and CSAF 2.1 (csd01). We read both and write 2.0.
CARRIES says per field of records.advisory.Advisory what a written and read paper keeps.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.records.advisory import Nature, Standing, Status
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

MEDIA: Final = "application/json"
VERSION: Final = "2.0"  # what we write
VERSIONS: Final = frozenset({"2.0", "2.1"})  # what we read
SCHEMA: Final = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"

DEEPEST: Final = 40  # levels of branches; vendor to patch level are six
MOST_BRANCHES: Final = 60_000  # of one tree
MOST_NAMED: Final = 1_000_000  # times that one paper may name a product, groups unfolded: a small file must not unfold into all memory
LONGEST_TEXT: Final = 64 * 1024  # characters of one text; the longest of 2,385 CISA papers has some 10,000
LONGEST_NAME: Final = 1024  # characters of an id, a name, a version, a URL
MOST_CHANGES: Final = 2000  # lines of a history
MOST_REFERENCES: Final = 2000
MOST_REMEDIES: Final = 20_000  # of one vulnerability

# patterns of the JSON schema (anchored by fullmatch)
ID: Final = re.compile(r"\S(.*\S)?")
CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
CWE: Final = re.compile(r"CWE-[1-9][0-9]{0,5}")
INTEGER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
SEMANTIC: Final = re.compile(
    r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")  # BCP 47 as far as papers use it
CPE: Final = re.compile(r"cpe:2\.3:[aho*-](:[^\s:\\]*(\\.[^\s:\\]*)*){10}|[cC][pP][eE]:/[AHOaho]?(:[A-Za-z0-9._\-~%]*){0,6}")
PURL: Final = re.compile(r"pkg:[A-Za-z.\-+][A-Za-z0-9.\-+]*/[^\s]+")
URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,12})?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
OPERATOR: Final = re.compile(r"\s*(<=|>=|<|>|=|!=)\s*\S.*")
PAP_LABEL: Final = re.compile(r"PAP:(CLEAR|GREEN|AMBER|RED)\b")
RANGE_WORDS: Final = frozenset({"after", "all", "before", "earlier", "later", "prior", "versions"})  # test 6.1.31

NATURES: Final = {
    "csaf_security_advisory": Nature.ADVISORY,
    "csaf_vex": Nature.VEX,
    "csaf_informational_advisory": Nature.INFORMATION,
    "csaf_security_incident_response": Nature.ALERT,
    "csaf_withdrawn": Nature.INFORMATION,
    "csaf_superseded": Nature.INFORMATION,
    "csaf_deprecated_security_advisory": Nature.ADVISORY,
}
CATEGORIES: Final = {
    Nature.ADVISORY: "csaf_security_advisory",
    Nature.VEX: "csaf_vex",
    Nature.INFORMATION: "csaf_informational_advisory",
    Nature.ALERT: "csaf_security_incident_response",
}
WITHDRAWN: Final = frozenset({"csaf_withdrawn", "csaf_superseded"})  # CSAF 2.1
STATUSES: Final = {"draft": Status.DRAFT, "interim": Status.INTERIM, "final": Status.FINAL}
ROLES: Final = frozenset({"coordinator", "discoverer", "other", "translator", "user", "vendor"})

# AMBER+STRICT is not in CSAF 2.0: it goes out as RED, which is narrower (sharing.md C1)
LABELS: Final = {TLP.CLEAR: "WHITE", TLP.GREEN: "GREEN", TLP.AMBER: "AMBER", TLP.AMBER_STRICT: "RED", TLP.RED: "RED"}

STANDINGS: Final = {
    "known_affected": Standing.AFFECTED,
    "first_affected": Standing.AFFECTED,
    "last_affected": Standing.AFFECTED,
    "known_not_affected": Standing.NOT_AFFECTED,
    "fixed": Standing.FIXED,
    "first_fixed": Standing.FIXED,
    "under_investigation": Standing.INVESTIGATED,
    "recommended": Standing.RECOMMENDED,
    "unknown": Standing.UNKNOWN,
}
LISTS: Final = {
    Standing.AFFECTED: "known_affected",
    Standing.NOT_AFFECTED: "known_not_affected",
    Standing.FIXED: "fixed",
    Standing.INVESTIGATED: "under_investigation",
    Standing.RECOMMENDED: "recommended",
}
# where two lists name one product the graver one holds: a product is never taken for safe because a paper contradicts itself
GRAVITY: Final = (
    Standing.AFFECTED,
    Standing.INVESTIGATED,
    Standing.UNKNOWN,
    Standing.NOT_AFFECTED,
    Standing.FIXED,
    Standing.RECOMMENDED,
)
REMEDIES: Final = frozenset({"mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround"})
LATER_REMEDIES: Final = {"fix_planned": "none_available", "optional_patch": "vendor_fix"}  # CSAF 2.1 → the nearest word of 2.0
FLAGS: Final = frozenset(
    {
        "component_not_present",
        "inline_mitigations_already_exist",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_not_present",
    }
)
RELATIONS: Final = frozenset({"default_component_of", "external_component_of", "installed_on", "installed_with", "optional_component_of"})
BRANCHES: Final = frozenset(
    {
        "architecture",
        "host_name",
        "language",
        "legacy",
        "patch_level",
        "platform",
        "product_family",
        "product_name",
        "product_version",
        "product_version_range",
        "service_pack",
        "specification",
        "vendor",
    }
)

# note titles under which publishers say what to do; `What to do` is ours
TODO: Final = "What to do"
TODO_TITLES: Final = frozenset(
    {"what to do", "recommended practices", "recommendations", "recommendation", "mitigations", "workarounds", "solution"}
)
WEIGHTS: Final = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "low": Severity.LOW,
    "informational": Severity.INFO,
    "info": Severity.INFO,
    "none": Severity.INFO,
}
WEIGHT_WORDS: Final = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.INFO: "Informational",
}

# field of records.advisory.Advisory
CARRIES: Final[dict[str, str]] = {
    "id": "kept",
    "title": "kept",
    "publisher": "kept",
    "namespace": "kept; a paper without one is withheld, CSAF demands a URL",
    "role": "kept; what is not said goes out as other",
    "nature": "kept",
    "status": "kept; an exercise or a cancelled paper is withheld, CSAF 2.0 has no word for it",
    "version": "kept",
    "language": "kept",
    "issued": "kept",
    "modified": "kept",
    "expires": "lost; CSAF has no end of validity",
    "tlp": "coarsened: AMBER+STRICT goes out as RED",
    "pap": "kept in the text about distribution",
    "restriction": "kept",
    "severity": "kept as aggregate severity",
    "summary": "kept",
    "todo": "kept as a note",
    "audience": "lost; CSAF addresses a label, not names",
    "message": "lost; a word of CAP",
    "urgency": "lost; a word of CAP",
    "certainty": "lost; a word of CAP",
    "scope": "lost; a word of CAP",
    "products": "coarsened: without hashes, serial and model numbers; in the order of the tree",
    "vulnerabilities": "coarsened: one score for all products; CVSS 4.0 and the standing unknown do not fit CSAF 2.0",
    "history": "kept; a paper without one gets its first line",
    "references": "kept",
    "wordings": "lost; CSAF has one document per language",
}
