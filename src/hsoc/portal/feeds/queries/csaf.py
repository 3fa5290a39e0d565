"""The files of the CSAF provider, as one reader gets them. Belongs here: papers → files. Never: HTTP, who may see (advisories)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.conf import settings

from hsoc.exchange.csaf import provider
from hsoc.portal.advisories.queries import last_release, releases_visible_to, vendors
from hsoc.portal.advisories.share import signing
from hsoc.portal.advisories.share.papers import listed
from hsoc.portal.feeds.rules import csaf
from hsoc.portal.members.rules import Actor
from hsoc.records.tlp import TLP

MOST: Final = 20_000  # papers of one label
STARTED: Final = 1_764_000_000_000  # ms: when the first provider of this house could speak; an empty one was updated then
JSON, TEXT, PAGE, KEYS = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8", "application/pgp-keys"


class File(msgspec.Struct, frozen=True):
    """One file."""

    content: bytes
    media: str


def _publisher() -> provider.Publisher:
    return provider.Publisher(
        name=settings.CSAF_PUBLISHER,
        namespace=settings.CSAF_NAMESPACE,
        contact=settings.SECURITY_MAIL,
        keys={signing.fingerprint(): f"{settings.URL}/csaf/{csaf.KEY_FOLDER}/{signing.fingerprint()}.asc"},
    )


def metadata() -> File:
    """`provider-metadata.json`, the same for everybody: that there are papers for members is no secret, which ones is."""
    urls = {label: _url(label, csaf.feed_name(label)) for label in csaf.FOLDERS.values()}
    return File(provider.metadata(_publisher(), base=settings.URL, label_urls=urls, updated=_ms(last_release()), trusted=True), JSON)


def key(name: str) -> File | None:
    """The public key (requirement 20)."""
    return File(signing.public_key().encode(), KEYS) if name == f"{signing.fingerprint()}.asc" else None


def service() -> File:
    """The ROLIE service document (requirement 16)."""
    urls = {label: _url(label, csaf.feed_name(label)) for label in csaf.FOLDERS.values()}
    return File(provider.service(title=settings.CSAF_PUBLISHER, label_urls=urls), JSON)


def file(actor: Actor, label: TLP, path: str) -> File | None:
    """A file of a label's folder; None where the actor sees none of that name."""
    if found := csaf.PAPER.fullmatch(path):
        return _paper(actor, label, *found.groups())
    seen = releases_visible_to(actor, label)
    if found := csaf.YEAR.fullmatch(path):
        names = list(seen.filter(year=found[1]).order_by("name").values_list("name", flat=True)[:MOST])
        every = [name + ending for name in names for ending in ("", ".asc", ".sha256", ".sha512")]
        return File(csaf.listing(f"{csaf.folder(label)}/{path}", every).encode(), PAGE) if names else None
    if path not in {"", "index.txt", "changes.csv", "category.json", csaf.feed_name(label)}:
        return None
    rows = list(seen.defer("content", "signature")[:MOST])
    if path == "":
        years = sorted({f"{row.year}/" for row in rows})
        names = ["index.txt", "changes.csv", "category.json", csaf.feed_name(label), *years]
        return File(csaf.listing(csaf.folder(label), names).encode(), PAGE)
    papers = listed(rows)
    if path == "index.txt":
        return File(provider.index(papers, label=label).encode(), TEXT)
    if path == "changes.csv":
        return File(provider.changes(papers, label=label).encode(), "text/csv; charset=utf-8")
    if path == "category.json":
        return File(provider.categories(vendors(rows)), JSON)
    feed = provider.feed(
        papers,
        identity=csaf.feed_name(label).removesuffix(".json"),
        title=f"{settings.CSAF_PUBLISHER}: {label.value}",
        url=_url(label, csaf.feed_name(label)),
        directory=_url(label, ""),
        label=label,
        updated=STARTED,
    )
    return File(feed, JSON)


def _paper(actor: Actor, label: TLP, year: str, name: str, ending: str | None) -> File | None:
    row = releases_visible_to(actor, label).filter(year=year, name=name).first()
    if row is None:
        return None
    if ending is None:
        return File(bytes(row.content), JSON)
    if ending == "asc":
        return File(row.signature.encode(), "application/pgp-signature")
    return File(provider.hash_file(bytes(row.content), name=name, algorithm=ending).encode(), TEXT)


def _url(label: TLP, name: str) -> str:
    return f"{settings.URL}/csaf/{csaf.folder(label)}/{name}"


def _ms(moment: datetime | None) -> int:
    return STARTED if moment is None else round(moment.timestamp() * 1000)
