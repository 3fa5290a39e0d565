"""A parcel → one table, of events or of indicators. Belongs here: cells. Never: a formula, or two tables in one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from hsoc.exchange.csv.terms import EVENT, EVENTS, INDICATOR, INDICATORS, SEVERAL
from hsoc.records import moment
from hsoc.records.delimited import written
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import Indicator
from hsoc.records.parcel import Parcel, Written, unsaid

MEDIA: Final = "text/csv; charset=utf-8; header=present"
_TIMES: Final = frozenset({"first", "until", "created", "modified"})


def encode(parcel: Parcel, *, now: int, kind: str = "") -> Written:  # noqa: ARG001 -- the same door as every format
    """The table of `kind` (events or indicators); without it, of events where there are any. The other is named as left out."""
    kind = kind or (EVENTS if parcel.events or not parcel.indicators else INDICATORS)
    fields = EVENT if kind == EVENTS else INDICATOR
    rows = [_event(taken.event) for taken in parcel.events] if kind == EVENTS else [_indicator(one) for one in parcel.indicators]
    header = [names[0] for names in fields.values()]
    return Written(content=written([header, *rows]), media=MEDIA, items=len(rows), withheld=unsaid(parcel, kind))


def _event(event: Event) -> list[str]:
    words = [*event.category, "Test"] if event.test and "Test" not in event.category else event.category
    cells = {
        "id": event.id,
        "detected": moment.written(event.detected),
        "first": moment.written(event.first),
        "last": moment.written(event.last),
        "category": SEVERAL.join(map(str, words)),
        "severity": event.severity.name.lower(),
        **_side("source", event.sources),
        **_side("target", event.targets),
        "proto": _joined(one for side in (*event.sources, *event.targets) for one in side.proto),
        "description": event.description,
        "confidence": "" if event.confidence is None else repr(event.confidence),
        "flows": str(event.flows),
        "packets": str(event.packets),
        "bytes": str(event.bytes),
        "node": event.node,
        "test": "true" if event.test else "",
        "tlp": str(event.tlp),
    }
    return [cells[field] for field in EVENT]


def _side(name: str, sides: tuple[Endpoint, ...]) -> dict[str, str]:
    parts = {"address": "addresses", "port": "ports", "host": "hostname", "asn": "asn"}
    return {f"{name}.{part}": _joined(one for side in sides for one in getattr(side, field)) for part, field in parts.items()}


def _indicator(one: Indicator) -> list[str]:
    return [_cell(field, getattr(one, field)) for field in INDICATOR]


def _cell(field: str, value: Any) -> str:
    if type(value) is str:  # most are; it is asked first for tables of many thousand rows
        return value
    if value is None or value is False or (field in _TIMES and value == 0):
        return ""
    if field in _TIMES:
        return moment.written(value)
    if isinstance(value, tuple):
        return _joined(value)
    return "true" if value is True else str(value)


def _joined(values: Iterable[Any]) -> str:
    return SEVERAL.join(dict.fromkeys(str(one).replace(SEVERAL, ",") for one in values))
