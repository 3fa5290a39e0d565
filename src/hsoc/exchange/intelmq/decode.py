"""IntelMQ's events → a parcel. Belongs here: tolerant reading of flat keys. Never: believing `extra.hsoc_…` more than a text."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from hsoc.exchange.intelmq.terms import CATEGORY, COUNTS, FIRST, ID, INDICATOR, LAST, OLDER, PAP, READ, UNTIL, VALUES
from hsoc.records import moment, observed, rsit, tlp
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import Indicator, Kind, canonical, named
from hsoc.records.json_items import MEDIA, items
from hsoc.records.parcel import Parcel, Rejects, Taken, Unreadable
from hsoc.records.taxonomy import Severity

MOST_UNKNOWN: Final = 1000  # keys told
MOST_CATEGORIES: Final = 8
_SEVERITIES: Final = {one.name.lower(): one for one in Severity}
_ADDRESSES: Final = frozenset({"source.ip", "source.network", "source.fqdn", "source.reverse_dns", "destination.ip", "destination.network"})


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a document: one event, a list, or one per line. Raises Unreadable where it cannot be cut into items."""
    events: list[Taken] = []
    indicators: dict[str, Indicator] = {}
    rejects = Rejects()
    unknown: Counter[str] = Counter()
    total = 0
    for one in items(content):
        total += 1
        if one.document is None:
            rejects.add(one.at, one.place, one.fault)
            continue
        try:
            if one.document.get(INDICATOR) is True or not _ADDRESSES & one.document.keys():
                found = _indicator(one.document, now)
                indicators[found.id] = found
            else:
                events.append(Taken(_event(one.document, one.own, now), one.own, MEDIA))
        except Unreadable as error:
            rejects.add(one.at, f"{one.place}, {error.place}" if one.place else error.place, error.reason)
            continue
        if len(unknown) < MOST_UNKNOWN:
            unknown.update(key[:80] for key in one.document if key not in READ)
    return Parcel(
        events=tuple(events),
        indicators=tuple(indicators.values()),
        items=total,
        rejected=rejects.count,
        rejects=tuple(rejects.told),
        unknown=dict(unknown),
    )


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    sources, targets = _side(document, "source"), _side(document, "destination")
    if not any(side.addresses or side.hostname for side in (*sources, *targets)):
        raise Unreadable("source.ip", "neither an address nor a host")
    words = _categories(document)
    real = tuple(one for one in words if one != "Test")
    detected = _time(document, "time.source", now) or _time(document, "time.observation", now)
    if not detected:
        raise Unreadable("time.source", "a date and time expected")
    more: dict[str, Any] = {field: observed.count(document.get(key)) or 0 for field, key in COUNTS.items()}
    accuracy = document.get("feed.accuracy")
    if isinstance(accuracy, int | float) and not isinstance(accuracy, bool) and 0 <= accuracy <= 100:
        more["confidence"] = accuracy / 100
    return observed.told(
        id=observed.identifier("intelmq", _text(document, ID), own),
        category=real or ("Test",),
        detected=detected,
        first=_time(document, FIRST, now) or None,
        last=_time(document, LAST, now) or None,
        created=_time(document, "time.observation", now),
        sources=sources,
        targets=targets,
        severity=_SEVERITIES.get(_text(document, "severity").lower()),
        description=_description(document),
        tlp=tlp.tlp(_text(document, "tlp")),
        node=_text(document, "feed.name")[:253],
        test="Test" in words,
        **more,
    )


def _indicator(document: dict[str, Any], now: int) -> Indicator:
    for key, kind in VALUES.items():
        if key in document:
            try:
                value = canonical(Kind(kind), str(document[key]))
            except ValueError as error:
                raise Unreadable(key, str(error)) from error
            break
    else:
        raise Unreadable("source.ip", "neither an address, a host, a URL nor a hash")
    first = _time(document, "time.source", now) or _time(document, "time.observation", now)
    if not first:
        raise Unreadable("time.source", "a date and time expected")
    accuracy = observed.count(document.get("feed.accuracy"))
    pap = _text(document, PAP)
    return Indicator(
        id=_uuid(_text(document, ID)) or named("intelmq", f"{kind}:{value}"),
        kind=Kind(kind),
        value=value,
        first=first,
        until=_time(document, UNTIL, 2**48) or None,  # the end of validity may lie far ahead
        tlp=tlp.tlp(_text(document, "tlp")),
        pap=next((one for one in tlp.PAP if one.value == pap), tlp.PAP.RED),
        confidence=accuracy if accuracy is not None and accuracy <= 100 else None,
        category=_categories(document),
        description=_description(document),
        producer=_text(document, "feed.provider")[:253],
    )


def _side(document: dict[str, Any], side: str) -> tuple[Endpoint, ...]:
    addresses: tuple[str, ...] = ()
    for part in ("ip", "network"):
        if text := _text(document, f"{side}.{part}"):
            try:
                addresses = (observed.address(text),)
            except ValueError as error:
                raise Unreadable(f"{side}.{part}", str(error)) from error
            break
    host = _text(document, f"{side}.fqdn") or _text(document, f"{side}.reverse_dns")
    return observed.side(
        addresses,
        ports=(observed.port(document.get(f"{side}.port")),),
        protos=(observed.proto(_text(document, "protocol.transport")), observed.proto(_text(document, "protocol.application"))),
        hosts=(observed.host(host),),
        asns=(observed.asn(document.get(f"{side}.asn")),),
    )


def _categories(document: dict[str, Any]) -> tuple[str, ...]:
    listed = document.get(CATEGORY)
    said = tuple(one for one in listed[:MOST_CATEGORIES] if isinstance(one, str)) if isinstance(listed, list) else ()
    if said and all(map(observed.CATEGORY.fullmatch, said)):
        return said
    kind = _text(document, "classification.type").lower()
    return (OLDER.get(kind) or rsit.category(kind),)


def _description(document: dict[str, Any]) -> str:
    if text := _text(document, "event_description.text"):
        return text
    words = (_text(document, key) for key in ("classification.type", "classification.identifier", "malware.name"))
    return ", ".join(filter(None, words))


def _time(document: dict[str, Any], key: str, now: int) -> int:
    value = document.get(key)
    if value is None or value == "":
        return 0
    if not isinstance(value, str | int | float):
        raise Unreadable(key, "a date and time expected")
    try:
        return moment.read(value, now=now)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    return observed.clean(value) if isinstance(value, str) else ""


def _uuid(text: str) -> str:
    return text if len(text) == 36 and observed.IDENTIFIER.fullmatch(text) else ""
