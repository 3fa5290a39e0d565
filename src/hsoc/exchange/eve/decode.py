"""Suricata's EVE → a parcel. Belongs here: alerts into events. Never: making an event of a flow or a DNS query that nobody called wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from hsoc.exchange.eve.terms import CATEGORY, CLASSES, DEFAULT, DETECTED, ID, LABEL, LAST, SEVERITIES
from hsoc.records import moment, observed
from hsoc.records.event import Endpoint, Event
from hsoc.records.json_items import MEDIA, items
from hsoc.records.parcel import Parcel, Rejects, Taken, Unreadable
from hsoc.records.tlp import TLP, tlp

MOST_KINDS: Final = 100  # kinds of other events told
MOST_CATEGORIES: Final = 8


def decode(content: bytes, *, now: int) -> Parcel:
    """The alerts of a document as events; other event types are counted in `unknown`. Raises Unreadable where it cannot be cut."""
    events: list[Taken] = []
    rejects = Rejects()
    unknown: Counter[str] = Counter()
    total = 0
    for one in items(content):
        total += 1
        if one.document is None:
            rejects.add(one.at, one.place, one.fault)
            continue
        kind = _text(one.document, "event_type")[:40]
        if kind != "alert":
            unknown[f"event_type {kind}" if len(unknown) < MOST_KINDS else "event_type …"] += 1
            continue
        try:
            events.append(Taken(_event(one.document, one.own, now), one.own, MEDIA))
        except Unreadable as error:
            rejects.add(one.at, f"{one.place}, {error.place}" if one.place else error.place, error.reason)
    return Parcel(events=tuple(events), items=total, rejected=rejects.count, rejects=tuple(rejects.told), unknown=dict(unknown))


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    alert = _inner(document, "alert")
    ours = _inner(alert, "metadata")
    flow = _inner(document, "flow")
    happened = _time(document, "timestamp", now)
    if not happened:
        raise Unreadable("timestamp", "a date and time expected")
    protos = (observed.proto(_text(document, "proto")), observed.proto(_text(document, "app_proto").replace("failed", "")))
    sources, targets = _side(document, "src", protos), _side(document, "dest", protos)
    if not sources:
        raise Unreadable("src_ip", "an address expected")
    said = tuple(one for one in _listed(ours, CATEGORY)[:MOST_CATEGORIES] if observed.CATEGORY.fullmatch(one))
    words = said or (CLASSES.get(_text(alert, "category").lower(), DEFAULT),)
    real = tuple(one for one in words if one != "Test")
    label = _listed(ours, LABEL)
    number = alert.get("severity")
    signature = _text(alert, "signature")
    return observed.told(
        id=observed.identifier("suricata", (_listed(ours, ID) or [""])[0], own),
        category=real or ("Test",),
        test="Test" in words,
        detected=_ours(ours, DETECTED, now) or happened,
        first=happened,
        last=_ours(ours, LAST, now) or None,
        sources=sources,
        targets=targets,
        severity=SEVERITIES.get(number) if isinstance(number, int) and not isinstance(number, bool) else None,
        description=signature or _text(alert, "category"),
        packets=_sum(flow, "pkts_toserver", "pkts_toclient"),
        bytes=_sum(flow, "bytes_toserver", "bytes_toclient"),
        tlp=tlp(label[0]) if label else TLP.AMBER_STRICT,
        node=_text(document, "host")[:253],
    )


def _side(document: dict[str, Any], side: str, protos: tuple[str, ...]) -> tuple[Endpoint, ...]:
    text = _text(document, f"{side}_ip")
    if not text:
        return ()
    try:
        return observed.side((observed.address(text),), ports=(observed.port(document.get(f"{side}_port")),), protos=protos)
    except ValueError as error:
        raise Unreadable(f"{side}_ip", str(error)) from error


def _sum(flow: dict[str, Any], *keys: str) -> int:
    return min(sum(observed.count(flow.get(key)) or 0 for key in keys), observed.MOST_COUNT)


def _ours(ours: dict[str, Any], key: str, now: int) -> int:
    try:
        return moment.read((_listed(ours, key) or [""])[0], now=now)
    except ValueError:
        return 0


def _time(document: dict[str, Any], key: str, now: int) -> int:
    try:
        return moment.read(_text(document, key), now=now)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error


def _inner(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _listed(document: dict[str, Any], key: str) -> list[str]:
    """The texts of one key of a signature's metadata: a list, or a bare one from older versions."""
    value = document.get(key)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    return observed.clean(value) if isinstance(value, str) else ""
