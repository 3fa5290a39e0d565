"""A CSAF 2.0 or 2.1 document → one advisory. Belongs here: the paper itself and its tracking. Never: a network, and never a second paper.

What is unusual is taken; what would make no paper at all (no JSON, another version, no id) is refused with its place. Parts that are left
out stand in `rejects` under index 0 with their JSON pointer: `items` is the paper and those parts, so `items - rejected` papers were read.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.exchange.csaf.products import products
from hsoc.exchange.csaf.reading import Reading
from hsoc.exchange.csaf.terms import (
    ID,
    MOST_CHANGES,
    MOST_REFERENCES,
    NATURES,
    PAP_LABEL,
    STATUSES,
    TODO_TITLES,
    VERSIONS,
    WEIGHTS,
    WITHDRAWN,
)
from hsoc.exchange.csaf.weaknesses import urls, weaknesses
from hsoc.records.advisory import Advisory, Change, Nature, Status, Vulnerability
from hsoc.records.parcel import MOST_BYTES, Parcel, Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, tlp

_PARTS = frozenset({"$schema", "document", "product_tree", "vulnerabilities"})
_TRACKING = "/document/tracking"


def decode(content: bytes, *, now: int) -> Parcel:
    """One paper. now: ms, taken where the paper does not say when it was written. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"has {len(content)} bytes, at most {MOST_BYTES} are read")
    try:
        whole = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("", f"is no JSON: {error}"[:300]) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("document"), dict):
        raise Unreadable("/document", "is missing, so this is no CSAF document")
    reading = Reading()
    advisory = _advisory(whole, reading, now)
    return Parcel(
        advisories=(advisory,),
        items=1 + reading.rejects.count,
        rejected=reading.rejects.count,
        rejects=tuple(reading.rejects.told),
        unknown=reading.unknown,
    )


def _advisory(whole: dict[str, Any], reading: Reading, now: int) -> Advisory:
    document = whole["document"]
    given = reading.name(document, "csaf_version", "/document")
    if given not in VERSIONS:
        raise Unreadable("/document/csaf_version", f"is {given[:20]!r}, versions 2.0 and 2.1 are read")
    tracking = reading.holder(document, "tracking", "/document")
    identity = reading.name(tracking, "id", _TRACKING)
    if not ID.fullmatch(identity):
        raise Unreadable(f"{_TRACKING}/id", "is missing, so the paper could never be found again")
    for key in whole:
        if key not in _PARTS:
            reading.strange(key)
    known = products(whole, reading)
    vulnerabilities = weaknesses(whole, known, reading)
    category = reading.name(document, "category", "/document")
    publisher = reading.holder(document, "publisher", "/document")
    distribution = reading.holder(document, "distribution", "/document")
    restriction, pap = _restriction(distribution, reading)
    summary, todo = _notes(document, reading)
    modified = reading.time(tracking, "current_release_date", _TRACKING)
    issued = reading.time(tracking, "initial_release_date", _TRACKING)
    return Advisory(
        id=identity,
        title=_needed(document, "title", "/document", reading) or identity,
        publisher=_needed(publisher, "name", "/document/publisher", reading),
        namespace=reading.name(publisher, "namespace", "/document/publisher"),
        role=reading.name(publisher, "category", "/document/publisher"),
        nature=_nature(category, vulnerabilities, reading),
        status=_status(tracking, category, reading),
        version=_needed(tracking, "version", _TRACKING, reading) or "1",
        language=reading.name(document, "lang", "/document") or "en",
        issued=_first(issued, modified, now),
        modified=_first(modified, issued, now),
        tlp=tlp(reading.name(reading.holder(distribution, "tlp", "/document/distribution"), "label", "/document/distribution/tlp")),
        pap=pap,
        restriction=restriction,
        severity=_severity(document, vulnerabilities, reading),
        summary=summary,
        todo=todo,
        audience=_group(distribution, reading),
        products=tuple(known[0].values()),
        vulnerabilities=vulnerabilities,
        history=_history(tracking, reading),
        references=urls(document, "/document", reading),
    )


def _needed(holder: dict[str, Any], key: str, place: str, reading: Reading) -> str:
    value = reading.name(holder, key, place)
    given = holder.get(key)
    if not value and (given is None or isinstance(given, str)):
        reading.left(f"{place}/{key}", "is missing")
    return value


def _first(*times: int | None) -> int:
    return next(time for time in times if time is not None)


def _nature(category: str, vulnerabilities: tuple[Vulnerability, ...], reading: Reading) -> Nature:
    """A category of the publisher's own (CSAF base) is told by what the paper holds."""
    if category not in NATURES:
        reading.strange(f"category {category}")
        return Nature.ADVISORY if vulnerabilities else Nature.INFORMATION
    return NATURES[category]


def _status(tracking: dict[str, Any], category: str, reading: Reading) -> Status:
    status = reading.name(tracking, "status", _TRACKING)
    if category in WITHDRAWN:
        return Status.CANCELLED
    if status not in STATUSES:
        reading.left(f"{_TRACKING}/status", "is neither draft, interim nor final; the paper counts as a draft")
        return Status.DRAFT
    return STATUSES[status]


def _restriction(distribution: dict[str, Any], reading: Reading) -> tuple[str, PAP]:
    """The words about distribution, and the PAP label in them; without one RED, of several the narrowest."""
    text = reading.text(distribution, "text", "/document/distribution")
    labels = [PAP(found.group()) for found in PAP_LABEL.finditer(text)]
    pap = max(labels, key=list(PAP).index) if labels else PAP.RED
    return " ".join(PAP_LABEL.sub("", text).split()), pap


def _group(distribution: dict[str, Any], reading: Reading) -> tuple[str, ...]:
    """CSAF 2.1: the sharing group that the label is meant for."""
    group = reading.holder(distribution, "sharing_group", "/document/distribution")
    place = "/document/distribution/sharing_group"
    name = reading.name(group, "name", place) or reading.name(group, "id", place)
    return (name,) if name else ()


def _notes(document: dict[str, Any], reading: Reading) -> tuple[str, str]:
    """What it is about, and what to do. Summaries first; only without one, descriptions and details."""
    said: dict[str, list[str]] = {}
    todo: list[str] = []
    for place, note in reading.holders(document, "notes", "/document", most=MOST_REFERENCES):
        text = reading.text(note, "text", place)
        if not text:
            continue
        if reading.name(note, "title", place).lower() in TODO_TITLES:
            todo.append(text)
        else:
            said.setdefault(reading.name(note, "category", place), []).append(text)
    best = next((said[category] for category in ("summary", "description", "details", "general") if category in said), [])
    return "\n\n".join(best), "\n".join(todo)


def _severity(document: dict[str, Any], vulnerabilities: tuple[Vulnerability, ...], reading: Reading) -> Severity:
    """The publisher's own word; without one that we know, the gravest score."""
    aggregate = reading.holder(document, "aggregate_severity", "/document")
    word = reading.name(aggregate, "text", "/document/aggregate_severity").lower()
    if word in WEIGHTS:
        return WEIGHTS[word]
    scores = [one.score for one in vulnerabilities if one.score is not None]
    if not scores:
        return Severity.LOW
    top = max(scores)
    return next(
        (severity for least, severity in ((9, Severity.CRITICAL), (7, Severity.HIGH), (4, Severity.MEDIUM)) if top >= least), Severity.LOW
    )


def _history(tracking: dict[str, Any], reading: Reading) -> tuple[Change, ...]:
    changes = []
    for place, one in reading.holders(tracking, "revision_history", _TRACKING, most=MOST_CHANGES):
        at, number = reading.time(one, "date", place), reading.name(one, "number", place)
        if at is None or not number:
            reading.left(place, "has no date or no number")
            continue
        changes.append(Change(at=at, number=number, text=reading.text(one, "summary", place)))
    return tuple(changes)
