"""Suricata's EVE → a parcel. Belongs here: alerts into events. Never: making an event of a flow or a DNS query that nobody called wrong."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from hsoc.exchange.eve.terms import CATEGORY, CLASSES, DEFAULT, DETECTED, ID, LABEL, LAST, SEVERITIES
from hsoc.records import moment, observed
from hsoc.records.event import Endpoint, Event
from hsoc.records.json_items import MEDIA, gathered, items
from hsoc.records.parcel import Parcel, Taken, Unreadable
from hsoc.records.tlp import TLP, tlp

MOST_CATEGORIES: Final = 8


def decode(content: bytes, *, now: int) -> Parcel:
    """The alerts of a document as events; other event types are counted in `unknown`. Raises Unreadable where it cannot be cut."""
    return gathered(items(content), partial(_read, now=now))


def _read(document: dict[str, Any], own: bytes, *, now: int) -> tuple[Taken] | str:
    kind = observed.text(document, "event_type")[:40]
    return (Taken(_event(document, own, now), own, MEDIA),) if kind == "alert" else f"event_type {kind}"


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    alert = _inner(document, "alert")
    ours = _inner(alert, "metadata")
    flow = _inner(document, "flow")
    happened = observed.instant(document, "timestamp", now)
    if not happened:
        raise Unreadable("timestamp", "a date and time expected")
    protos = (observed.proto(observed.text(document, "proto")), observed.proto(observed.text(document, "app_proto").replace("failed", "")))
    sources, targets = _side(document, "src", protos), _side(document, "dest", protos)
    if not sources:
        raise Unreadable("src_ip", "an address expected")
    said = tuple(one for one in _listed(ours, CATEGORY)[:MOST_CATEGORIES] if observed.CATEGORY.fullmatch(one))
    words = said or (CLASSES.get(observed.text(alert, "category").lower(), DEFAULT),)
    real = tuple(one for one in words if one != "Test")
    label = _listed(ours, LABEL)
    number = alert.get("severity")
    signature = observed.text(alert, "signature")
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
        description=signature or observed.text(alert, "category"),
        packets=_sum(flow, "pkts_toserver", "pkts_toclient"),
        bytes=_sum(flow, "bytes_toserver", "bytes_toclient"),
        tlp=tlp(label[0]) if label else TLP.AMBER_STRICT,
        node=observed.text(document, "host")[:253],
    )


def _side(document: dict[str, Any], side: str, protos: tuple[str, ...]) -> tuple[Endpoint, ...]:
    text = observed.text(document, f"{side}_ip")
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


def _inner(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _listed(document: dict[str, Any], key: str) -> list[str]:
    """The texts of one key of a signature's metadata: a list, or a bare one from older versions."""
    value = document.get(key)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
