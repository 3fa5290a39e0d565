"""Products → the product tree of a CSAF 2.0 document. Belongs here: branches by vendor, model and version. Never: vulnerabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hsoc.exchange.csaf.products import ranges
from hsoc.exchange.csaf.terms import CPE, PURL, RELATIONS
from hsoc.records.advisory import Product


def product_tree(products: Iterable[Product]) -> dict[str, Any]:
    """The tree, without empty parts. A product whose parts are not among the others goes out as a plain name."""
    products = tuple(products)
    whole = {product.id for product in products if not product.parts}
    branches: list[dict[str, Any]] = []
    vendors: dict[str, list[dict[str, Any]]] = {}
    models: dict[tuple[str, str], list[dict[str, Any]]] = {}
    names: list[dict[str, Any]] = []
    relationships: list[dict[str, Any]] = []
    for product in products:
        if related(product, whole):
            relationships.append(_relationship(product))
        elif not (product.vendor or product.model or product.version):
            names.append(_full(product))
        else:
            _place(product, branches, vendors, models)
    tree = {"branches": branches, "full_product_names": names, "relationships": relationships}
    return {key: value for key, value in tree.items() if value}


def related(product: Product, whole: set[str]) -> bool:
    """Whether it can be told as a relationship of two others."""
    return len(product.parts) == 2 and product.relation in RELATIONS and set(product.parts) <= whole


def _place(
    product: Product,
    branches: list[dict[str, Any]],
    vendors: dict[str, list[dict[str, Any]]],
    models: dict[tuple[str, str], list[dict[str, Any]]],
) -> None:
    """Into vendor → model → version; a level that is not said is left out, except that a vendor never is a product itself."""
    level = branches
    if product.vendor:
        if product.vendor not in vendors:
            vendors[product.vendor] = []
            branches.append({"category": "vendor", "name": product.vendor, "branches": vendors[product.vendor]})
        level = vendors[product.vendor]
    model = product.model or ("" if product.version else product.name)
    if not product.version:
        level.append({"category": "product_name", "name": model, "product": _full(product)})
        return
    if model:
        key = (product.vendor, model)
        if key not in models:
            models[key] = []
            level.append({"category": "product_name", "name": model, "branches": models[key]})
        level = models[key]
    exact = product.style == "exact" and not ranges(product.version)
    category = "product_version" if exact else "product_version_range"
    level.append({"category": category, "name": product.version, "product": _full(product)})


def _full(product: Product) -> dict[str, Any]:
    full: dict[str, Any] = {"name": product.name or product.id, "product_id": product.id}
    helper = {}
    if CPE.fullmatch(product.cpe):
        helper["cpe"] = product.cpe
    if PURL.fullmatch(product.purl):
        helper["purl"] = product.purl
    return full | ({"product_identification_helper": helper} if helper else {})


def _relationship(product: Product) -> dict[str, Any]:
    component, whole = product.parts
    return {
        "category": product.relation,
        "full_product_name": _full(product),
        "product_reference": component,
        "relates_to_product_reference": whole,
    }
