"""What a CSAF provider offers beside its papers (CSAF 2.0, section 7). Belongs here: names and contents of its files. Never: HTTP, a clock.

One directory or feed holds one label: papers that are not TLP:CLEAR stand on paths of their own, which the door protects (requirement 5).
Times are ms since 1970 UTC.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from hsoc.exchange.csaf.encode import stamp
from hsoc.exchange.csaf.terms import LABELS, ROLES, SCHEMA, VERSION
from hsoc.records.tlp import TLP

WELL_KNOWN: Final = "/.well-known/csaf/provider-metadata.json"  # requirement 9
_NOT_IN_NAMES: Final = re.compile(r"[^+\-a-z0-9]+")
_FEED_ID: Final = re.compile(r"[A-Za-z0-9+\-_.]+")
_HASHES: Final = ("sha256", "sha512")
_SIGNED: Final = "asc"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A published paper as lists name it. issued: its first release, which gives the year folder; signed: a `.asc` lies beside it."""

    id: str
    title: str
    issued: int
    modified: int
    tlp: TLP
    summary: str = ""
    signed: bool = False


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """Who publishes. role: CSAF's category of publisher; keys: fingerprint → URL of a public OpenPGP key."""

    name: str
    namespace: str
    role: str = "coordinator"
    contact: str = ""
    keys: dict[str, str] = {}


def file_name(identity: str) -> str:
    """Tracking id → file name (section 5.1): small letters, what is no letter, digit, `+` or `-` becomes one `_`."""
    return _NOT_IN_NAMES.sub("_", identity.lower()) + ".json"


def path(paper: Paper) -> str:
    """`2026/ew-2026-007.json`, below the directory of its label (requirement 11)."""
    return f"{stamp(paper.issued)[:4]}/{file_name(paper.id)}"


def index(papers: Iterable[Paper], *, label: TLP) -> str:
    """`index.txt` of a label's directory: one path a line (requirement 12). Raises ValueError for a narrower paper."""
    return "".join(f"{path(paper)}\n" for paper in sorted(_newest(papers, label), key=path))


def changes(papers: Iterable[Paper], *, label: TLP) -> str:
    """`changes.csv` of a label's directory: path and time of the last change, newest first, without a heading (requirement 13).

    Raises ValueError for a narrower paper.
    """
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    write.writerows((path(paper), stamp(paper.modified)) for paper in _newest(papers, label))
    return out.getvalue()


def hash_file(content: bytes, *, name: str, algorithm: str) -> str:
    """The text of `name.sha256` or `name.sha512` (requirement 18), as sha256sum writes and checks it."""
    if algorithm not in _HASHES:
        raise ValueError(f"{algorithm} is not one of {', '.join(_HASHES)}")
    return f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n"


def metadata(publisher: Publisher, *, base: str, label_urls: dict[TLP, str], updated: int, trusted: bool) -> bytes:
    """`provider-metadata.json` (requirement 7).

    base: `https://csaf.hospital.example`, without a slash at its end; label_urls: label → URL of its ROLIE feed; trusted: hashes and
    signatures lie beside every paper. AMBER+STRICT has no label of its own and is told with RED, as its papers are.
    """
    who: dict[str, Any] = {
        "category": publisher.role if publisher.role in ROLES else "other",
        "name": publisher.name,
        "namespace": publisher.namespace,
    }
    if publisher.contact:
        who["contact_details"] = publisher.contact
    feeds = [
        {"summary": f"Papers with the label TLP:{LABELS[label]}", "tlp_label": LABELS[label], "url": url}
        for label, url in sorted(label_urls.items(), key=lambda one: one[0].narrowness)
    ]
    document: dict[str, Any] = {
        "canonical_url": base + WELL_KNOWN,
        "last_updated": stamp(updated),
        "list_on_CSAF_aggregators": TLP.CLEAR in label_urls,
        "metadata_version": VERSION,
        "mirror_on_CSAF_aggregators": TLP.CLEAR in label_urls,
        "publisher": who,
        "role": "csaf_trusted_provider" if trusted else "csaf_provider",
    }
    if feeds:
        document["distributions"] = [{"rolie": {"feeds": feeds}}]
    if publisher.keys:
        document["public_openpgp_keys"] = [{"fingerprint": key, "url": url} for key, url in sorted(publisher.keys.items())]
    return _json(document)


def service(*, title: str, label_urls: dict[TLP, str]) -> bytes:
    """The ROLIE service document: which feeds there are (requirement 16; RFC 8322, section 5.1)."""
    category = {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}
    collections = [
        {"title": f"Papers with the label TLP:{LABELS[label]}", "href": url, "categories": {"category": [category]}}
        for label, url in sorted(label_urls.items(), key=lambda one: one[0].narrowness)
    ]
    return _json({"service": {"workspace": [{"title": title, "collection": collections}]}})


def categories(terms: Iterable[str]) -> bytes:
    """The ROLIE category document: words that the papers of a feed are sorted by (requirement 17)."""
    return _json({"categories": {"category": [{"term": term} for term in terms]}})


def feed(papers: Iterable[Paper], *, identity: str, title: str, url: str, directory: str, label: TLP, updated: int) -> bytes:
    """The ROLIE feed of one label, newest first (requirement 15). url: its own; directory: where the year folders lie, with a slash.

    Raises ValueError for an id that ROLIE does not allow and for a paper that is narrower than the feed: such a list would widen it.
    """
    if not _FEED_ID.fullmatch(identity):
        raise ValueError(f"{identity!r} is no id of a feed: letters, digits and + - _ . only")
    newest = _newest(papers, label)
    document = {
        "feed": {
            "id": identity,
            "title": title,
            "link": [{"rel": "self", "href": url}],
            "category": [{"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}],
            "updated": stamp(max([updated, *(paper.modified for paper in newest)])),
            "entry": [_entry(paper, directory) for paper in newest],
        }
    }
    return _json(document)


def _newest(papers: Iterable[Paper], label: TLP) -> list[Paper]:
    """Newest first. A list tells titles and numbers, so it may name no paper that is narrower than the list."""
    newest = sorted(papers, key=lambda paper: (-paper.modified, path(paper)))
    if narrow := [paper for paper in newest if paper.tlp.narrowness > label.narrowness]:
        raise ValueError(f"{narrow[0].id} is {narrow[0].tlp}, too narrow for a list that is {label}")
    return newest


def _entry(paper: Paper, directory: str) -> dict[str, Any]:
    here = directory + path(paper)
    beside = [("hash", f"{here}.{one}") for one in _HASHES] + ([("signature", f"{here}.{_SIGNED}")] if paper.signed else [])
    entry: dict[str, Any] = {
        "id": paper.id,
        "title": paper.title,
        "link": [{"rel": "self", "href": here}] + [{"rel": rel, "href": href} for rel, href in beside],
        "published": stamp(paper.issued),
        "updated": stamp(paper.modified),
        "content": {"type": "application/json", "src": here},
        "format": {"schema": SCHEMA, "version": VERSION},
    }
    return entry | ({"summary": {"content": paper.summary}} if paper.summary else {})


def _json(document: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2)
