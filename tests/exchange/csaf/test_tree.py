from hsoc.exchange.csaf.tree import product_tree, related
from hsoc.records.advisory import Product


def test_products_of_one_maker_and_model_share_their_branches():
    tree = product_tree(
        Product(id=str(number), name="x", vendor="V", model="M", version=version, style=style)
        for number, (version, style) in enumerate([("1", "exact"), ("<2", "operator"), ("all before 3", "exact")])
    )
    (vendor,) = tree["branches"]
    (model,) = vendor["branches"]
    assert [branch["category"] for branch in model["branches"]] == ["product_version", "product_version_range", "product_version_range"]
    assert list(tree) == ["branches"]


def test_levels_that_are_not_said_are_left_out():
    bare, version, maker = Product(id="A", name="A"), Product(id="B", name="B", version="2"), Product(id="C", name="C", vendor="V")
    tree = product_tree([bare, version, maker])
    assert tree["full_product_names"] == [{"name": "A", "product_id": "A"}]
    assert [branch["category"] for branch in tree["branches"]] == ["product_version", "vendor"]
    assert tree["branches"][1]["branches"] == [{"category": "product_name", "name": "C", "product": {"name": "C", "product_id": "C"}}]


def test_identifiers_that_are_none_do_not_go_out():
    (name,) = product_tree([Product(id="A", name="A", cpe="nonsense", purl="pkg:generic/a@1")])["full_product_names"]
    assert name["product_identification_helper"] == {"purl": "pkg:generic/a@1"}


def test_a_product_of_two_is_a_relationship_only_if_both_are_there():
    made = Product(id="X", name="X", parts=("A", "B"), relation="installed_on")
    assert related(made, {"A", "B"})
    assert not related(made, {"A"})
    parts = [Product(id="A", name="A"), Product(id="B", name="B")]
    assert product_tree([*parts, made])["relationships"][0]["relates_to_product_reference"] == "B"
    assert "relationships" not in product_tree([parts[0], made])
