"""n6's events → a parcel. Belongs here: reading n6's keys. Never: guessing a masked address (adip) back."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from hsoc.exchange.n6.terms import CATEGORIES, CONFIDENCES, HASHES, LABELS, READ
from hsoc.records import moment, observed
from hsoc.records.event import MOST_ENDPOINTS, Endpoint, Event
from hsoc.records.indicator import Indicator, Kind, canonical, named
from hsoc.records.json_items import MEDIA, items
from hsoc.records.parcel import Parcel, Rejects, Taken, Unreadable
from hsoc.records.tlp import TLP

MOST_UNKNOWN: Final = 1000  # keys told
_OF_VALUES: Final = frozenset({"malurl", "phish", "sandbox-url", "spam-url", "malware-action", "cnc"})  # whose URL or hash is a sign


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a document: a list, or one event per line. Raises Unreadable where it cannot be cut into items."""
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
            event = _event(one.document, one.own, now)
        except Unreadable as error:
            rejects.add(one.at, f"{one.place}, {error.place}" if one.place else error.place, error.reason)
            continue
        events.append(Taken(event, one.own, MEDIA))
        for found in _indicators(one.document, event):
            indicators[found.id] = found
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
    first = _time(document, "time", now)
    if not first:
        raise Unreadable("time", "a date and time expected")
    addresses, asns = _addresses(document)
    proto = observed.proto(_text(document, "proto"))
    here = observed.side(
        addresses,
        ports=(observed.port(document.get("sport")),),
        protos=(proto,),
        hosts=(observed.host(_text(document, "fqdn")),),
        asns=asns,
    )
    there = _target(document, proto)
    category = _text(document, "category").lower()
    if category == "dos-victim":
        here, there = there, here
    if not any(side.addresses or side.hostname for side in (*here, *there)) and not document.get("url"):
        raise Unreadable("address", "neither an address, a host nor a URL")
    words = (_text(document, "name"), _text(document, "target"), _text(document, "url"))
    source = _text(document, "source")
    return observed.told(
        id=observed.identifier("n6", _text(document, "id"), own),
        category=(CATEGORIES.get(category, "Other"),),
        detected=first,
        last=_time(document, "until", now) or None,
        created=_time(document, "modified", now),
        sources=here,
        targets=there,
        confidence=CONFIDENCES.get(_text(document, "confidence").lower()),
        description=observed.clean(", ".join(filter(None, words))) or category,
        detections=observed.count(document.get("count")) or 0,
        tlp=LABELS.get(_text(document, "restriction").lower(), TLP.AMBER_STRICT),
        node=f"n6.{source}"[:253] if source else "n6",
    )


def _addresses(document: dict[str, Any]) -> tuple[tuple[str, ...], tuple[int | None, ...]]:
    listed = document.get("address")
    listed = listed if isinstance(listed, list) else [] if listed is None else [listed]
    found: list[str] = []
    asns: dict[int | None, None] = {}
    for at, one in enumerate(listed[:MOST_ENDPOINTS]):
        value = one.get("ip") or one.get("ipv6") if isinstance(one, dict) else one
        try:
            found.append(observed.address(value if isinstance(value, str) else ""))
        except ValueError as error:
            raise Unreadable(f"address/{at}", str(error)) from error
        if isinstance(one, dict):
            asns[observed.asn(one.get("asn"))] = None
    return tuple(found), tuple(asns)


def _target(document: dict[str, Any], proto: str) -> tuple[Endpoint, ...]:
    addresses: tuple[str, ...] = ()
    if text := _text(document, "dip"):
        try:
            addresses = (observed.address(text),)
        except ValueError as error:
            raise Unreadable("dip", str(error)) from error
    return observed.side(addresses, ports=(observed.port(document.get("dport")),), protos=(proto,))


def _indicators(document: dict[str, Any], event: Event) -> list[Indicator]:
    if _text(document, "category").lower() not in _OF_VALUES:
        return []
    found = []
    for kind, key in ((Kind.URL, "url"), *((Kind(name), name) for name in HASHES)):
        try:
            value = canonical(kind, _text(document, key))
        except ValueError:
            continue  # it stays in the event's own text
        found.append(
            Indicator(
                id=named("n6", f"{kind}:{value}"),
                kind=kind,
                value=value,
                first=event.first,
                tlp=event.tlp,
                confidence=None if event.confidence is None else round(event.confidence * 100),
                category=event.category,
                title=_text(document, "name")[:253],
                producer=event.node,
            )
        )
    return found


def _time(document: dict[str, Any], key: str, now: int) -> int:
    value = document.get(key)
    if value is None or value == "":
        return 0
    if not isinstance(value, str):
        raise Unreadable(key, "a date and time expected")
    try:
        return moment.read(value, now=now)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    return observed.clean(value) if isinstance(value, str) else ""
