"""Advisories with everything that CSAF and CAP can carry, and documents of CSAF to spoil."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hsoc.exchange.csaf import cvss
from hsoc.records.advisory import Advisory, Change, Nature, Product, Remedy, Standing, Status, Vulnerability, Wording
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

NOW = 1_795_000_000_000
VECTORS = ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:N", "AV:N/AC:L/Au:N/C:P/I:P/A:C")
VERSIONS = (("4.1", "exact"), ("<5.2", "operator"), ("vers:intdot/<5.2", "vers"), ("all before May 2026", "text"), ("", "exact"))
LABELS = ("component_not_present", "vulnerable_code_not_present")
words = st.text("abcžř <&>\"'é1-", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
times = st.integers(1_600_000_000, 1_800_000_000).map(lambda seconds: seconds * 1000)


@st.composite
def products(draw: st.DrawFn) -> tuple[Product, ...]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        version, style = draw(st.sampled_from(VERSIONS))
        vendor = draw(st.sampled_from(["", "Example Medical", "Jiná firma"]))
        model = draw(st.sampled_from(["Pump", "Monitor"])) if vendor or draw(st.booleans()) else ""
        purl = draw(st.sampled_from(["", "pkg:generic/pump@4.1"]))
        made.append(Product(id=f"P-{number}", name=draw(words), vendor=vendor, model=model, version=version, style=style, purl=purl))
    if len(made) > 1 and draw(st.booleans()):
        part = made[0]
        made.append(
            Product(
                id="P-whole", name="Part in whole", vendor=part.vendor, model=part.model, version=part.version, style=part.style,
                purl=part.purl, parts=("P-0", "P-1"), relation="default_component_of",
            )
        )  # fmt: skip
    return tuple(made)


@st.composite
def vulnerabilities(draw: st.DrawFn, known: tuple[Product, ...]) -> tuple[Vulnerability, ...]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        standing: dict[str, Standing] = {
            one.id: draw(st.sampled_from([said for said in Standing if said is not Standing.UNKNOWN])) for one in known
        }
        standing["P-0"] = draw(st.sampled_from([Standing.AFFECTED, Standing.NOT_AFFECTED, Standing.INVESTIGATED]))
        affected = tuple(one for one, said in standing.items() if said is Standing.AFFECTED)
        innocent = [one for one, said in standing.items() if said is Standing.NOT_AFFECTED]
        identity = draw(st.sampled_from(["", "EX-1"]))
        vector = draw(st.sampled_from(("", *VECTORS)))
        remedies = (
            [Remedy(kind="vendor_fix", text=draw(words), products=affected, reference="https://vendor.example/fix")] if affected else []
        )
        made.append(
            Vulnerability(
                cve=f"CVE-2026-{1000 + number}",
                id=identity,
                system="Example numbers" if identity else "",
                text=draw(words),
                title=draw(st.sampled_from(["", "Hard-coded password"])),
                cwe="CWE-798" if number else "",
                weakness="Use of Hard-coded Credentials" if number else "",
                cvss=vector,
                score=cvss.base_score(vector) if vector else None,
                standing=standing,
                remedies=tuple(remedies),
                flags={one: draw(st.sampled_from(LABELS)) for one in innocent},
                impacts={one: "Not in this product." for one in innocent if draw(st.booleans())},
                exploited=draw(st.sampled_from(["", "Seen in the wild."])),
                references=("https://cve.example/1",) if number else (),
            )
        )
    return tuple(made)


@st.composite
def advisories(draw: st.DrawFn) -> Advisory:
    nature = draw(st.sampled_from([Nature.ADVISORY, Nature.VEX, Nature.INFORMATION]))
    known = draw(products())
    count = draw(st.integers(1, 3))
    dates = sorted(draw(st.lists(times, min_size=count, max_size=count, unique=True)))
    return Advisory(
        id=draw(st.from_regex(r"EW-2026-[0-9]{3}", fullmatch=True)),
        title=draw(words),
        publisher=draw(words),
        namespace="https://hsoc.example",
        role=draw(st.sampled_from(["coordinator", "vendor", "other"])),
        nature=nature,
        status=draw(st.sampled_from([Status.DRAFT, Status.INTERIM, Status.FINAL])),
        version=str(count),
        language=draw(st.sampled_from(["cs", "en", "en-US", "sk-SK"])),
        issued=dates[0],
        modified=dates[-1],
        expires=draw(st.none() | times),
        tlp=draw(st.sampled_from(list(TLP))),
        pap=draw(st.sampled_from(list(PAP))),
        restriction=draw(st.sampled_from(["", "Only for members."])),
        severity=draw(st.sampled_from([one for one in Severity if one is not Severity.INFO])),
        summary=draw(words),
        todo=draw(st.sampled_from(["", "Install version 5.2 today."])),
        audience=draw(st.sampled_from([("hospital.example",), ("hospital.example", "Fakultní nemocnice")])),
        message="Alert",
        urgency=draw(st.sampled_from(["Immediate", "Expected", "Unknown"])),
        certainty=draw(st.sampled_from(["Observed", "Unlikely"])),
        products=known,
        vulnerabilities=() if nature is Nature.INFORMATION else draw(vulnerabilities(known)),
        history=tuple(Change(at=at, number=str(number + 1), text="A change.") for number, at in enumerate(dates)),
        references=("https://hsoc.example/ew",),
        wordings=(Wording(language="de", title="Warnung", summary="Kurz", todo="Handeln"),) if draw(st.booleans()) else (),
    )


def document(**changes: Any) -> dict[str, Any]:
    """A small security advisory in CSAF 2.0; changes replace parts of `document`."""
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "distribution": {"tlp": {"label": "GREEN"}},
            "lang": "en",
            "notes": [{"category": "summary", "text": "A pump listens to anybody."}],
            "publisher": {"category": "vendor", "name": "Example Medical", "namespace": "https://vendor.example"},
            "title": "Pump",
            "tracking": {
                "current_release_date": "2026-05-02T10:00:00.000Z",
                "id": "EX-2026-1",
                "initial_release_date": "2026-05-01T10:00:00+02:00",
                "revision_history": [{"date": "2026-05-01T10:00:00+02:00", "number": "1", "summary": "First."}],
                "status": "final",
                "version": "1",
            },
        }
        | changes,
        "product_tree": {
            "branches": [
                {
                    "category": "vendor",
                    "name": "Example Medical",
                    "branches": [
                        {
                            "category": "product_name",
                            "name": "Pump",
                            "branches": [
                                {
                                    "category": "product_version_range",
                                    "name": "<5.2",
                                    "product": {"name": "Pump before 5.2", "product_id": "P-old"},
                                },
                                {"category": "product_version", "name": "5.2", "product": {"name": "Pump 5.2", "product_id": "P-new"}},
                            ],
                        }
                    ],
                }
            ],
            "product_groups": [{"group_id": "G", "product_ids": ["P-old", "P-new"]}],
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2026-1000",
                "cwe": {"id": "CWE-798", "name": "Use of Hard-coded Credentials"},
                "notes": [{"category": "description", "text": "A password is in the code."}],
                "product_status": {"known_affected": ["P-old"], "fixed": ["P-new"]},
                "remediations": [{"category": "vendor_fix", "details": "Install 5.2.", "group_ids": ["G"]}],
                "scores": [
                    {
                        "cvss_v3": {"version": "3.1", "vectorString": VECTORS[0], "baseScore": 9.8, "baseSeverity": "CRITICAL"},
                        "products": ["P-old"],
                    }
                ],
            }
        ],
    }
