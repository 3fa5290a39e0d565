"""One syslog line cut into header, fields and keys. Belongs here: CEF's and LEEF's escapes, RFC 3164 and 5424. Never: what a key means.

Every pattern here walks a line once: what comes from the network must not make it walk twice.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from hsoc.records import moment
from hsoc.records.parcel import Unreadable

MOST_KEYS: Final = 300  # of one line
_START: Final = re.compile(r"\b(CEF|LEEF):(\d(?:\.\d)?)\|")
_FIELD: Final = re.compile(r"((?:[^|\\]|\\.)*)(\||$)", re.DOTALL)
_KEY: Final = re.compile(r"(?:^|(?<=\s))([A-Za-z0-9_.\[\]-]{1,100})=")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_NEW: Final = re.compile(r"<\d{1,3}>1 (\S{1,40}) (\S{1,255}) ")  # RFC 5424, section 6
_OLD: Final = re.compile(r"(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\S{1,255}) ")  # RFC 3164, section 4.1
_DATE: Final = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?: (?:UTC|GMT))?")  # CEF's own times
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Line(NamedTuple):
    """kind: CEF or LEEF; when: ms of the syslog header, 0 = none; fields: vendor, product, version, signature's id, name, severity."""

    kind: str
    when: int
    host: str
    fields: tuple[str, str, str, str, str, str]
    keys: dict[str, str]


def cut(text: str, *, now: int) -> Line:
    """The parts of a line. Raises Unreadable with the place."""
    start = _START.search(text)
    if not start:
        raise Unreadable("", "neither CEF nor LEEF")
    kind, version = start.groups()
    count = 6 if kind == "CEF" else 5 if version.startswith("2") else 4
    at = start.end()
    fields: list[str] = []
    while len(fields) < count:
        found = _FIELD.match(text, at)
        if not found or not found[2]:
            raise Unreadable(f"field {len(fields) + 1}", f"{count} fields between bars expected")
        fields.append(_unescaped(found[1]))
        at = found.end()
    when, host = _header(text[: start.start()], now)
    if kind == "CEF":
        return Line(kind, when, host, (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]), _spaced(text[at:]))
    delimiter = _delimiter(fields[4]) if count == 5 else "\t"
    keys = _split(text[at:], delimiter)
    return Line(kind, when, host, (fields[0], fields[1], fields[2], fields[3], fields[3], keys.get("sev", "")), keys)


def when(text: str, *, now: int) -> int:
    """Milliseconds since 1970 UTC of a time as CEF and LEEF write it. Raises ValueError."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return moment.read(text, now=now)
    month, day, year, hour, minute, second, ms = found.groups()
    return moment.sane(_ms(int(year), month, (day, hour, minute, second)) + int(ms or 0), now=now)


def _header(head: str, now: int) -> tuple[int, str]:
    try:
        if found := _NEW.match(head):
            return moment.read(found[1], now=now), found[2] if found[2] != "-" else ""
        if found := _OLD.match(head):
            month, host = found[1], found[6]
            year = dt.datetime.fromtimestamp(now / 1000, dt.UTC).year
            # no year is written: it is the last one in which the moment is not ahead
            ms = next(
                (ms for back in range(5) if (ms := _try(year + 1 - back, month, found.groups()[1:5])) and ms <= now + moment.AHEAD), 0
            )
            return (moment.sane(ms, now=now) if ms else 0), host
    except ValueError:
        pass
    return 0, ""


def _try(year: int, month: str, rest: tuple[str, ...]) -> int:
    try:
        return _ms(year, month, rest)
    except ValueError:  # 29 February of another year
        return 0


def _ms(year: int, month: str, rest: tuple[str, ...]) -> int:
    if month not in _MONTHS:
        raise ValueError("no such month")
    day, hour, minute, second = map(int, rest)
    return int(dt.datetime(year, _MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=dt.UTC).timestamp()) * 1000


def _spaced(text: str) -> dict[str, str]:
    """CEF's extension: keys stand after white space, values may hold it."""
    found: list[re.Match[str]] = []
    for key in _KEY.finditer(text):
        if len(found) >= MOST_KEYS:
            break
        found.append(key)
    ends = [one.start() for one in found[1:]] + [len(text)]
    out: dict[str, str] = {}
    for key, end in zip(found, ends, strict=False):
        out.setdefault(key[1], _unescaped(text[key.end() : end].strip()))  # the first counts: later ones may stand in an attacker's text
    return out


def _split(text: str, delimiter: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(delimiter, MOST_KEYS)[:MOST_KEYS])
    return {key.strip()[:100]: _unescaped(value.strip()) for key, equals, value in pairs if equals}


def _delimiter(text: str) -> str:
    """LEEF 2.0: one sign, or its number in hexadecimal."""
    if len(text) == 1:
        return text
    try:
        return chr(int(text.lower().removeprefix("0").removeprefix("x"), 16) & 0xFFFF) if text else "\t"
    except ValueError:
        return "\t"


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: {"n": "\n", "r": "\n"}.get(found[1], found[1] if found[1] in "\\|=" else found[0]), text)
