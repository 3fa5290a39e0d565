"""An advisory → a CSAF 2.0 document. Belongs here: the paper and its vulnerabilities in CSAF's words. Never: a signature, a file, a clock.

What is written has passed the checks of `check`; a paper that would not pass is withheld with the fault. AMBER+STRICT goes out as RED,
which is narrower. The same advisory gives the same bytes, so hashes and entity tags hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from hsoc.exchange.csaf import cvss
from hsoc.exchange.csaf.check import faults
from hsoc.exchange.csaf.terms import (
    CATEGORIES,
    CVE,
    CWE,
    FLAGS,
    ID,
    INTEGER,
    LABELS,
    LANGUAGE,
    LATER_REMEDIES,
    LISTS,
    MEDIA,
    REMEDIES,
    ROLES,
    SEMANTIC,
    STATUSES,
    TODO,
    URL,
    VERSION,
    WEIGHT_WORDS,
)
from hsoc.exchange.csaf.tree import product_tree
from hsoc.exchange.csaf.weakness import NAMES
from hsoc.records.advisory import Advisory, Change, Nature, Remedy, Standing, Status, Vulnerability
from hsoc.records.parcel import Parcel, Reject, Written

_STATUS_WORDS = {status: word for word, status in STATUSES.items()}
_TLP_URL = "https://www.first.org/tlp/"


def encode(parcel: Parcel, *, now: int) -> Written:
    """The first paper that may go out; a CSAF document holds one. now: ms, the date of a paper that has none."""
    withheld: list[Reject] = []
    taken: Written | None = None
    for index, written in enumerate(documents(parcel, now=now)):
        if taken is None and written.items:
            taken = written
        elif written.items:
            withheld.append(Reject(index, "", "a CSAF document holds one paper"))
        withheld.extend(written.withheld)
    content = taken.content if taken else b""
    return Written(content=content, media=MEDIA, items=int(taken is not None), withheld=tuple(withheld))


def documents(parcel: Parcel, *, now: int) -> Iterator[Written]:
    """One document per paper, in their order; a withheld one has no content and its reason."""
    for index, advisory in enumerate(parcel.advisories):
        place, reason = _unsayable(advisory)
        if not reason:
            document = compose(advisory, now=now)
            wrong = faults(document)
            if not wrong:
                yield Written(content=msgspec.json.format(msgspec.json.encode(document), indent=2), media=MEDIA, items=1)
                continue
            place, reason = wrong[0].place, f"{wrong[0].reason} (CSAF 2.0, test {wrong[0].test})"
        yield Written(content=b"", media=MEDIA, items=0, withheld=(Reject(index, place, reason),))


def _unsayable(advisory: Advisory) -> tuple[str, str]:
    """Where and why CSAF 2.0 has no words for this paper; two empty texts where it has."""
    if advisory.status is Status.EXERCISE:
        return "status", "CSAF 2.0 cannot say that a paper is an exercise"
    if advisory.status is Status.CANCELLED:
        return "status", "CSAF 2.0 cannot say that a paper is withdrawn"
    if not URL.fullmatch(advisory.namespace):
        return "namespace", "CSAF names a publisher by a URL, and this one has none"
    if not ID.fullmatch(advisory.id) or not advisory.title or not advisory.publisher:
        return "id", "a paper needs a number, a title and a publisher"
    return "", ""


def compose(advisory: Advisory, *, now: int) -> dict[str, Any]:
    """The document as plain values; nothing is checked here."""
    document: dict[str, Any] = {"document": _document(advisory, now)}
    tree = product_tree(advisory.products)
    if tree:
        document["product_tree"] = tree
    if advisory.vulnerabilities and advisory.nature is not Nature.INFORMATION:
        document["vulnerabilities"] = [_vulnerability(one, advisory) for one in advisory.vulnerabilities]
    return document


def _document(advisory: Advisory, now: int) -> dict[str, Any]:
    label = LABELS[advisory.tlp]
    said = " ".join(part for part in (advisory.restriction, advisory.pap.value) if part)
    document: dict[str, Any] = {
        "aggregate_severity": {"text": WEIGHT_WORDS[advisory.severity]},
        "category": CATEGORIES[advisory.nature],
        "csaf_version": VERSION,
        "distribution": {"text": said, "tlp": {"label": label, "url": _TLP_URL}},
        "publisher": {
            "category": advisory.role if advisory.role in ROLES else "other",
            "name": advisory.publisher,
            "namespace": advisory.namespace,
        },
        "title": advisory.title,
        "tracking": _tracking(advisory, now),
    }
    if LANGUAGE.fullmatch(advisory.language):
        document["lang"] = advisory.language
    notes = [
        {"category": category, "text": text, "title": title}
        for category, text, title in (("summary", advisory.summary, "Summary"), ("general", advisory.todo, TODO))
        if text
    ]
    if notes:
        document["notes"] = notes
    if references := _references(advisory.references):
        document["references"] = references
    return document


def _tracking(advisory: Advisory, now: int) -> dict[str, Any]:
    modified = advisory.modified or advisory.issued or now
    issued = advisory.issued or modified
    version = advisory.version if INTEGER.fullmatch(advisory.version) or SEMANTIC.fullmatch(advisory.version) else "1"
    changes = advisory.history or (Change(at=modified, number=version, text="First version."),)
    return {
        "current_release_date": stamp(modified),
        "id": advisory.id,
        "initial_release_date": stamp(issued),
        "revision_history": [{"date": stamp(one.at), "number": one.number, "summary": one.text or "Changed."} for one in changes],
        "status": _STATUS_WORDS[advisory.status],
        "version": version,
    }


def stamp(at: int) -> str:
    """A time in ms since 1970 UTC → RFC 3339, with milliseconds."""
    return f"{datetime.fromtimestamp(at // 1000, tz=UTC):%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def _references(urls: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"category": "external", "summary": url, "url": url} for url in dict.fromkeys(urls) if URL.fullmatch(url)]


def _vulnerability(one: Vulnerability, advisory: Advisory) -> dict[str, Any]:
    known = {product.id for product in advisory.products}
    standing = {identity: said for identity, said in one.standing.items() if identity in known}
    out: dict[str, Any] = {
        "cve": one.cve if CVE.fullmatch(one.cve) else "",
        "cwe": _cwe(one),
        "flags": _by_product({key: label for key, label in one.flags.items() if key in known and label in FLAGS}, "label"),
        "ids": [{"system_name": one.system or advisory.publisher, "text": one.id}] if one.id else [],
        "notes": _vulnerability_notes(one, advisory),
        "product_status": _product_status(standing),
        "references": _references(one.references),
        "remediations": [_remedy(remedy, known, standing) for remedy in one.remedies],
        "scores": _scores(one, standing),
        "threats": _threats(one, known),
        "title": one.title,
    }
    return {key: value for key, value in out.items() if value}


def _vulnerability_notes(one: Vulnerability, advisory: Advisory) -> list[dict[str, str]]:
    text = one.text or one.title or advisory.summary
    return [{"category": "description", "text": text}] if text else []


def _cwe(one: Vulnerability) -> dict[str, str]:
    name = NAMES.get(one.cwe, one.weakness)
    return {"id": one.cwe, "name": name} if name and CWE.fullmatch(one.cwe) else {}


def _product_status(standing: dict[str, Standing]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for identity, said in standing.items():
        if said in LISTS:
            lists.setdefault(LISTS[said], []).append(identity)
    return lists


def _by_product(said: dict[str, str], key: str) -> list[dict[str, Any]]:
    """Product id → word, turned around: one entry per word."""
    turned: dict[str, list[str]] = {}
    for identity, word in said.items():
        turned.setdefault(word, []).append(identity)
    return [{key: word, "product_ids": products} for word, products in turned.items()]


def _remedy(remedy: Remedy, known: set[str], standing: dict[str, Standing]) -> dict[str, Any]:
    """A remedy that names no product is meant for all affected ones (CSAF wants them named: test 6.1.29)."""
    kind = LATER_REMEDIES.get(remedy.kind, remedy.kind)
    products = [identity for identity in remedy.products if identity in known]
    if not remedy.products:
        products = [identity for identity, said in standing.items() if said is Standing.AFFECTED] or list(standing)
    out: dict[str, Any] = {
        "category": kind if kind in REMEDIES else "mitigation",
        "details": remedy.text or remedy.reference or "See the references.",
        "product_ids": products,
    }
    if URL.fullmatch(remedy.reference):
        out["url"] = remedy.reference
    return out if products else {key: value for key, value in out.items() if key != "product_ids"}


def _scores(one: Vulnerability, standing: dict[str, Standing]) -> list[dict[str, Any]]:
    """The newest vector of 3.x and the one of 2.0, for the products that are affected; where none is, for all that are named."""
    products = [identity for identity, said in standing.items() if said is Standing.AFFECTED] or list(standing)
    score: dict[str, Any] = {}
    for vector in ([one.cvss] if one.cvss else []) + list(one.older):
        version, base = cvss.version(vector), cvss.base_score(vector)
        if base is None:
            continue
        if version == "2.0":
            score.setdefault("cvss_v2", {"baseScore": base, "vectorString": vector, "version": version})
        else:
            score.setdefault("cvss_v3", {"baseScore": base, "baseSeverity": cvss.rating(base), "vectorString": vector, "version": version})
    return [score | {"products": products}] if score and products else []


def _threats(one: Vulnerability, known: set[str]) -> list[dict[str, Any]]:
    impacts = _by_product({key: text for key, text in one.impacts.items() if key in known}, "details")
    threats = [{"category": "impact"} | impact for impact in impacts]
    return threats + ([{"category": "exploit_status", "details": one.exploited}] if one.exploited else [])
