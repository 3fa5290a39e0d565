import json

import msgspec
import pytest

from hsoc.exchange.csaf.encode import compose, documents, encode, stamp
from hsoc.records.advisory import Advisory, Nature, Product, Remedy, Standing, Status, Vulnerability
from hsoc.records.parcel import Parcel
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

PAPER = Advisory(
    id="EW-2026-007",
    title="Pump listens to anybody",
    publisher="hSOC",
    namespace="https://hsoc.example",
    role="coordinator",
    language="cs",
    issued=1_777_622_400_000,
    tlp=TLP.AMBER_STRICT,
    pap=PAP.GREEN,
    severity=Severity.HIGH,
    summary="A password is in the code.",
    todo="Unplug it.",
    products=(Product(id="P", name="Pump before 5.2", vendor="Example Medical", model="Pump", version="<5.2", style="operator"),),
    vulnerabilities=(
        Vulnerability(
            cve="CVE-2026-1000",
            cwe="CWE-798",
            cvss="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            standing={"P": Standing.AFFECTED},
            remedies=(Remedy(kind="mitigation", text="Unplug it."),),
        ),
    ),
    references=("https://vendor.example/1",),
)


def changed(**changes):
    return encode(Parcel(advisories=(msgspec.structs.replace(PAPER, **changes),)), now=0)


def test_the_golden_paper():
    written = encode(Parcel(advisories=(PAPER,)), now=0)
    assert (written.items, written.media, written.withheld) == (1, "application/json", ())
    assert json.loads(written.content) == {
        "document": {
            "aggregate_severity": {"text": "High"},
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "distribution": {"text": "PAP:GREEN", "tlp": {"label": "RED", "url": "https://www.first.org/tlp/"}},
            "lang": "cs",
            "notes": [
                {"category": "summary", "text": "A password is in the code.", "title": "Summary"},
                {"category": "general", "text": "Unplug it.", "title": "What to do"},
            ],
            "publisher": {"category": "coordinator", "name": "hSOC", "namespace": "https://hsoc.example"},
            "references": [{"category": "external", "summary": "https://vendor.example/1", "url": "https://vendor.example/1"}],
            "title": "Pump listens to anybody",
            "tracking": {
                "current_release_date": "2026-05-01T08:00:00.000Z",
                "id": "EW-2026-007",
                "initial_release_date": "2026-05-01T08:00:00.000Z",
                "revision_history": [{"date": "2026-05-01T08:00:00.000Z", "number": "1", "summary": "First version."}],
                "status": "final",
                "version": "1",
            },
        },
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
                                    "product": {"name": "Pump before 5.2", "product_id": "P"},
                                }
                            ],
                        }
                    ],
                }
            ]
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2026-1000",
                "cwe": {"id": "CWE-798", "name": "Use of Hard-coded Credentials"},
                "notes": [{"category": "description", "text": "A password is in the code."}],
                "product_status": {"known_affected": ["P"]},
                "remediations": [{"category": "mitigation", "details": "Unplug it.", "product_ids": ["P"]}],
                "scores": [
                    {
                        "cvss_v3": {
                            "baseScore": 9.8,
                            "baseSeverity": "CRITICAL",
                            "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                            "version": "3.1",
                        },
                        "products": ["P"],
                    }
                ],
            }
        ],
    }


def test_the_same_paper_gives_the_same_bytes_whenever_it_is_written():
    assert encode(Parcel(advisories=(PAPER,)), now=5).content == encode(Parcel(advisories=(PAPER,)), now=9).content


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"status": Status.EXERCISE}, "status"),
        ({"status": Status.CANCELLED}, "status"),
        ({"namespace": "hSOC"}, "namespace"),
        ({"id": ""}, "id"),
        ({"version": "0"}, "/document/tracking/version"),
        ({"products": ()}, "/product_tree"),
        ({"vulnerabilities": ()}, "/vulnerabilities"),
        ({"nature": Nature.INFORMATION, "references": ()}, "/document/references"),
    ],
)
def test_what_csaf_cannot_say_is_withheld_with_its_place(changes, place):
    written = changed(**changes)
    assert (written.items, written.content) == (0, b"")
    assert [(one.index, one.place) for one in written.withheld] == [(0, place)]


def test_a_vex_must_say_why_a_product_is_not_affected():
    innocent = Vulnerability(cve="CVE-2026-1000", text="x", standing={"P": Standing.NOT_AFFECTED})
    written = changed(nature=Nature.VEX, vulnerabilities=(innocent,))
    assert "6.1.27-9" in written.withheld[0].reason
    explained = msgspec.structs.replace(innocent, flags={"P": "component_not_present"})
    assert changed(nature=Nature.VEX, vulnerabilities=(explained,)).items == 1


def test_one_document_per_paper():
    parcel = Parcel(advisories=(PAPER, msgspec.structs.replace(PAPER, status=Status.EXERCISE), msgspec.structs.replace(PAPER, id="EW-8")))
    assert [one.items for one in documents(parcel, now=0)] == [1, 0, 1]
    assert [(one.index, one.place) for one in encode(parcel, now=0).withheld] == [(1, "status"), (2, "")]


def test_a_weakness_without_a_name_in_the_catalogue_goes_out_with_its_own_or_not_at_all():
    strange = Vulnerability(cwe="CWE-999999", text="x", standing={"P": Standing.AFFECTED})
    assert "cwe" not in compose(msgspec.structs.replace(PAPER, vulnerabilities=(strange,)), now=0)["vulnerabilities"][0]
    named = msgspec.structs.replace(strange, weakness="Something new")
    assert compose(msgspec.structs.replace(PAPER, vulnerabilities=(named,)), now=0)["vulnerabilities"][0]["cwe"]["name"] == "Something new"


def test_stamps_have_milliseconds():
    assert stamp(1_777_622_400_007) == "2026-05-01T08:00:00.007Z"
