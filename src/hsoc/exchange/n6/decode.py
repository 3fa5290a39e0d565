"""n6's events → a parcel. Belongs here: reading n6's keys. Never: guessing a masked address (adip) back."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from hsoc.exchange.n6.terms import CATEGORIES, CONFIDENCES, HASHES, LABELS, READ
from hsoc.records import observed
from hsoc.records.event import MOST_ENDPOINTS, Endpoint, Event
from hsoc.records.indicator import Indicator, Kind, canonical, named
from hsoc.records.json_items import MEDIA, gathered, items
from hsoc.records.parcel import Parcel, Taken, Unreadable
from hsoc.records.tlp import TLP

_OF_VALUES: Final = frozenset({"malurl", "phish", "sandbox-url", "spam-url", "malware-action", "cnc"})  # whose URL or hash is a sign


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a document: a list, or one event per line. Raises Unreadable where it cannot be cut into items."""
    return gathered(items(content), partial(_read, now=now), known=READ)


def _read(document: dict[str, Any], own: bytes, *, now: int) -> tuple[Taken | Indicator, ...]:
    event = _event(document, own, now)
    return (Taken(event, own, MEDIA), *_indicators(document, event))


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    first = observed.instant(document, "time", now)
    if not first:
        raise Unreadable("time", "a date and time expected")
    addresses, asns = _addresses(document)
    proto = observed.proto(observed.text(document, "proto"))
    here = observed.side(
        addresses,
        ports=(observed.port(document.get("sport")),),
        protos=(proto,),
        hosts=(observed.host(observed.text(document, "fqdn")),),
        asns=asns,
    )
    there = _target(document, proto)
    category = observed.text(document, "category").lower()
    if category == "dos-victim":
        here, there = there, here
    if not any(side.addresses or side.hostname for side in (*here, *there)) and not document.get("url"):
        raise Unreadable("address", "neither an address, a host nor a URL")
    words = (observed.text(document, "name"), observed.text(document, "target"), observed.text(document, "url"))
    source = observed.text(document, "source")
    return observed.told(
        id=observed.identifier("n6", observed.text(document, "id"), own),
        category=(CATEGORIES.get(category, "Other"),),
        detected=first,
        last=observed.instant(document, "until", now) or None,
        created=observed.instant(document, "modified", now),
        sources=here,
        targets=there,
        confidence=CONFIDENCES.get(observed.text(document, "confidence").lower()),
        description=observed.clean(", ".join(filter(None, words))) or category,
        detections=observed.count(document.get("count")) or 0,
        tlp=LABELS.get(observed.text(document, "restriction").lower(), TLP.AMBER_STRICT),
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
    if text := observed.text(document, "dip"):
        try:
            addresses = (observed.address(text),)
        except ValueError as error:
            raise Unreadable("dip", str(error)) from error
    return observed.side(addresses, ports=(observed.port(document.get("dport")),), protos=(proto,))


def _indicators(document: dict[str, Any], event: Event) -> list[Indicator]:
    if observed.text(document, "category").lower() not in _OF_VALUES:
        return []
    found = []
    for kind, key in ((Kind.URL, "url"), *((Kind(name), name) for name in HASHES)):
        try:
            value = canonical(kind, observed.text(document, key))
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
                title=observed.text(document, "name")[:253],
                producer=event.node,
            )
        )
    return found
