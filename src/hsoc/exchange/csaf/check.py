"""The mandatory tests of CSAF 2.0 (section 6.1) that our own papers could fail. Belongs here: products and vulnerabilities. Never: reading.

`faults` asks a document that has CSAF's shape (what `encode` composes). Versions and dates stand in `check_tracking`. Left out, because we
write nothing they look at: 6.1.4 and 6.1.5 (groups), 6.1.10 (single metrics), 6.1.24 (involvements), 6.1.25 (hashes), 6.1.15 and 6.1.28
(translations). The schema, which is 6.1.0 in a way, is asked where it demands what a record could lack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from hsoc.exchange.csaf import cvss
from hsoc.exchange.csaf.check_tracking import tracking_faults
from hsoc.exchange.csaf.products import ranges
from hsoc.exchange.csaf.terms import CATEGORIES, STANDINGS
from hsoc.exchange.csaf.weakness import NAMES
from hsoc.records.advisory import Nature

_VULNERABLE = frozenset({CATEGORIES[Nature.ADVISORY], CATEGORIES[Nature.VEX]})
_INFORMING = frozenset({CATEGORIES[Nature.INFORMATION], CATEGORIES[Nature.ALERT]})
_VEX = CATEGORIES[Nature.VEX]
_OPPOSED = (
    ("known_affected", "first_affected", "last_affected"),
    ("known_not_affected",),
    ("fixed", "first_fixed"),
    ("under_investigation",),
)  # a product stands in one of these (6.1.6)
_VEX_LISTS = frozenset({"fixed", "known_affected", "known_not_affected", "under_investigation"})


class Fault(msgspec.Struct, frozen=True):
    """test: number of the section; place: JSON pointer; reason: a part of a sentence.

    The parts of 6.1.27 stand after a dash: four numbers with dots look like an address.
    """

    test: str
    place: str
    reason: str


def faults(document: dict[str, Any]) -> tuple[Fault, ...]:
    """What is wrong, in the order of the document; nothing for a good one."""
    return tuple(Fault(*found) for found in _all(document))


def _all(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from tracking_faults(document["document"]["tracking"])
    yield from _profile(document)
    defined = list(_definitions(document.get("product_tree", {})))
    known = {identity for identity, _ in defined}
    yield from _tree(document.get("product_tree", {}), defined, known)
    seen: set[str] = set()
    for index, one in enumerate(document.get("vulnerabilities", [])):
        place = f"/vulnerabilities/{index}"
        yield from _vulnerability(one, place, known)
        if one.get("cve") in seen:
            yield "6.1.23", f"{place}/cve", "stands in two vulnerabilities"
        seen |= {one["cve"]} if "cve" in one else set()
        if document["document"]["category"] == _VEX:
            yield from _vex(one, place)


def _profile(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    about = document["document"]
    category = about["category"]
    if category in _INFORMING:
        if not any(note["category"] in {"description", "details", "general", "summary"} for note in about.get("notes", [])):
            yield "6.1.27-1", "/document/notes", "says nothing of what it is about"
        if not any(one.get("category") == "external" for one in about.get("references", [])):
            yield "6.1.27-2", "/document/references", "names no external reference"
    if category == CATEGORIES[Nature.INFORMATION] and "vulnerabilities" in document:
        yield "6.1.27-3", "/vulnerabilities", "may not stand in an informational advisory"
    if category in _VULNERABLE:
        if "product_tree" not in document:
            yield "6.1.27-4", "/product_tree", "is missing, so nobody could tell whom it concerns"
        if not document.get("vulnerabilities"):
            yield "6.1.27-11", "/vulnerabilities", "are missing"
        for index, one in enumerate(document.get("vulnerabilities", [])):
            if not one.get("notes"):
                yield "6.1.27-5", f"/vulnerabilities/{index}/notes", "are missing"
            if not one.get("product_status"):
                yield "6.1.27-6", f"/vulnerabilities/{index}/product_status", "is missing"


def _definitions(tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every defined product id with its place."""
    waiting = [(branch, f"/product_tree/branches/{index}") for index, branch in enumerate(tree.get("branches", []))]
    while waiting:
        branch, place = waiting.pop()
        if "product" in branch:
            yield branch["product"]["product_id"], f"{place}/product/product_id"
        waiting += [(one, f"{place}/branches/{index}") for index, one in enumerate(branch.get("branches", []))]
    for index, one in enumerate(tree.get("full_product_names", [])):
        yield one["product_id"], f"/product_tree/full_product_names/{index}/product_id"
    for index, one in enumerate(tree.get("relationships", [])):
        yield one["full_product_name"]["product_id"], f"/product_tree/relationships/{index}/full_product_name/product_id"


def _tree(tree: dict[str, Any], defined: list[tuple[str, str]], known: set[str]) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for identity, place in defined:
        if identity in seen:
            yield "6.1.2", place, "is defined twice"
        seen.add(identity)
    made = {one["full_product_name"]["product_id"]: one for one in tree.get("relationships", [])}
    for index, one in enumerate(tree.get("relationships", [])):
        for key in ("product_reference", "relates_to_product_reference"):
            place = f"/product_tree/relationships/{index}/{key}"
            if one[key] not in known:
                yield "6.1.1", place, "names a product that is not defined"
            if _circular(one["full_product_name"]["product_id"], one[key], made):
                yield "6.1.3", place, "makes a product a part of itself"
    waiting = list(tree.get("branches", []))
    while waiting:
        branch = waiting.pop()
        if branch["category"] == "product_version" and ranges(branch["name"]):
            yield "6.1.31", "/product_tree/branches", f"give {branch['name'][:60]!r} as one version"
        waiting += branch.get("branches", [])


def _circular(identity: str, part: str, made: dict[str, dict[str, Any]]) -> bool:
    waiting, seen = [part], set[str]()
    while waiting:
        here = waiting.pop()
        if here == identity:
            return True
        if here in made and here not in seen:
            seen.add(here)
            waiting += [made[here]["product_reference"], made[here]["relates_to_product_reference"]]
    return False


def _vulnerability(one: dict[str, Any], place: str, known: set[str]) -> Iterator[tuple[str, str, str]]:
    yield from _named(one, place, known)
    yield from _opposed(one.get("product_status", {}), f"{place}/product_status")
    yield from _scores(one.get("scores", []), f"{place}/scores")
    yield from _flags(one.get("flags", []), f"{place}/flags")
    cwe = one.get("cwe", {})
    if cwe and NAMES.get(cwe["id"], cwe["name"]) != cwe["name"]:
        yield "6.1.11", f"{place}/cwe/name", "is not the name of that weakness"
    for index, remedy in enumerate(one.get("remediations", [])):
        if not remedy.get("product_ids"):
            yield "6.1.29", f"{place}/remediations/{index}", "names no product"


def _opposed(status: dict[str, list[str]], place: str) -> Iterator[tuple[str, str, str]]:
    stands: dict[str, int] = {}
    for group, lists in enumerate(_OPPOSED):
        for key in lists:
            wrong = [identity for identity in status.get(key, []) if stands.setdefault(identity, group) != group]
            if wrong:
                yield "6.1.6", f"{place}/{key}", f"says the contrary of another list about {wrong[0][:60]!r}"


def _scores(scores: list[dict[str, Any]], place: str) -> Iterator[tuple[str, str, str]]:
    scored: set[tuple[str, str]] = set()
    for index, score in enumerate(scores):
        for key in ("cvss_v2", "cvss_v3"):
            if key not in score:
                continue
            here = f"{place}/{index}/{key}"
            named = {(key, identity) for identity in score["products"]}
            if not scored.isdisjoint(named):
                yield "6.1.7", here, "scores a product a second time"
            scored |= named
            reckoned = cvss.base_score(score[key].get("vectorString", ""))
            if reckoned is None:
                yield "6.1.8", f"{here}/vectorString", "is no CVSS vector"
            elif abs(reckoned - score[key]["baseScore"]) >= 0.05:
                yield "6.1.9", f"{here}/baseScore", f"is not the {reckoned} of its vector"


def _flags(flags: list[dict[str, Any]], place: str) -> Iterator[tuple[str, str, str]]:
    flagged: set[str] = set()
    for index, flag in enumerate(flags):
        named = set(flag.get("product_ids", []))
        if not named:
            yield "6.1.32", f"{place}/{index}", "names no product"
        if not flagged.isdisjoint(named):
            yield "6.1.33", f"{place}/{index}", "is the second reason for one product"
        flagged |= named


def _named(one: dict[str, Any], place: str, known: set[str]) -> Iterator[tuple[str, str, str]]:
    lists = [(f"{place}/product_status/{key}", named) for key, named in one.get("product_status", {}).items() if key in STANDINGS]
    for key, names in (("scores", "products"), ("remediations", "product_ids"), ("flags", "product_ids"), ("threats", "product_ids")):
        lists += [(f"{place}/{key}/{index}/{names}", entry.get(names, [])) for index, entry in enumerate(one.get(key, []))]
    for here, named in lists:
        if strange := [identity for identity in named if identity not in known]:
            yield "6.1.1", here, f"names {strange[0][:60]!r}, which is not defined"


def _vex(one: dict[str, Any], place: str) -> Iterator[tuple[str, str, str]]:
    status = one.get("product_status", {})
    if status and _VEX_LISTS.isdisjoint(status):
        yield "6.1.27-7", f"{place}/product_status", "says of no product where it stands"
    if "cve" not in one and not one.get("ids"):
        yield "6.1.27-8", place, "has no number"
    explained = {identity for flag in one.get("flags", []) for identity in flag.get("product_ids", [])}
    explained |= {
        identity for threat in one.get("threats", []) if threat["category"] == "impact" for identity in threat.get("product_ids", [])
    }
    if set(status.get("known_not_affected", [])) - explained:
        yield "6.1.27-9", f"{place}/product_status/known_not_affected", "names a product without the reason why it is not affected"
    helped = {identity for remedy in one.get("remediations", []) for identity in remedy.get("product_ids", [])}
    if set(status.get("known_affected", [])) - helped:
        yield "6.1.27-10", f"{place}/product_status/known_affected", "names a product without what to do"
