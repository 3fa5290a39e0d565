"""Advisories through CSAF and CAP: what CARRIES calls kept comes back, and no label ever comes back wider."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from tests.factories.papers import NOW, advisories

from hsoc.exchange.cap import decode as cap_decode
from hsoc.exchange.cap import encode as cap_encode
from hsoc.exchange.cap import terms as cap
from hsoc.exchange.csaf import decode as csaf_decode
from hsoc.exchange.csaf import encode as csaf_encode
from hsoc.exchange.csaf import terms as csaf
from hsoc.records.advisory import Advisory
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP

FORMATS = {"csaf": (csaf, csaf_decode, csaf_encode), "cap": (cap, cap_decode, cap_encode)}
ANEW = {"cap": {"restriction"}}  # kept, except where the format has no place for it; looked at below


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=15)
@given(advisories())
def test_what_is_kept_comes_back(name, advisory):
    terms, reader, writer = FORMATS[name]
    written = writer(Parcel(advisories=(advisory,)), now=NOW)
    assert written.withheld == ()
    parcel = reader(written.content, now=0)
    (again,) = parcel.advisories
    kept = [field for field, said in terms.CARRIES.items() if said.startswith("kept") and field not in ANEW.get(name, ())]
    assert {field: getattr(again, field) for field in kept} == {field: getattr(advisory, field) for field in kept}
    assert again.tlp.narrowness >= advisory.tlp.narrowness
    assert parcel.rejects == ()


@settings(deadline=None, max_examples=15)
@given(advisories())
def test_csaf_brings_back_products_and_vulnerabilities(advisory):
    written = csaf_encode(Parcel(advisories=(advisory,)), now=NOW)
    (again,) = csaf_decode(written.content, now=0).advisories
    assert {one.id: one for one in again.products} == {one.id: one for one in advisory.products}
    assert again.vulnerabilities == advisory.vulnerabilities
    assert again.tlp is (TLP.RED if advisory.tlp is TLP.AMBER_STRICT else advisory.tlp)


@settings(deadline=None, max_examples=15)
@given(advisories())
def test_cap_keeps_the_words_about_passing_on_unless_it_is_public(advisory):
    (again,) = cap_decode(cap_encode(Parcel(advisories=(advisory,)), now=NOW).content, now=0).advisories
    assert again.restriction == ("" if advisory.tlp is TLP.CLEAR else advisory.restriction)
    assert again.tlp is advisory.tlp


@pytest.mark.parametrize("name", FORMATS)
def test_a_paper_without_a_label_is_narrow_when_it_comes_and_when_it_goes(name):
    _, reader, writer = FORMATS[name]
    bare = Advisory(id="EW-1", title="Pump", publisher="hSOC", namespace="https://hsoc.example", audience=("a.example",))
    written = writer(Parcel(advisories=(msgspec.structs.replace(bare, tlp=TLP.RED),)), now=NOW)
    unlabelled = written.content.replace(b"TLP:RED", b"").replace(b'"RED"', b'""').replace(b"Private", b"Public")
    if written.items:
        assert reader(unlabelled, now=0).advisories[0].tlp is TLP.AMBER_STRICT
    else:
        assert [one.place for one in written.withheld] == ["/product_tree"]
