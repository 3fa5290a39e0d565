"""IntelMQ's events → a parcel. Belongs here: tolerant reading of flat keys. Never: believing `extra.hsoc_…` more than a text."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from hsoc.exchange.intelmq.terms import CATEGORY, COUNTS, FIRST, ID, INDICATOR, LAST, OLDER, PAP, READ, UNTIL, VALUES
from hsoc.records import observed, rsit, tlp
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import Indicator, Kind, canonical, named
from hsoc.records.json_items import MEDIA, gathered, items
from hsoc.records.parcel import Parcel, Taken, Unreadable
from hsoc.records.taxonomy import SEVERITY_CALLED

MOST_CATEGORIES: Final = 8
_ADDRESSES: Final = frozenset({"source.ip", "source.network", "source.fqdn", "source.reverse_dns", "destination.ip", "destination.network"})


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a document: one event, a list, or one per line. Raises Unreadable where it cannot be cut into items."""
    return gathered(items(content), partial(_read, now=now), known=READ)


def _read(document: dict[str, Any], own: bytes, *, now: int) -> tuple[Taken | Indicator, ...]:
    if document.get(INDICATOR) is True or not _ADDRESSES & document.keys():
        return (_indicator(document, now),)
    return (Taken(_event(document, own, now), own, MEDIA),)


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    sources, targets = _side(document, "source"), _side(document, "destination")
    if not any(side.addresses or side.hostname for side in (*sources, *targets)):
        raise Unreadable("source.ip", "neither an address nor a host")
    words = _categories(document)
    real = tuple(one for one in words if one != "Test")
    detected = observed.instant(document, "time.source", now) or observed.instant(document, "time.observation", now)
    if not detected:
        raise Unreadable("time.source", "a date and time expected")
    more: dict[str, Any] = {field: observed.count(document.get(key)) or 0 for field, key in COUNTS.items()}
    accuracy = document.get("feed.accuracy")
    if isinstance(accuracy, int | float) and not isinstance(accuracy, bool) and 0 <= accuracy <= 100:
        more["confidence"] = accuracy / 100
    return observed.told(
        id=observed.identifier("intelmq", observed.text(document, ID), own),
        category=real or ("Test",),
        detected=detected,
        first=observed.instant(document, FIRST, now) or None,
        last=observed.instant(document, LAST, now) or None,
        created=observed.instant(document, "time.observation", now),
        sources=sources,
        targets=targets,
        severity=SEVERITY_CALLED.get(observed.text(document, "severity").lower()),
        description=_description(document),
        tlp=tlp.tlp(observed.text(document, "tlp")),
        node=observed.text(document, "feed.name")[:253],
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
    first = observed.instant(document, "time.source", now) or observed.instant(document, "time.observation", now)
    if not first:
        raise Unreadable("time.source", "a date and time expected")
    accuracy = observed.count(document.get("feed.accuracy"))
    pap = observed.text(document, PAP)
    return Indicator(
        id=_uuid(observed.text(document, ID)) or named("intelmq", f"{kind}:{value}"),
        kind=Kind(kind),
        value=value,
        first=first,
        until=observed.instant(document, UNTIL, 2**48) or None,  # the end of validity may lie far ahead
        tlp=tlp.tlp(observed.text(document, "tlp")),
        pap=next((one for one in tlp.PAP if one.value == pap), tlp.PAP.RED),
        confidence=accuracy if accuracy is not None and accuracy <= 100 else None,
        category=_categories(document),
        description=_description(document),
        producer=observed.text(document, "feed.provider")[:253],
    )


def _side(document: dict[str, Any], side: str) -> tuple[Endpoint, ...]:
    addresses: tuple[str, ...] = ()
    for part in ("ip", "network"):
        if text := observed.text(document, f"{side}.{part}"):
            try:
                addresses = (observed.address(text),)
            except ValueError as error:
                raise Unreadable(f"{side}.{part}", str(error)) from error
            break
    host = observed.text(document, f"{side}.fqdn") or observed.text(document, f"{side}.reverse_dns")
    return observed.side(
        addresses,
        ports=(observed.port(document.get(f"{side}.port")),),
        protos=tuple(observed.proto(observed.text(document, f"protocol.{layer}")) for layer in ("transport", "application")),
        hosts=(observed.host(host),),
        asns=(observed.asn(document.get(f"{side}.asn")),),
    )


def _categories(document: dict[str, Any]) -> tuple[str, ...]:
    listed = document.get(CATEGORY)
    said = tuple(one for one in listed[:MOST_CATEGORIES] if isinstance(one, str)) if isinstance(listed, list) else ()
    if said and all(map(observed.CATEGORY.fullmatch, said)):
        return said
    kind = observed.text(document, "classification.type").lower()
    return (OLDER.get(kind) or rsit.category(kind),)


def _description(document: dict[str, Any]) -> str:
    if text := observed.text(document, "event_description.text"):
        return text
    words = (observed.text(document, key) for key in ("classification.type", "classification.identifier", "malware.name"))
    return ", ".join(filter(None, words))


def _uuid(text: str) -> str:
    return text if len(text) == 36 and observed.IDENTIFIER.fullmatch(text) else ""
