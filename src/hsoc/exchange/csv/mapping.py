"""Which column fills which field: proposed from the headers, shown, corrected by a person, kept as JSON. Never: reading rows.

A mapping from strangers' JSON is checked as strictly as a file: unknown fields, two columns for one field and a delimiter of two signs
are errors that say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from hsoc.exchange.csv.terms import EVENTS, FIELDS, INDICATORS
from hsoc.records import moment, observed
from hsoc.records.indicator import guessed
from hsoc.records.letters import folded
from hsoc.records.parcel import Unreadable

DELIMITERS: Final = (",", ";", "\t", "|")
ENCODINGS: Final = ("utf-8", "cp1250")  # with or without a byte order mark
MOST_SAMPLE: Final = 50  # rows looked at
MOST_JSON: Final = 256 * 1024  # bytes
_FAR: Final = 4_102_444_800_000  # ms: 2100-01-01, for telling whether a cell looks like a time


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """kind: `events` or `indicators`; columns: header → field of terms.FIELDS[kind]; a header that is not named stays raw.

    header: whether the first row names the columns; where not, they are called 1, 2, 3 … . category and tlp: where no column says them.
    """

    kind: str
    columns: dict[str, str]
    header: bool = True
    delimiter: str = ","
    encoding: str = "utf-8"
    category: str = "Other"
    tlp: str = "TLP:AMBER+STRICT"

    def json(self) -> bytes:
        """How it is remembered."""
        return msgspec.json.encode(self)


def read(document: bytes) -> Mapping:
    """A remembered mapping. Raises Unreadable."""
    if len(document) > MOST_JSON:
        raise Unreadable("", f"a mapping larger than {MOST_JSON // 1024} KiB")
    try:
        found = msgspec.json.decode(document, type=Mapping)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unreadable("", f"not a mapping: {error}") from error
    return checked(found)


def checked(mapping: Mapping) -> Mapping:
    """The same, where it can be used. Raises Unreadable with the place."""
    if mapping.kind not in FIELDS:
        raise Unreadable("kind", f"one of {', '.join(FIELDS)} expected")
    fields = FIELDS[mapping.kind]
    for column, field in mapping.columns.items():
        if field not in fields:
            raise Unreadable(f"columns/{column[:80]}", "no such field; take one of " + ", ".join(fields))
    if len(set(mapping.columns.values())) < len(mapping.columns):
        raise Unreadable("columns", "two columns for one field")
    needed = ("value",) if mapping.kind == INDICATORS else ("detected", "first")
    if not set(needed) & set(mapping.columns.values()):
        raise Unreadable("columns", "no column for " + " or ".join(needed))
    if mapping.delimiter not in DELIMITERS:
        raise Unreadable("delimiter", "a comma, a semicolon, a tab or a bar expected")
    if mapping.encoding not in ENCODINGS:
        raise Unreadable("encoding", "utf-8 or cp1250 expected")
    if not observed.CATEGORY.fullmatch(mapping.category):
        raise Unreadable("category", "a category of IDEA expected, as Recon.Scanning")
    return mapping


def propose(headers: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> Mapping:
    """The most likely mapping of a table whose first row is `headers`; `sample` are rows below. It is a proposal: show it to a person."""
    if len(headers) <= len(FIELDS[EVENTS]) and all(map(_is_value, filter(None, headers))) and any(headers):
        return _without_header(headers)
    words = [_word(one) for one in headers]
    kind = INDICATORS if set(words) & set(FIELDS[INDICATORS]["value"]) else EVENTS
    columns: dict[str, str] = {}
    for field, known in FIELDS[kind].items():
        for word in known:
            at = next((at for at, one in enumerate(words) if one == word and headers[at] not in columns), None)
            if at is not None:
                columns[headers[at]] = field
                break
    cells = [[row[at] for row in sample[:MOST_SAMPLE] if at < len(row) and row[at]] for at in range(len(headers))]
    looks: list[tuple[str, Callable[[str], bool]]] = [("value", _is_value)]
    if kind == EVENTS:
        looks = [("detected", _is_time), ("source.address", _is_address), ("target.address", _is_address)]
    for field, test in looks:
        if field in columns.values() or (field == "detected" and "first" in columns.values()):
            continue
        fits = (at for at, some in enumerate(cells) if some and headers[at] not in columns and all(map(test, some)))
        if (at := next(fits, None)) is not None:
            columns[headers[at]] = field
    return Mapping(kind=kind, columns=columns)


def _without_header(first: Sequence[str]) -> Mapping:
    times = [at for at, one in enumerate(first) if _is_time(one)]
    if times:  # a log without a header: a time, then addresses
        addresses = [at for at, one in enumerate(first) if _is_address(one)][:2]
        columns = {str(times[0] + 1): "detected"}
        columns |= {str(at + 1): field for at, field in zip(addresses, ("source.address", "target.address"), strict=False)}
        return Mapping(kind=EVENTS, columns=columns, header=False)
    return Mapping(kind=INDICATORS, columns={"1": "value"}, header=False)


def _word(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", folded(header[:200])).strip()


def _is_time(cell: str) -> bool:
    try:
        moment.read(cell, now=_FAR)
    except ValueError:
        return False
    return True


def _is_address(cell: str) -> bool:
    try:
        observed.address(cell)
    except ValueError:
        return False
    return True


def _is_value(cell: str) -> bool:
    """Whether it is an address, a time, or a value that says its own kind; a bare word with a dot may be a header (`source.ip`)."""
    if _is_address(cell) or (not cell.isdecimal() and _is_time(cell)):
        return True
    try:
        kind, _ = guessed(cell)
    except ValueError:
        return False
    return kind != "domain" or cell.rpartition(".")[2].lower() not in {"ip", "port", "asn", "host", "address", "fqdn", "time", "source"}
