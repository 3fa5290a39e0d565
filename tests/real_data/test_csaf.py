"""Papers of CISA about medical devices and the examples of OASIS: each is read, counted like its JSON, written again and read the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.exchange.csaf.check import faults
from hsoc.exchange.csaf.decode import decode
from hsoc.exchange.csaf.encode import encode
from hsoc.records.tlp import TLP

CSAF = SHARED / "csaf"
pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not CSAF.exists(), reason="../shared/data is not here")]
MEDICAL = sorted((CSAF / "icsma").glob("*.json"))
EXAMPLES = sorted((CSAF / "oasis-examples" / "csaf").rglob("*.json"))


def leaves(branches: list[dict[str, Any]]) -> Iterator[str]:
    for branch in branches:
        if "product" in branch:
            yield branch["product"]["product_id"]
        yield from leaves(branch.get("branches", []))


def defined(whole: dict[str, Any]) -> set[str]:
    tree = whole.get("product_tree", {})
    made = {one["full_product_name"]["product_id"] for one in tree.get("relationships", [])}
    return set(leaves(tree.get("branches", []))) | {one["product_id"] for one in tree.get("full_product_names", [])} | made


@pytest.mark.parametrize("paths", [MEDICAL, EXAMPLES], ids=["medical", "examples"])
def test_every_paper_is_read_and_counted_like_its_json(paths: list[Path]) -> None:
    assert len(paths) > 15
    for path in paths:
        content = path.read_bytes()
        whole = json.loads(content)
        parcel = decode(content, now=0)
        (paper,) = parcel.advisories
        assert parcel.rejects == (), path.name
        assert [one.cve for one in paper.vulnerabilities] == [one.get("cve", "") for one in whole.get("vulnerabilities", [])]
        assert {one.id for one in paper.products} == defined(whole)
        named = [{name for names in one.get("product_status", {}).values() for name in names} for one in whole.get("vulnerabilities", [])]
        assert [set(one.standing) for one in paper.vulnerabilities] == named
        assert [len(one.remedies) for one in paper.vulnerabilities] == [
            len(one.get("remediations", [])) for one in whole.get("vulnerabilities", [])
        ]
        assert (paper.tlp is TLP.CLEAR) == ("distribution" in whole["document"]), path.name


def test_every_paper_goes_out_again_without_a_fault_and_comes_back_the_same() -> None:
    for path in MEDICAL + EXAMPLES:
        parcel = decode(path.read_bytes(), now=0)
        written = encode(parcel, now=0)
        assert written.withheld == (), path.name
        assert faults(json.loads(written.content)) == ()
        (paper,), (again,) = parcel.advisories, decode(written.content, now=0).advisories
        assert again.vulnerabilities == paper.vulnerabilities, path.name
        assert {one.id: one for one in again.products} == {one.id: one for one in paper.products}
        assert (again.id, again.title, again.history, again.summary, again.todo) == (
            paper.id, paper.title, paper.history, paper.summary, paper.todo,
        )  # fmt: skip


def test_a_range_is_never_taken_for_one_version() -> None:
    """Medical papers write ranges in three ways (sharing.md A3); all three are met, and none is called exact."""
    read = [(path, product) for path in MEDICAL for product in decode(path.read_bytes(), now=0).advisories[0].products if product.version]
    ranges = {(path, name) for path in MEDICAL for name in named_ranges(json.loads(path.read_bytes())["product_tree"]["branches"])}
    told = {(path, product.version) for path, product in read if product.style != "exact"}
    assert ranges <= told
    assert {product.style for _, product in read} == {"exact", "operator", "vers", "text"}


def named_ranges(branches: list[dict[str, Any]]) -> Iterator[str]:
    for branch in branches:
        if branch["category"] == "product_version_range":
            yield branch["name"].strip()
        yield from named_ranges(branch.get("branches", []))
