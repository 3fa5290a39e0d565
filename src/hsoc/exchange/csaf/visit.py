"""What other CSAF providers offer beside their papers (CSAF 2.0, section 7), read: lists → entries. Never: HTTP, papers.

All of it comes from strangers: sizes are bounded, an address must be one of http or https, and what cannot be read is refused with its
place. Addresses may be relative in a directory only; they never climb out of it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

import msgspec

from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import TLP, tlp

MOST_FEEDS: Final = 200
MOST_ENTRIES: Final = 100_000  # of one feed or directory; the largest vendor has some 30,000
LONGEST: Final = 2000  # characters of an address
ROLES: Final = frozenset({"csaf_publisher", "csaf_provider", "csaf_trusted_provider"})
_URL: Final = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.ASCII)
_PATH: Final = re.compile(r"[A-Za-z0-9+\-_./]{1,500}\.json", re.ASCII)
_HEX: Final = {"sha256": re.compile(r"[0-9a-f]{64}"), "sha512": re.compile(r"[0-9a-f]{128}")}


class Feed(msgspec.Struct, frozen=True):
    """A ROLIE feed and the label of its papers."""

    url: str
    label: TLP


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Who publishes, and where. directories: where `changes.csv` lies, with a slash at the end."""

    name: str
    namespace: str
    role: str
    feeds: tuple[Feed, ...] = ()
    directories: tuple[str, ...] = ()

    @property
    def hashes(self) -> bool:
        """Whether hashes must lie beside every paper (requirement 18)."""
        return self.role == "csaf_trusted_provider"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is offered. updated: as its provider writes it; digest: the address of its hash, of `algorithm`; label: of its feed."""

    url: str
    updated: str
    digest: str = ""
    algorithm: str = ""
    label: TLP | None = None


def metadata(content: bytes) -> Provider:
    """`provider-metadata.json`. Raises Unreadable."""
    told = _object(content, "this is no metadata of a CSAF provider")
    if "canonical_url" not in told or "metadata_version" not in told:
        raise Unreadable("/canonical_url", "is missing, so this is no metadata of a CSAF provider")
    role, publisher = str(told.get("role", ""))[:40], _dict(told.get("publisher"))
    if role not in ROLES:
        raise Unreadable("/role", f"is {role!r}, which is no role of a provider")
    feeds: list[Feed] = []
    directories: list[str] = []
    for distribution in map(_dict, _list(told.get("distributions"))[:MOST_FEEDS]):
        told_feeds = map(_dict, _list(_dict(distribution.get("rolie")).get("feeds"))[:MOST_FEEDS])
        feeds += [Feed(url, tlp(str(one.get("tlp_label", ""))[:40])) for one in told_feeds if (url := _address(one.get("url")))]
        if url := _address(distribution.get("directory_url")):
            directories.append(url.rstrip("/") + "/")
    return Provider(
        name=str(publisher.get("name", ""))[:200],
        namespace=str(publisher.get("namespace", ""))[:300],
        role=role,
        feeds=tuple(feeds[:MOST_FEEDS]),
        directories=tuple(directories),
    )


def feed(content: bytes, *, label: TLP) -> tuple[Entry, ...]:
    """The papers of a ROLIE feed (requirement 15). Raises Unreadable."""
    told = _dict(_object(content, "this is no ROLIE feed").get("feed"))
    entries = told.get("entry")
    if not isinstance(entries, list):
        raise Unreadable("/feed/entry", "is missing, so this is no ROLIE feed")
    if len(entries) > MOST_ENTRIES:
        raise Unreadable("/feed/entry", f"has {len(entries)} papers, at most {MOST_ENTRIES} are read")
    return tuple(found for one in entries if (found := _entry(_dict(one), label)))


def _entry(one: dict[str, Any], label: TLP) -> Entry | None:
    links = [_dict(link) for link in _list(one.get("link"))[:20]]
    own = next((link.get("href") for link in links if link.get("rel") == "self"), None)
    url = _address(_dict(one.get("content")).get("src")) or _address(own)
    if not url:
        return None
    digests = {str(link.get("href", "")).rpartition(".")[2]: _address(link.get("href")) for link in links if link.get("rel") == "hash"}
    algorithm = next((name for name in ("sha512", "sha256") if digests.get(name)), "")
    return Entry(url=url, updated=str(one.get("updated", ""))[:40], digest=digests.get(algorithm, ""), algorithm=algorithm, label=label)


def changes(content: bytes, *, directory: str) -> tuple[Entry, ...]:
    """The papers of a directory by its `changes.csv` (requirement 13). Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))[: MOST_ENTRIES + 1]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable("", f"is no changes.csv: {error}"[:200]) from error
    if len(rows) > MOST_ENTRIES:
        raise Unreadable("", f"has more than {MOST_ENTRIES} lines")
    found = []
    for row in rows:
        if len(row) >= 2 and _PATH.fullmatch(row[0]) and not row[0].startswith("/") and ".." not in row[0]:
            url = directory + row[0]
            found.append(Entry(url=url, updated=row[1].strip()[:40], digest=f"{url}.sha512", algorithm="sha512"))
    if rows and not found:
        raise Unreadable("line 1", "is no path of a paper with the time of its change")
    return tuple(found)


def digest(content: bytes, *, algorithm: str) -> str:
    """The hash in a file such as `name.json.sha512`: alone or with the name behind it. Raises Unreadable."""
    word = (content[:1000].decode("ascii", "replace").split() or [""])[0].lower()
    if not _HEX[algorithm].fullmatch(word):
        raise Unreadable("", f"holds no {algorithm.upper()}")
    return word


def _object(content: bytes, fault: str) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("", f"{fault}: {error}"[:200]) from None
    if not isinstance(told, dict):
        raise Unreadable("", fault)
    return told


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _address(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST and _URL.fullmatch(value) else ""
