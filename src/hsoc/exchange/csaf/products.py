"""The product tree of a CSAF document → products. Belongs here: branches, loose names, relationships, groups. Never: vulnerabilities.

The tree may be as deep and broad as a stranger likes, so it is walked with a stack and counted. What a version means is not decided here:
it stays the text that stood there, with the style that says how to read it.
"""

from __future__ import annotations

from typing import Any

from hsoc.exchange.csaf.reading import Reading
from hsoc.exchange.csaf.terms import BRANCHES, CPE, DEEPEST, MOST_BRANCHES, OPERATOR, PURL, RANGE_WORDS
from hsoc.records.advisory import MOST_PRODUCTS, Product
from hsoc.records.parcel import Unreadable

Products = dict[str, Product]
Groups = dict[str, tuple[str, ...]]
_VERSIONS = ("product_version_range", "product_version", "service_pack", "patch_level", "legacy")  # the first that is there counts


def products(document: dict[str, Any], reading: Reading) -> tuple[Products, Groups]:
    """Product id → product, group id → product ids. Raises Unreadable beyond the bounds."""
    tree = reading.holder(document, "product_tree", "")
    found: Products = {}
    _branches(tree, reading, found)
    for place, one in reading.holders(tree, "full_product_names", "/product_tree", most=MOST_BRANCHES):
        _add(found, _product(one, place, {}, reading), f"{place}/product_id", reading)
    for place, one in reading.holders(tree, "relationships", "/product_tree", most=MOST_BRANCHES):
        _add(found, _related(one, place, found, reading), f"{place}/full_product_name/product_id", reading)
    return found, _groups(tree, found, reading)


def style(category: str, name: str) -> str:
    """How a version is to be read: `vers`, `operator`, `text` or `exact`. category: of its branch."""
    if name.startswith("vers:"):
        return "vers"
    if OPERATOR.fullmatch(name):
        return "operator"
    return "text" if category == "product_version_range" or ranges(name) else "exact"


def ranges(name: str) -> bool:
    """Whether a version speaks of more than one (CSAF 2.0, test 6.1.31)."""
    return "<" in name or ">" in name or not RANGE_WORDS.isdisjoint(name.lower().split())


def _branches(tree: dict[str, Any], reading: Reading, found: Products) -> None:
    waiting: list[tuple[Any, str, dict[str, str], int]] = [(tree.get("branches"), "/product_tree/branches", {}, 1)]
    seen = 0
    while waiting:
        branches, place, path, depth = waiting.pop()
        if branches is None:
            continue
        if not isinstance(branches, list):
            reading.left(place, "is no list")
            continue
        seen += len(branches)
        if depth > DEEPEST or seen > MOST_BRANCHES:
            what = f"{DEEPEST} levels" if depth > DEEPEST else f"{MOST_BRANCHES} branches"
            raise Unreadable(place, f"the product tree has more than {what}; such a paper is not read")
        below = []
        for index, branch in enumerate(branches):
            here = f"{place}/{index}"
            if not isinstance(branch, dict):
                reading.left(here, "is no object")
                continue
            category = reading.name(branch, "category", here)
            if category not in BRANCHES:
                reading.strange(f"branch {category}")
            way = path | {category: reading.name(branch, "name", here)}
            if "product" in branch:
                _add(found, _product(reading.holder(branch, "product", here), f"{here}/product", way, reading), f"{here}/product", reading)
            below.append((branch.get("branches"), f"{here}/branches", way, depth + 1))
        waiting.extend(reversed(below))


def _product(one: dict[str, Any], place: str, path: dict[str, str], reading: Reading) -> Product | None:
    identity, name = reading.name(one, "product_id", place), reading.name(one, "name", place)
    if not identity:
        reading.left(f"{place}/product_id", "is missing")
        return None
    category = next((one for one in _VERSIONS if path.get(one)), "")
    version = path.get(category, "")
    helper = reading.holder(one, "product_identification_helper", place)
    return Product(
        id=identity,
        name=name or " ".join(path.values()) or identity,
        vendor=path.get("vendor", ""),
        model=path.get("product_name") or path.get("product_family", ""),
        version=version,
        style=style(category, version),
        cpe=_matching(helper, "cpe", place, CPE, reading),
        purl=_purl(helper, place, reading),
    )


def _purl(helper: dict[str, Any], place: str, reading: Reading) -> str:
    """CSAF 2.0 has one, CSAF 2.1 a list of which the first is read."""
    several = helper.get("purls")
    if isinstance(several, list) and several:
        helper = {"purl": several[0]}
    return _matching(helper, "purl", place, PURL, reading)


def _matching(helper: dict[str, Any], key: str, place: str, pattern: Any, reading: Reading) -> str:
    value = reading.name(helper, key, f"{place}/product_identification_helper")
    if value and not pattern.fullmatch(value):
        reading.left(f"{place}/product_identification_helper/{key}", f"is no {key}")
        return ""
    return value


def _related(one: dict[str, Any], place: str, found: Products, reading: Reading) -> Product | None:
    """A product made of two: what is asked about is the component, so vendor, model and version are its own."""
    product = _product(reading.holder(one, "full_product_name", place), f"{place}/full_product_name", {}, reading)
    component, whole = (reading.name(one, key, place) for key in ("product_reference", "relates_to_product_reference"))
    if product is None:
        return None
    for key, identity in (("product_reference", component), ("relates_to_product_reference", whole)):
        if identity not in found:
            reading.left(f"{place}/{key}", "names a product that the tree has not defined before")
            return None
    part = found[component]
    return Product(
        id=product.id,
        name=product.name,
        vendor=part.vendor,
        model=part.model,
        version=part.version,
        style=part.style,
        cpe=product.cpe or part.cpe,
        purl=product.purl or part.purl,
        parts=(component, whole),
        relation=reading.name(one, "category", place),
    )


def _groups(tree: dict[str, Any], found: Products, reading: Reading) -> Groups:
    groups: Groups = {}
    for place, one in reading.holders(tree, "product_groups", "/product_tree", most=MOST_BRANCHES):
        identity = reading.name(one, "group_id", place)
        if not identity or identity in groups:
            reading.left(f"{place}/group_id", "is there already" if identity else "is missing")
            continue
        named = dict.fromkeys(reading.names(one, "product_ids", place))
        groups[identity] = tuple(name for name in named if name in found)
        if len(groups[identity]) < len(named):
            reading.left(f"{place}/product_ids", f"names {len(named) - len(groups[identity])} products that the tree does not define")
    return groups


def _add(found: Products, product: Product | None, place: str, reading: Reading) -> None:
    if product is None:
        return
    if product.id in found:
        reading.left(place, "defines a product id that is there already")
        return
    if len(found) >= MOST_PRODUCTS:
        raise Unreadable(place, f"the paper has more than {MOST_PRODUCTS} products; such a one is not read")
    found[product.id] = product


def unfolded(one: dict[str, Any], place: str, known: tuple[Products, Groups], reading: Reading) -> tuple[str, ...]:
    """The ids under `product_ids` and `group_ids` of a flag, remedy or threat, each once, those that the tree defines."""
    products, groups = known
    named = dict.fromkeys(reading.names(one, "product_ids", place)) if "product_ids" in one else {}
    for group in reading.names(one, "group_ids", place):
        if group not in groups:
            reading.left(f"{place}/group_ids", "names a group that the tree does not define")
            continue
        reading.count(len(groups[group]), f"{place}/group_ids")
        named |= dict.fromkeys(groups[group])
    return defined(named, f"{place}/product_ids", products, reading)


def defined(named: dict[str, None], place: str, products: Products, reading: Reading) -> tuple[str, ...]:
    """Those of the named that the tree defines; the others are told in one sentence."""
    kept = tuple([products[name].id for name in named if name in products])  # the tree's own text, so that a name is held once
    if len(kept) < len(named):
        reading.left(place, f"names {len(named) - len(kept)} products that the tree does not define")
    return kept
