"""Rows → papers as they travel to their audience, as records, as tables, as the provider's documents. Never: who is in the audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from hsoc.exchange import cap, csaf
from hsoc.exchange.csaf.provider import Paper, file_name
from hsoc.portal.advisories.models import Advisory, Release
from hsoc.records import advisory as records
from hsoc.records.moment import written
from hsoc.records.parcel import Parcel, Reject, Written
from hsoc.records.tlp import PAP, TLP

LIST_HEAD: Final = (
    "number", "version", "title", "publisher", "nature", "status", "severity", "cvss", "exploited", "tlp", "pap", "issued", "modified",
    "expires",
)  # fmt: skip
PAPER_HEAD: Final = (
    "number", "version", "title", "tlp", "cve", "id", "cvss", "vector", "cwe", "exploited", "vendor", "product", "product_version",
    "standing", "why", "remedy",
)  # fmt: skip
FORMATS: Final = ("csaf", "cap", "csv")


def paper(row: Advisory) -> records.Advisory:
    """What a row says, under the label that it bears here and never a wider one than its publisher's."""
    return msgspec.structs.replace(row.paper, tlp=TLP(row.tlp), pap=PAP(row.pap))


def document(row: Advisory, format_: str, *, now: int) -> Written:
    """One paper as `csaf` or `cap`. now: ms. What the format cannot say is withheld with its reason."""
    parcel = Parcel(advisories=(paper(row),), items=1)
    if format_ == "cap":
        return cap.encode(parcel, now=now)
    return csaf.encode(parcel, now=now)


def list_rows(rows: Iterable[Advisory]) -> Iterator[tuple[object, ...]]:
    """A list, one line a paper, under LIST_HEAD."""
    for row in rows:
        yield (
            row.number, row.version, row.title, row.publisher, row.nature, row.status, row.get_severity_display().lower(), row.score,
            "yes" if row.exploited else "no", row.tlp, row.pap, _time(row.issued), _time(row.modified),
            _time(row.expires) if row.expires else "",
        )  # fmt: skip


def _time(moment: object) -> str:
    return written(round(moment.timestamp() * 1000))  # type: ignore[attr-defined]


def paper_rows(row: Advisory) -> Iterator[tuple[object, ...]]:
    """One paper, one line per vulnerability and product, under PAPER_HEAD."""
    said = paper(row)
    known = {one.id: one for one in said.products}
    head = (said.id, said.version, said.title, said.tlp.value)
    for weak in said.vulnerabilities or (records.Vulnerability(),):
        about = (weak.cve, weak.id, weak.score, weak.cvss, weak.cwe, weak.exploited)
        for key in weak.standing or dict.fromkeys(known) or {"": None}:
            product = known.get(key) or records.Product(id=key, name="")
            remedy = "; ".join(one.text for one in weak.remedies if not one.products or key in one.products)
            stands = weak.standing.get(key)
            yield (
                *head, *about, product.vendor, product.model or product.name, product.version, stands.value if stands else "",
                weak.flags.get(key) or weak.impacts.get(key, ""), remedy or (said.todo if not weak.cve else ""),
            )  # fmt: skip


def published(row: Advisory, *, now: int, reason: str = "") -> Written:
    """The document that the provider serves. One that was taken back says so in words, because CSAF 2.0 has none for it."""
    said = paper(row)
    if row.withdrawn or said.status is records.Status.CANCELLED:
        text = reason or (said.history[-1].text if said.history else "")
        said = msgspec.structs.replace(
            said, title=f"Withdrawn: {said.title}", status=records.Status.FINAL, nature=records.Nature.INFORMATION, products=(),
            vulnerabilities=(), summary=f"This paper was withdrawn. {text}".strip(), todo="",
        )  # fmt: skip
    written_ = csaf.encode(Parcel(advisories=(said,), items=1), now=now)
    if said.status is records.Status.FINAL or written_.withheld:
        return written_
    return msgspec.structs.replace(written_, content=b"", items=0, withheld=(Reject(0, "status", "only what is final is published"),))


def place(row: Advisory) -> tuple[str, str]:
    """(year, file name) of a published paper (CSAF 2.0, sections 5.1 and 7.1.11)."""
    return f"{row.issued:%Y}", file_name(row.number)


def listed(releases: Iterable[Release]) -> list[Paper]:
    """Releases as the provider's lists name them."""
    return [
        Paper(
            id=one.number, title=one.title, issued=round(one.issued.timestamp() * 1000), modified=round(one.modified.timestamp() * 1000),
            tlp=TLP(one.label), signed=True,
        )
        for one in releases
    ]  # fmt: skip
