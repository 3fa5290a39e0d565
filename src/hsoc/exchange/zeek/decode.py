"""Zeek's logs → a parcel. Belongs here: both spellings of a log. Never: other logs than notice and conn; their lines are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from hsoc.exchange.zeek.terms import CONNECTION, READ, UNSET, category_of
from hsoc.records import moment, observed
from hsoc.records.delimited import MOST_COLUMNS, MOST_HEADERS, lines_of
from hsoc.records.event import Endpoint, Event
from hsoc.records.json_items import MEDIA, Item, items
from hsoc.records.parcel import LONGEST_ORIGINAL, MOST_ITEMS, Parcel, Rejects, Taken, Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP, tlp

MEDIA_TABS: Final = "text/tab-separated-values; charset=utf-8"
MOST_UNKNOWN: Final = 1000  # keys told
_SEVERITIES: Final = {one.name.lower(): one for one in Severity}


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a log. Raises Unreadable where it cannot be cut into lines."""
    tabs = content.startswith((b"#separator", b"#fields"))
    events: list[Taken] = []
    rejects = Rejects()
    unknown: Counter[str] = Counter()
    total = 0
    for one in _of_tabs(content) if tabs else items(content):
        total += 1
        if one.document is None:
            rejects.add(one.at, one.place, one.fault)
            continue
        if "note" not in one.document and "conn_state" not in one.document:
            unknown["line of another log"] += 1
            continue
        try:
            events.append(Taken(_event(one.document, one.own, now), one.own, MEDIA_TABS if tabs else MEDIA))
        except Unreadable as error:
            rejects.add(one.at, f"{one.place}, {error.place}" if one.place else error.place, error.reason)
            continue
        if len(unknown) < MOST_UNKNOWN:
            unknown.update(key[:80] for key in one.document if key not in READ)
    return Parcel(events=tuple(events), items=total, rejected=rejects.count, rejects=tuple(rejects.told), unknown=dict(unknown))


def _of_tabs(content: bytes) -> Iterator[Item]:
    lines = lines_of(content)
    fields: list[str] = []
    before = b""
    index = 0
    for number, line in enumerate(lines, start=1):
        own = line.removesuffix(b"\r")
        if own.startswith(b"#fields\t"):
            fields = own.decode("utf-8", "replace").split("\t")[1 : MOST_COLUMNS + 1]
            before = own + b"\n" if len(own) * min(len(lines), MOST_ITEMS) <= MOST_HEADERS else b""
        elif own and not own.startswith(b"#"):
            if index >= MOST_ITEMS:
                raise Unreadable(f"line {number}", f"more than {MOST_ITEMS} lines; split the file")
            yield _row(index, number, own, fields, before)
            index += 1


def _row(index: int, number: int, own: bytes, fields: list[str], before: bytes) -> Item:
    place = f"line {number}"
    if len(own) > LONGEST_ORIGINAL:
        return Item(index, None, own[:200], place, f"longer than {LONGEST_ORIGINAL // 1024} KiB")
    cells = own.decode("utf-8", "replace").split("\t")
    if len(cells) != len(fields):
        return Item(index, None, own, place, f"{len(cells)} values where #fields names {len(fields)}")
    document: dict[str, Any] = {key: cell for key, cell in zip(fields, cells, strict=True) if cell not in UNSET}
    return Item(index, document, before + own, place)


def _event(document: dict[str, Any], own: bytes, now: int) -> Event:
    first = _time(document, "ts", now)
    proto, service = observed.proto(_text(document, "proto")), observed.proto(_text(document, "service"))
    source = _text(document, "src") or _text(document, "id.orig_h")
    target = _text(document, "dst") or _text(document, "id.resp_h")
    port = document.get("p") if document.get("p") is not None else document.get("id.resp_p")
    sources = _side(source, document.get("id.orig_p"), (proto, service), "src" if "src" in document else "id.orig_h")
    targets = _side(target, port, (proto, service), "dst" if "dst" in document else "id.resp_h")
    if not any(side.addresses for side in (*sources, *targets)):
        raise Unreadable("src", "no address")
    note = _text(document, "note")
    label = _text(document, "tlp")
    last = _time(document, "hsoc_last", now) if "hsoc_last" in document else first + _duration(document)
    words = (_text(document, "msg"), _text(document, "sub"))
    packets, volume = (_sum(document, f"orig_{one}", f"resp_{one}") for one in ("pkts", "bytes"))
    category = category_of(note) if note else CONNECTION
    return observed.told(
        id=observed.identifier("zeek", _text(document, "hsoc_id"), own),
        category=(category if observed.CATEGORY.fullmatch(category) else "Other",),
        detected=_time(document, "hsoc_detected", now) if "hsoc_detected" in document else first,
        first=first,
        last=last,
        sources=sources,
        targets=targets,
        severity=_SEVERITIES.get(_text(document, "hsoc_severity")) if note else Severity.INFO,
        description=", ".join(dict.fromkeys(filter(None, words)))[: observed.MOST_TEXT] or note or _text(document, "conn_state"),
        detections=observed.count(document.get("n")) or 0,
        flows=0 if note else 1,
        packets=packets,
        bytes=volume,
        tlp=tlp(label) if label else TLP.AMBER_STRICT,
        node=_text(document, "peer_descr")[:253],
    )


def _side(address: str, port: Any, protos: tuple[str, ...], place: str) -> tuple[Endpoint, ...]:
    try:
        addresses = (observed.address(address),) if address else ()
    except ValueError as error:
        raise Unreadable(place, str(error)) from error
    return observed.side(addresses, ports=(observed.port(port),), protos=protos)


def _sum(document: dict[str, Any], *keys: str) -> int:
    return min(sum(observed.count(document.get(key)) or 0 for key in keys), observed.MOST_COUNT)


def _duration(document: dict[str, Any]) -> int:
    """Milliseconds; a negative or absurd one is none."""
    try:
        seconds = float(document.get("duration") or 0)
    except (TypeError, ValueError):
        return 0
    return int(seconds * 1000) if 0 <= seconds < 1e8 else 0


def _time(document: dict[str, Any], key: str, now: int) -> int:
    value = document.get(key)
    if not isinstance(value, str | int | float):
        raise Unreadable(key, "a date and time expected")
    try:
        return moment.read(value, now=now)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    return observed.clean(value) if isinstance(value, str) else ""
