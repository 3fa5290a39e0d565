"""Invented papers for tests of the portal. Belongs here: makers with good defaults. Never: an assertion."""

from __future__ import annotations

from hsoc.portal.advisories.rules import Draft
from hsoc.records.advisory import Advisory, Change, Product, Remedy, Standing, Vulnerability
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

AT = 1_790_000_000_000  # ms; 2026-09-21


def advisory(number: str = "EX-2026-1", **more: object) -> Advisory:
    """A vendor's paper about one pump, for the community."""
    fields = {
        "title": "Pump tells its password", "publisher": "Example Medical", "namespace": "https://medical.example", "role": "vendor",
        "version": "1", "issued": AT, "modified": AT, "tlp": TLP.GREEN, "pap": PAP.GREEN, "severity": Severity.HIGH,
        "summary": "Anybody on the network may read it.", "history": (Change(at=AT, number="1", text="First."),),
        "products": (Product(id="P-1", name="Example Medical Pump 4.1", vendor="Example Medical", model="Pump", version="4.1"),),
        "vulnerabilities": (weakness(),),
    }  # fmt: skip
    return Advisory(id=number, **fields | more)


def weakness(cve: str = "CVE-2026-1000", **more: object) -> Vulnerability:
    """A weakness of that pump."""
    fields = {
        "title": "Hard-coded password", "text": "The password stands in the firmware.",
        "cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "score": 9.8, "standing": {"P-1": Standing.AFFECTED},
        "remedies": (Remedy(kind="vendor_fix", text="Install 4.2.", products=("P-1",)),),
    }  # fmt: skip
    return Vulnerability(cve=cve, **fields | more)


def draft(**more: object) -> Draft:
    """What a person types."""
    fields = {
        "title": "Patch the pumps", "summary": "Pumps of Example Medical tell their password.", "todo": "Install 4.2 today.",
        "products": "Example Medical | Pump | 4.1", "cves": "CVE-2026-1000", "references": "https://medical.example/ex-2026-1",
    }  # fmt: skip
    return Draft(**fields | more)


ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{number}</identifier><sender>csirt@team.example</sender>
<sent>2026-09-21T12:00:00-00:00</sent><status>{status}</status><msgType>{message}</msgType><scope>Public</scope><code>TLP:CLEAR</code>
{references}<info><language>cs</language><category>Security</category><event>Phishing</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Observed</certainty><expires>2030-09-28T12:00:00-00:00</expires>
<headline>Podvodne maily</headline><description>Chodi maily.</description><instruction>Neotvirejte je.</instruction></info></alert>"""


def alert(number: str = "A-1", *, status: str = "Actual", message: str = "Alert", about: str = "") -> bytes:
    """A CAP alert; about: the number of the earlier message that it updates or cancels."""
    said = f"<references>csirt@team.example,{about},2026-09-20T12:00:00-00:00</references>" if about else ""
    return ALERT.format(number=number, status=status, message=message, references=said).encode()
