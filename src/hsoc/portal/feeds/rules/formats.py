"""The languages in which documents come and go, by name. Pure: a table. Never: a language's own table (exchange).

A format is imported when it is asked for: nobody waits for all of them.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import Any, Final

import msgspec

from hsoc.exchange.csv.mapping import Mapping
from hsoc.exchange.idea.columns import event_columns
from hsoc.exchange.idea.fault import Unreadable as NoEvent
from hsoc.records.json_items import items
from hsoc.records.parcel import Parcel, Rejects, Unreadable, Written


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One language. events, indicators, advisories: what it carries; named: it wants the file's name."""

    events: bool = False
    indicators: bool = False
    advisories: bool = False
    named: bool = False
    ending: str = "json"


FORMATS: Final[MappingProxyType[str, Format]] = MappingProxyType(
    {
        "idea": Format(events=True),
        "stix": Format(indicators=True),
        "misp": Format(indicators=True),
        "shadowserver": Format(events=True, indicators=True, named=True, ending="csv"),
        "n6": Format(events=True, indicators=True),
        "intelmq": Format(events=True, indicators=True),
        "eve": Format(events=True),
        "zeek": Format(events=True, ending="log"),
        "syslog": Format(events=True, ending="log"),
        "csv": Format(events=True, indicators=True, ending="csv"),
        "plain": Format(indicators=True, ending="txt"),
        "csaf": Format(advisories=True),
        "cap": Format(advisories=True, ending="xml"),
    }
)


def read(name: str, content: bytes, *, now: int, file: str = "", mapping: Mapping | None = None) -> tuple[Parcel, tuple[bytes, ...]]:
    """(parcel, IDEA0 documents to be kept as they came) of a document in a format of FORMATS. now: ms. Raises Unreadable.

    mapping: of a CSV's columns, None = the one that its header suggests.
    """
    if name == "idea":
        return _ideas(content)
    decode = importlib.import_module(f"hsoc.exchange.{name}").decode
    more: dict[str, Any] = {"name": file} if FORMATS[name].named else {"mapping": mapping} if name == "csv" else {}
    found: Parcel = decode(content, now=now, **more)
    return found, ()


def write(name: str, parcel: Parcel, *, now: int) -> Written:
    """A parcel in a format of FORMATS; IDEA0 goes out as it is kept and not this way."""
    found: Written = importlib.import_module(f"hsoc.exchange.{name}").encode(parcel, now=now)
    return found


def guessed(content: bytes, file: str) -> str:
    """The format that a file most likely is in, for a person to correct; '' where nothing tells."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, name in _SIGNS:
        if sign in head:
            return name
    if file.lower().endswith((".csv", ".txt", ".tsv")):
        return "shadowserver" if b'"timestamp"' in head[:400].lower() and b'"ip"' in head[:400].lower() else "csv"
    return ""


_SIGNS: Final = (
    (b'"IDEA0"', "idea"),
    (b'"csaf_version"', "csaf"),
    (b"urn:oasis:names:tc:emergency:cap:", "cap"),
    (b'"spec_version"', "stix"),
    (b'"bundle"', "stix"),
    (b'"Attribute"', "misp"),
    (b'"event_type"', "eve"),
    (b'"classification.type"', "intelmq"),
    (b'"feed.name"', "intelmq"),
    (b'"restriction"', "n6"),
    (b"CEF:0|", "syslog"),
    (b"LEEF:", "syslog"),
    (b'"id.orig_h"', "zeek"),
    (b"#separator", "zeek"),
)


def _ideas(content: bytes) -> tuple[Parcel, tuple[bytes, ...]]:
    rejects = Rejects()
    kept: list[bytes] = []
    count = whole = 0
    for one in items(content):
        count += 1
        whole += one.document is not None
        if one.document is None:
            rejects.add(one.at, one.place, one.fault)
            continue
        try:
            event_columns(one.own, ours=False)
        except NoEvent as error:
            rejects.add(one.at, error.path, error.reason)
        else:
            kept.append(one.own)
    if not count:
        raise Unreadable("", "an empty document")
    if not whole:
        raise Unreadable(rejects.told[0].place, rejects.told[0].reason)
    return Parcel(items=count, rejected=rejects.count, rejects=tuple(rejects.told)), tuple(kept)
