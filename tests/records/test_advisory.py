"""Papers are values: they compare, and go through msgspec unchanged."""

import msgspec

from hsoc.records.advisory import Advisory, Product, Standing, Vulnerability


def test_an_advisory_travels_unchanged() -> None:
    pump = Product(id="p1", name="Infusion pump", vendor="Example Medical", version="<5.2", style="operator")
    weak = Vulnerability(cve="CVE-2026-0001", score=9.8, standing={"p1": Standing.AFFECTED})
    paper = Advisory(id="EX-1", title="Pump", publisher="Example", products=(pump,), vulnerabilities=(weak,))
    assert msgspec.json.decode(msgspec.json.encode(paper), type=Advisory) == paper
