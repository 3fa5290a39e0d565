"""Zeek's logs → a parcel. Belongs here: both spellings of a log. Never: other logs than notice and conn; their lines are counted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from hsoc.exchange.zeek.terms import CONNECTION, READ, UNSET, category_of
from hsoc.records import observed
from hsoc.records.delimited import MOST_COLUMNS, MOST_HEADERS, lines_of
from hsoc.records.event import Endpoint, Event
from hsoc.records.json_items import MEDIA, Item, gathered, items
from hsoc.records.parcel import LONGEST_ORIGINAL, MOST_ITEMS, Parcel, Taken, Unreadable
from hsoc.records.taxonomy import SEVERITY_CALLED, Severity
from hsoc.records.tlp import TLP, tlp

MEDIA_TABS: Final = "text/tab-separated-values; charset=utf-8"


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a log. Raises Unreadable where it cannot be cut into lines."""
    tabs = content.startswith((b"#separator", b"#fields"))
    return gathered(_of_tabs(content) if tabs else items(content), partial(_read, now=now, media=MEDIA_TABS if tabs else MEDIA), known=READ)


def _read(document: dict[str, Any], own: bytes, *, now: int, media: str) -> tuple[Taken] | str:
    if "note" not in document and "conn_state" not in document:
        return "line of another log"
    return (Taken(_event(document, own, now), own, media),)


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
    first = observed.instant(document, "ts", now)
    if not first:
        raise Unreadable("ts", "a date and time expected")
    proto, service = observed.proto(observed.text(document, "proto")), observed.proto(observed.text(document, "service"))
    source = observed.text(document, "src") or observed.text(document, "id.orig_h")
    target = observed.text(document, "dst") or observed.text(document, "id.resp_h")
    port = document.get("p") if document.get("p") is not None else document.get("id.resp_p")
    sources = _side(source, document.get("id.orig_p"), (proto, service), "src" if "src" in document else "id.orig_h")
    targets = _side(target, port, (proto, service), "dst" if "dst" in document else "id.resp_h")
    if not any(side.addresses for side in (*sources, *targets)):
        raise Unreadable("src", "no address")
    note = observed.text(document, "note")
    label = observed.text(document, "tlp")
    last = observed.instant(document, "hsoc_last", now) or first + _duration(document)
    words = (observed.text(document, "msg"), observed.text(document, "sub"))
    packets, volume = (_sum(document, f"orig_{one}", f"resp_{one}") for one in ("pkts", "bytes"))
    category = category_of(note) if note else CONNECTION
    return observed.told(
        id=observed.identifier("zeek", observed.text(document, "hsoc_id"), own),
        category=(category if observed.CATEGORY.fullmatch(category) else "Other",),
        detected=observed.instant(document, "hsoc_detected", now) or first,
        first=first,
        last=last,
        sources=sources,
        targets=targets,
        severity=SEVERITY_CALLED.get(observed.text(document, "hsoc_severity")) if note else Severity.INFO,
        description=", ".join(dict.fromkeys(filter(None, words)))[: observed.MOST_TEXT] or note or observed.text(document, "conn_state"),
        detections=observed.count(document.get("n")) or 0,
        flows=0 if note else 1,
        packets=packets,
        bytes=volume,
        tlp=tlp(label) if label else TLP.AMBER_STRICT,
        node=observed.text(document, "peer_descr")[:253],
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
