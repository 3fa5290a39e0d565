import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.papers import NOW, document

from hsoc.exchange.csaf.decode import decode
from hsoc.exchange.csaf.terms import MOST_NAMED
from hsoc.records.advisory import Change, Nature, Status
from hsoc.records.parcel import MOST_BYTES, Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP


def read(whole):
    parcel = decode(json.dumps(whole).encode(), now=NOW)
    return parcel.advisories[0], parcel


def test_a_plain_paper_is_read_whole():
    paper, parcel = read(document())
    assert (paper.id, paper.title, paper.publisher, paper.namespace, paper.role) == (
        "EX-2026-1", "Pump", "Example Medical", "https://vendor.example", "vendor",
    )  # fmt: skip
    assert (paper.nature, paper.status, paper.version, paper.tlp, paper.pap) == (Nature.ADVISORY, Status.FINAL, "1", TLP.GREEN, PAP.RED)
    assert (paper.issued, paper.modified) == (1_777_622_400_000, 1_777_716_000_000)
    assert paper.history == (Change(at=1_777_622_400_000, number="1", text="First."),)
    assert (paper.severity, paper.summary) == (Severity.CRITICAL, "A pump listens to anybody.")
    assert (parcel.items, parcel.rejected, parcel.unknown) == (1, 0, {})


@pytest.mark.parametrize(
    ("label", "tlp"),
    [
        ("WHITE", TLP.CLEAR), ("CLEAR", TLP.CLEAR), ("GREEN", TLP.GREEN), ("AMBER", TLP.AMBER), ("AMBER+STRICT", TLP.AMBER_STRICT),
        ("RED", TLP.RED), ("PURPLE", TLP.AMBER_STRICT), ("", TLP.AMBER_STRICT), (5, TLP.AMBER_STRICT),
    ],
)  # fmt: skip
def test_labels_old_and_new_and_never_wider(label, tlp):
    assert read(document(distribution={"tlp": {"label": label}}))[0].tlp is tlp


def test_a_paper_without_a_label_is_narrow():
    assert read(document(distribution=None))[0].tlp is TLP.AMBER_STRICT


def test_the_permission_to_act_stands_in_the_text_and_the_narrowest_binds():
    paper, _ = read(document(distribution={"text": "PAP:GREEN for members PAP:AMBER only", "tlp": {"label": "RED"}}))
    assert (paper.pap, paper.restriction) == (PAP.AMBER, "for members only")


@pytest.mark.parametrize(
    ("category", "nature", "status"),
    [
        ("csaf_vex", Nature.VEX, Status.FINAL),
        ("csaf_informational_advisory", Nature.INFORMATION, Status.FINAL),
        ("csaf_security_incident_response", Nature.ALERT, Status.FINAL),
        ("csaf_withdrawn", Nature.INFORMATION, Status.CANCELLED),
        ("Example Medical Notice", Nature.ADVISORY, Status.FINAL),
    ],
)
def test_categories_give_the_nature(category, nature, status):
    paper, _ = read(document(category=category))
    assert (paper.nature, paper.status) == (nature, status)


def test_what_to_do_stands_apart_from_what_it_is_about():
    notes = [
        {"category": "legal_disclaimer", "text": "No warranty."},
        {"category": "general", "title": "Recommended Practices", "text": "Isolate it."},
        {"category": "general", "title": "Recommended Practices", "text": "Update it."},
        {"category": "description", "text": "Long."},
    ]
    paper, _ = read(document(notes=notes))
    assert (paper.summary, paper.todo) == ("Long.", "Isolate it.\nUpdate it.")


@pytest.mark.parametrize(("text", "severity"), [("Important", Severity.HIGH), ("low", Severity.LOW), ("Blue", Severity.CRITICAL)])
def test_the_publishers_own_weight_counts_where_we_know_the_word(text, severity):
    assert read(document(aggregate_severity={"text": text}))[0].severity is severity


def test_csaf_2_1_is_read():
    whole = document(csaf_version="2.1", distribution={"tlp": {"label": "AMBER+STRICT"}, "sharing_group": {"id": "x", "name": "Hospitals"}})
    paper, parcel = read(whole | {"$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"})
    assert (paper.tlp, paper.audience, parcel.unknown) == (TLP.AMBER_STRICT, ("Hospitals",), {})


def test_what_is_missing_is_told_and_the_paper_is_kept():
    paper, parcel = read({"document": {"csaf_version": "2.0", "tracking": {"id": "X"}}, "more": 1})
    assert (paper.title, paper.status, paper.issued, paper.version) == ("X", Status.DRAFT, NOW, "1")
    assert {one.place for one in parcel.rejects} == {
        "/document/title", "/document/publisher/name", "/document/tracking/status", "/document/tracking/version",
    }  # fmt: skip
    assert parcel.items - parcel.rejected == 1
    assert "more" in parcel.unknown


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", ""),
        (b"[" * 100_000, ""),
        (b'{"document": "\xff"}', ""),
        (b"[]", "/document"),
        (b'{"document": {}}', "/document/csaf_version"),
        (b'{"document": {"csaf_version": "1.2", "tracking": {"id": "X"}}}', "/document/csaf_version"),
        (b'{"document": {"csaf_version": "2.0", "tracking": {"id": "  "}}}', "/document/tracking/id"),
        (b'{"document": {"csaf_version": "2.0", "tracking": []}}', "/document/tracking/id"),
    ],
)
def test_what_is_no_paper_is_refused_with_its_place(content, place):
    with pytest.raises(Unreadable) as refused:
        decode(content, now=NOW)
    assert refused.value.place == place


def test_a_document_that_is_too_large_is_not_even_parsed():
    with pytest.raises(Unreadable, match="at most"):
        decode(bytes(MOST_BYTES + 1), now=NOW)


def test_groups_cannot_unfold_into_all_memory():
    whole = document()
    names = [{"name": "x", "product_id": str(number)} for number in range(2000)]
    whole["product_tree"] = {
        "full_product_names": names,
        "product_groups": [{"group_id": "G", "product_ids": [one["product_id"] for one in names]}],
    }
    remedies = [{"category": "vendor_fix", "details": "x", "group_ids": ["G"]}] * (MOST_NAMED // 2000)
    whole["vulnerabilities"] = [{"remediations": remedies}]
    with pytest.raises(Unreadable, match="products are named more than"):
        read(whole)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in children:
        yield from places(one, (*path, key))


PLACES = [path for path in places(document()) if path]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PLACES), JSON)
def test_any_part_may_be_anything_without_a_crash(path, value):
    whole = document()
    holder = whole
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    try:
        paper, parcel = read(whole)
    except Unreadable:
        return
    assert paper.tlp is not TLP.CLEAR
    assert parcel.items - parcel.rejected == 1
