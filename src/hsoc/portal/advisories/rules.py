"""What a paper says of itself for lists: names to search by, its gravest score, its state, its next version. Pure: no Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.advisory import Advisory, Change, Nature, Product, Remedy, Standing, Status, Vulnerability
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

MOST_NAMES: Final = 500  # of each kind kept for the search; the paper itself keeps all
LONGEST_NAME: Final = 200  # characters of one
LONGEST_TEXT: Final = 20_000  # characters of a paper that the search looks into
MOST_LINES: Final = 200  # products typed by hand
PUBLISHED: Final = (TLP.CLEAR, TLP.GREEN, TLP.AMBER)  # labels that CSAF 2.0 has words for and a provider may serve
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
# what publishers write where they know of no exploitation
_DENIED: Final = re.compile(r"\b(no|not|none|never|unknown|unproven|theoretical)\b", re.IGNORECASE)
_ABOUT: Final = re.compile(r"([^\s,<&]+),([^\s,<&]+),\d{4}-\d{2}-\d{2}T\S+", re.ASCII)  # CAP 1.2: sender,identifier,sent
_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Named(StrEnum):
    """Names that a list may be narrowed by."""

    VENDOR = "vendor"
    PRODUCT = "product"
    CVE = "cve"


class State(StrEnum):
    """How a paper stands now."""

    VALID = "valid"
    DRAFT = "draft"
    EXERCISE = "exercise"
    EXPIRED = "expired"
    REPLACED = "replaced"  # a later message says it anew
    WITHDRAWN = "withdrawn"


def state(*, status: Status, expires: int | None, replaced: bool, withdrawn: bool, now: int) -> State:
    """Times in ms. An exercise stays one, whatever else is true of it."""
    if status is Status.EXERCISE:
        return State.EXERCISE
    if withdrawn or status is Status.CANCELLED:
        return State.WITHDRAWN
    if replaced:
        return State.REPLACED
    if expires is not None and expires <= now:
        return State.EXPIRED
    return State.DRAFT if status is Status.DRAFT else State.VALID


def publisher_of(one: Advisory) -> str:
    """What tells one publisher from all others: its URL or sender, else its name."""
    return (one.namespace or one.publisher)[:300]


def names(one: Advisory) -> set[tuple[Named, str]]:
    """What a paper may be found by; CVE numbers in capitals."""
    vendors = _bounded(product.vendor for product in one.products)
    products = _bounded(product.model or product.name for product in one.products)
    cves = _bounded(found.group() for weak in one.vulnerabilities if (found := _CVE.fullmatch(weak.cve.upper())))
    return {(kind, name) for kind, found in zip(Named, (vendors, products, cves), strict=True) for name in found}


def _bounded(found: Iterable[str]) -> list[str]:
    kept: dict[str, None] = {}
    for name in found:
        if name and len(kept) < MOST_NAMES:
            kept[name[:LONGEST_NAME]] = None
    return list(kept)


def score(one: Advisory) -> float | None:
    """The gravest CVSS base score, 0.0 … 10.0."""
    return max((weak.score for weak in one.vulnerabilities if weak.score is not None), default=None)


def exploited(one: Advisory) -> bool:
    """Whether the paper says that somebody exploits it. A text that denies or doubts it counts as not."""
    return any(weak.exploited and not _DENIED.search(weak.exploited) for weak in one.vulnerabilities)


def text(one: Advisory) -> str:
    """What a free search looks into, in small letters."""
    found = [one.id, one.title, one.publisher, *(name for _, name in sorted(names(one))), one.summary, one.todo]
    return "\n".join(found)[:LONGEST_TEXT].lower()


def replaces(one: Advisory) -> tuple[str, ...]:
    """Numbers of the same publisher's earlier messages that this one updates or cancels (CAP 1.2, msgType and references)."""
    if one.message not in {"Update", "Cancel"}:
        return ()
    found = (_ABOUT.fullmatch(said) for said in one.references)
    return tuple(hit[2][:300] for hit in found if hit and hit[1] == one.namespace)[:100]


def unlabelled(one: Advisory) -> bool:
    """Whether it bears what a reader writes where a document says nothing."""
    return one.tlp is TLP.AMBER_STRICT and one.pap is PAP.RED


def may_bear(one: Advisory, label: TLP) -> bool:
    """Whether a paper may go under that label: one that bears its publisher's may only be narrowed (sharing.md C1)."""
    return unlabelled(one) or label.narrowness >= one.tlp.narrowness


def next_version(version: str) -> str:
    """`3` → `4`, `1.4.2` → `1.5.0`; anything else begins to count."""
    if version.isdecimal() and len(version) < 9:
        return str(int(version) + 1)
    parts = version.split(".")
    if len(parts) == 3 and all(part.isdecimal() and len(part) < 9 for part in parts):
        return f"{parts[0]}.{int(parts[1]) + 1}.0"
    return "2"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a person writes. products: `vendor | product | version` a line; cves and references: one a line."""

    title: str
    summary: str
    todo: str = ""
    severity: Severity = Severity.MEDIUM
    products: str = ""
    cves: str = ""
    references: str = ""
    tlp: TLP = TLP.GREEN
    pap: PAP = PAP.GREEN
    status: Status = Status.FINAL
    expires: int | None = None
    language: str = "cs"


class Unclear(ValueError):
    """A line that cannot be understood; field: of the draft."""

    def __init__(self, field: str, line: str) -> None:
        super().__init__(line)
        self.field, self.line = field, line


def written(draft: Draft, *, number: str, publisher: str, namespace: str, now: int) -> Advisory:
    """The first version of a paper of our own. now: ms. Raises Unclear."""
    products = typed_products(draft.products)
    return Advisory(
        id=number,
        title=draft.title,
        publisher=publisher,
        namespace=namespace,
        role="coordinator",
        nature=Nature.ADVISORY if draft.cves.strip() and products else Nature.INFORMATION,
        status=draft.status,
        version="1",
        language=draft.language,
        issued=now,
        modified=now,
        expires=draft.expires,
        tlp=draft.tlp,
        pap=draft.pap,
        severity=draft.severity,
        summary=draft.summary,
        todo=draft.todo,
        products=products,
        vulnerabilities=typed_vulnerabilities(draft, products),
        history=(Change(at=now, number="1", text="První verze." if draft.language == "cs" else "First version."),),
        references=typed_references(draft.references),
    )


def revised(one: Advisory, draft: Draft, *, reason: str, now: int) -> Advisory:
    """Its next version, with a line in the history. now: ms. Raises Unclear."""
    products = typed_products(draft.products)
    same = {product: (product.vendor, product.model or product.name, product.version) for product in one.products}
    untouched = list(same.values()) == [(product.vendor, product.model, product.version) for product in products]
    found = typed_vulnerabilities(draft, products)
    cves = [weak.cve for weak in found] == [weak.cve for weak in one.vulnerabilities if weak.cve]
    return _next(
        one,
        reason,
        now,
        title=draft.title,
        summary=draft.summary,
        todo=draft.todo,
        severity=draft.severity,
        status=draft.status,
        expires=draft.expires,
        tlp=draft.tlp,
        pap=draft.pap,
        # what a form cannot show (vectors, remedies of each product) stays as it is unless the lines were changed
        products=one.products if untouched else products,
        vulnerabilities=one.vulnerabilities if untouched and cves else found,
        references=typed_references(draft.references),
    )


def typed_products(lines: str) -> tuple[Product, ...]:
    """`vendor | product | version`, one a line; without a vendor `| product | version`. Raises Unclear."""
    found: list[Product] = []
    for line in [line.strip() for line in lines.splitlines() if line.strip()][:MOST_LINES]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in {2, 3} or not parts[1]:
            raise Unclear("products", line[:200])
        vendor, model, version = parts[0], parts[1], parts[2] if len(parts) == 3 else ""
        name = " ".join(part for part in (vendor, model, version) if part)
        slug = _SLUG.sub("-", name.lower()).strip("-")[:60]
        found.append(
            Product(id=f"P-{len(found) + 1}-{slug}", name=name[:1000], vendor=vendor[:300], model=model[:300], version=version[:300])
        )
    return tuple(found)


def typed_vulnerabilities(draft: Draft, products: tuple[Product, ...]) -> tuple[Vulnerability, ...]:
    """One per CVE number; every product named counts as affected and what to do is its mitigation. Raises Unclear."""
    found: list[Vulnerability] = []
    for line in [line.strip().upper() for line in re.split(r"[\s,;]+", draft.cves) if line.strip()][:MOST_LINES]:
        if not _CVE.fullmatch(line):
            raise Unclear("cves", line[:60])
        remedies = (Remedy(kind="mitigation", text=draft.todo or draft.summary, products=tuple(one.id for one in products)),)
        standing = {one.id: Standing.AFFECTED for one in products}
        found.append(Vulnerability(cve=line, standing=standing, remedies=remedies if products else ()))
    return tuple(found)


def typed_references(lines: str) -> tuple[str, ...]:
    """Addresses of the web, one a line. Raises Unclear."""
    found = [line.strip() for line in lines.splitlines() if line.strip()][:MOST_LINES]
    for line in found:
        if not line.startswith(("https://", "http://")) or len(line) > 2000 or not line.isprintable() or " " in line:
            raise Unclear("references", line[:200])
    return tuple(dict.fromkeys(found))


def draft_of(one: Advisory) -> dict[str, str]:
    """The fields of a form that shows a paper of our own."""
    return {
        "title": one.title,
        "summary": one.summary,
        "todo": one.todo,
        "severity": str(int(one.severity)),
        "products": "\n".join(" | ".join(part for part in _line(product)) for product in one.products[:MOST_LINES]),
        "cves": "\n".join(weak.cve for weak in one.vulnerabilities if weak.cve),
        "references": "\n".join(said for said in one.references if said.startswith(("https://", "http://"))),
        "status": one.status.value,
    }


def _line(product: Product) -> tuple[str, ...]:
    model = product.model or product.name
    return (product.vendor, model, product.version) if product.version else (product.vendor, model)


def withdrawn(one: Advisory, *, reason: str, now: int) -> Advisory:
    """The version that takes a paper of our own back. now: ms."""
    return _next(one, reason, now, status=Status.CANCELLED)


def relabelled(one: Advisory, label: TLP, *, reason: str, now: int) -> Advisory:
    """The version of a paper of our own under another label. now: ms."""
    return _next(one, reason, now, tlp=label)


def _next(one: Advisory, reason: str, now: int, **changed: object) -> Advisory:
    version, at = next_version(one.version), max(now, one.modified + 1)
    history = (*one.history, Change(at=at, number=version, text=reason))
    return msgspec.structs.replace(one, version=version, modified=at, history=history, **changed)
