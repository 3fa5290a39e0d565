import pytest
from tests.factories.papers import document

from hsoc.exchange.csaf.products import products, style, unfolded
from hsoc.exchange.csaf.reading import Reading
from hsoc.exchange.csaf.terms import DEEPEST, MOST_BRANCHES
from hsoc.records.advisory import MOST_PRODUCTS, Product
from hsoc.records.parcel import Unreadable


def read(tree):
    reading = Reading()
    return *products({"product_tree": tree}, reading), [(one.place, one.reason) for one in reading.rejects.told]


def leaf(identity="P", name="Pump", **more):
    return {"name": name, "product_id": identity} | more


def test_the_path_gives_vendor_model_and_version():
    found, groups, told = read(document()["product_tree"])
    assert found["P-old"] == Product(
        id="P-old", name="Pump before 5.2", vendor="Example Medical", model="Pump", version="<5.2", style="operator"
    )
    assert (found["P-new"].version, found["P-new"].style) == ("5.2", "exact")
    assert groups == {"G": ("P-old", "P-new")}
    assert told == []


@pytest.mark.parametrize(
    ("category", "name", "said"),
    [
        ("product_version", "5.2", "exact"),
        ("product_version", "all versions", "text"),
        ("product_version", "> 3", "operator"),
        ("product_version_range", "<=1.14.0", "operator"),
        ("product_version_range", "vers:deb/<2", "vers"),
        ("product_version_range", "A10 < A11", "text"),
        ("product_version_range", "3.0|3.1", "text"),
    ],
)
def test_styles_of_versions(category, name, said):
    assert style(category, name) == said


def test_a_service_pack_is_a_version_where_nothing_else_is():
    branch = {"category": "product_name", "name": "Pump", "branches": [{"category": "service_pack", "name": "SP1", "product": leaf()}]}
    assert read({"branches": [branch]})[0]["P"].version == "SP1"


def test_identifiers_are_checked_and_of_several_the_first_is_read():
    good = leaf("A", product_identification_helper={"cpe": "cpe:/h:example:pump:4.1", "purls": ["pkg:generic/pump@4.1", "pkg:b/c"]})
    bad = leaf("B", product_identification_helper={"cpe": "pump", "purl": "http://x"})
    found, _, told = read({"full_product_names": [good, bad]})
    assert (found["A"].cpe, found["A"].purl, found["B"].cpe, found["B"].purl) == ("cpe:/h:example:pump:4.1", "pkg:generic/pump@4.1", "", "")
    assert [place for place, _ in told] == [
        f"/product_tree/full_product_names/1/product_identification_helper/{key}" for key in ("cpe", "purl")
    ]


def test_a_relationship_takes_after_its_component():
    tree = document()["product_tree"] | {
        "full_product_names": [leaf("OS", "Ward computer")],
        "relationships": [
            {
                "category": "installed_on",
                "full_product_name": leaf("P-on", "Pump on ward computer"),
                "product_reference": "P-old",
                "relates_to_product_reference": "OS",
            },
            {"category": "installed_on", "full_product_name": leaf("X"), "product_reference": "P-old", "relates_to_product_reference": "?"},
        ],
    }
    found, _, told = read(tree)
    assert (found["P-on"].model, found["P-on"].version, found["P-on"].parts) == ("Pump", "<5.2", ("P-old", "OS"))
    assert "X" not in found
    assert told == [("/product_tree/relationships/1/relates_to_product_reference", "names a product that the tree has not defined before")]


def test_second_definitions_and_unknown_members_are_told():
    _, groups, told = read(
        {"full_product_names": [leaf("A"), leaf("A"), {"name": "no id"}], "product_groups": [{"group_id": "G", "product_ids": ["A", "B"]}]}
    )
    assert groups == {"G": ("A",)}
    assert [place for place, _ in told] == [
        "/product_tree/full_product_names/1/product_id",
        "/product_tree/full_product_names/2/product_id",
        "/product_tree/product_groups/0/product_ids",
    ]


def test_ids_and_groups_unfold_to_each_product_once():
    known = products(document(), Reading())
    reading = Reading()
    assert unfolded({"product_ids": ["P-new", "?"], "group_ids": ["G", "H"]}, "/x", known, reading) == ("P-new", "P-old")
    assert [one.place for one in reading.rejects.told] == ["/x/group_ids", "/x/product_ids"]


def test_a_tree_without_end_is_refused_with_its_place():
    branch = {"category": "vendor", "name": "x", "product": leaf()}
    for _ in range(DEEPEST + 1):
        branch = {"category": "vendor", "name": "x", "branches": [branch]}
    with pytest.raises(Unreadable, match="more than 40 levels"):
        read({"branches": [branch]})
    with pytest.raises(Unreadable, match=f"more than {MOST_BRANCHES} branches"):
        read({"branches": [{"category": "vendor", "name": "x"}] * (MOST_BRANCHES + 1)})
    with pytest.raises(Unreadable, match=f"more than {MOST_PRODUCTS} products"):
        read({"full_product_names": [leaf(str(number)) for number in range(MOST_PRODUCTS + 1)]})


@pytest.mark.parametrize("tree", [None, 3, [], {"branches": {}}, {"branches": [None, {"category": [], "name": {}, "product": 5}]}])
def test_what_is_no_tree_is_no_crash(tree):
    assert read(tree)[0] == {}
