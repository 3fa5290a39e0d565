"""A good paper has no fault; each planted fault is found under the number of its test and nothing else is."""

import copy

import pytest
from tests.factories.papers import VECTORS, document

from hsoc.exchange.csaf.check import faults


def paper():
    whole = document()
    whole["vulnerabilities"][0]["remediations"][0] = {"category": "vendor_fix", "details": "x", "product_ids": ["P-old"]}
    return whole


def part(identity, component, whole):
    return {
        "category": "installed_on",
        "full_product_name": {"name": "x", "product_id": identity},
        "product_reference": component,
        "relates_to_product_reference": whole,
    }


def weak(whole):
    return whole["vulnerabilities"][0]


def version(whole, name):
    whole["product_tree"]["branches"][0]["branches"][0]["branches"][1]["name"] = name


SCORE = {"cvss_v3": {"version": "3.1", "vectorString": VECTORS[0], "baseScore": 9.8}, "products": ["P-old"]}
PLANTED = {
    "6.1.1": lambda whole: weak(whole)["product_status"].update(under_investigation=["?"]),
    "6.1.2": lambda whole: whole["product_tree"].update(full_product_names=[{"name": "x", "product_id": "P-old"}]),
    "6.1.3": lambda whole: whole["product_tree"].update(relationships=[part("X", "Y", "P-old"), part("Y", "P-old", "X")]),
    "6.1.6": lambda whole: weak(whole)["product_status"].update(known_not_affected=["P-old"]),
    "6.1.7": lambda whole: weak(whole).update(scores=[SCORE, SCORE]),
    "6.1.8": lambda whole: weak(whole).update(scores=[{"cvss_v3": {"vectorString": "AV:N", "baseScore": 1.0}, "products": ["P-old"]}]),
    "6.1.9": lambda whole: weak(whole).update(scores=[{"cvss_v3": {"vectorString": VECTORS[0], "baseScore": 1.0}, "products": ["P-old"]}]),
    "6.1.11": lambda whole: weak(whole)["cwe"].update(name="Hard password"),
    "6.1.16": lambda whole: whole["document"]["tracking"].update(version="2"),
    "6.1.23": lambda whole: whole["vulnerabilities"].append(copy.deepcopy(weak(whole))),
    "6.1.27-4": lambda whole: (whole.pop("product_tree"), whole.update(vulnerabilities=[{"notes": [1], "product_status": {"x": []}}])),
    "6.1.27-5": lambda whole: weak(whole).pop("notes"),
    "6.1.27-6": lambda whole: weak(whole).pop("product_status"),
    "6.1.27-11": lambda whole: whole.pop("vulnerabilities"),
    "6.1.29": lambda whole: weak(whole)["remediations"][0].pop("product_ids"),
    "6.1.31": lambda whole: version(whole, "all versions"),
    "6.1.32": lambda whole: weak(whole).update(flags=[{"label": "component_not_present"}]),
    "6.1.33": lambda whole: weak(whole).update(flags=[{"label": label, "product_ids": ["P-new"]} for label in "ab"]),
}
PLANTED_VEX = {
    "6.1.27-7": lambda whole: weak(whole).update(product_status={"recommended": ["P-new"]}),
    "6.1.27-8": lambda whole: weak(whole).pop("cve"),
    "6.1.27-9": lambda whole: weak(whole).update(product_status={"known_not_affected": ["P-new"]}),
    "6.1.27-10": lambda whole: weak(whole).pop("remediations"),
}
PLANTED_INFORMATION = {
    "6.1.27-1": lambda whole: whole["document"].pop("notes"),
    "6.1.27-2": lambda whole: whole["document"].pop("references"),
    "6.1.27-3": lambda whole: whole.update(vulnerabilities=[]),
}


def test_a_good_paper_has_no_fault():
    assert faults(paper()) == ()
    vex = paper()
    vex["document"]["category"] = "csaf_vex"
    assert faults(vex) == ()


@pytest.mark.parametrize("test", PLANTED)
def test_a_planted_fault_is_found(test):
    whole = paper()
    PLANTED[test](whole)
    assert {one.test for one in faults(whole)} == {test}
    assert all(one.place.startswith("/") and one.reason for one in faults(whole))


@pytest.mark.parametrize("test", PLANTED_VEX)
def test_a_fault_of_a_vex_is_found(test):
    whole = paper()
    whole["document"]["category"] = "csaf_vex"
    PLANTED_VEX[test](whole)
    assert {one.test for one in faults(whole)} == {test}


@pytest.mark.parametrize("test", PLANTED_INFORMATION)
def test_a_fault_of_an_information_is_found(test):
    whole = {"document": document()["document"] | {"category": "csaf_informational_advisory", "references": [{"category": "external"}]}}
    assert faults(whole) == ()
    PLANTED_INFORMATION[test](whole)
    assert {one.test for one in faults(whole)} == {test}
