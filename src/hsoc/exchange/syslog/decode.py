"""Syslog lines → a parcel. Belongs here: keys into an event. Never: believing that a firewall's block was ours."""

from __future__ import annotations

from typing import Any, Final

from hsoc.exchange.syslog.line import Line, cut, when
from hsoc.exchange.syslog.terms import KEYS, LABELS, category, severity
from hsoc.records import observed
from hsoc.records.delimited import lines_of
from hsoc.records.event import Endpoint, Event
from hsoc.records.parcel import LONGEST_ORIGINAL, MOST_ITEMS, Parcel, Rejects, Taken, Unreadable
from hsoc.records.tlp import TLP, tlp

MEDIA: Final = "text/plain; charset=utf-8"
MOST_CATEGORIES: Final = 8


def decode(content: bytes, *, now: int) -> Parcel:
    """The parcel of a log, one event per line that is not blank. Raises Unreadable past the bounds."""
    events: list[Taken] = []
    rejects = Rejects()
    total = 0
    for number, line in enumerate(lines_of(content), start=1):
        own = line.strip()
        if not own:
            continue
        if total >= MOST_ITEMS:
            raise Unreadable(f"line {number}", f"more than {MOST_ITEMS} lines; split the file")
        total += 1
        try:
            events.append(Taken(_event(cut(_text(own), now=now), own, now), own, MEDIA))
        except Unreadable as error:
            rejects.add(total - 1, f"line {number}, {error.place}" if error.place else f"line {number}", error.reason)
    return Parcel(events=tuple(events), items=total, rejected=rejects.count, rejects=tuple(rejects.told))


def _text(own: bytes) -> str:
    if len(own) > LONGEST_ORIGINAL:
        raise Unreadable("", f"longer than {LONGEST_ORIGINAL // 1024} KiB")
    return own.decode("utf-8", "replace")


def _event(line: Line, own: bytes, now: int) -> Event:
    vendor, product, _, signature, name, weight = line.fields
    get = {ours: next((line.keys[key] for key in keys if line.keys.get(key)), "") for ours, keys in KEYS.items()}
    for ours, (label, said) in LABELS.items():
        if line.keys.get(label) != said:
            get[ours] = ""
    first = _time(get["time"], KEYS["time"][0], now) or line.when
    if not first:
        raise Unreadable("header", "no date and time: neither in the header nor as rt, start or devTime")
    protos = (observed.proto(get["proto"]), observed.proto(get["application"]))
    sources = _side(get["source"], get["source_port"], get["source_host"], protos, "src")
    targets = _side(get["target"], get["target_port"], get["target_host"], protos, "dst")
    if not any(side.addresses or side.hostname for side in (*sources, *targets)):
        raise Unreadable("src", "neither an address nor a host")
    listed = get["category"].split(";")[:MOST_CATEGORIES]
    known = "." in listed[0] or listed[0] == "Test" or (vendor == "hSOC" and bool(listed[0]))
    spelled = tuple(listed) if known and all(map(observed.CATEGORY.fullmatch, listed)) else ()
    words = spelled or (category(name, get["category"], signature, get["message"]),)
    real = tuple(one for one in words if one != "Test")
    number: Any = sum(observed.count(get[one]) or 0 for one in ("in", "out"))
    return observed.told(
        id=observed.identifier(f"syslog/{vendor}/{product}", get["id"] if vendor == "hSOC" else "", own),
        category=real or ("Test",),
        test="Test" in words,
        detected=_time(get["detected"], "deviceCustomDate1", now) or first,
        first=first,
        last=_time(get["end"], "end", now) or None,
        sources=sources,
        targets=targets,
        severity=severity(weight) or severity(get["severity"]),
        description=observed.clean(get["message"] or name or signature),
        detections=observed.count(get["count"]) or 0,
        bytes=min(number, observed.MOST_COUNT),
        tlp=tlp(get["tlp"]) if get["tlp"] else TLP.AMBER_STRICT,
        node=observed.clean(get["node"] or line.host, most=253),
    )


def _side(address: str, port: str, host: str, protos: tuple[str, ...], place: str) -> tuple[Endpoint, ...]:
    try:
        addresses = (observed.address(address),) if address else ()
    except ValueError as error:
        raise Unreadable(place, str(error)) from error
    return observed.side(addresses, ports=(observed.port(port),), protos=protos, hosts=(observed.host(host),))


def _time(text: str, place: str, now: int) -> int:
    if not text:
        return 0
    try:
        return when(text, now=now)
    except ValueError as error:
        raise Unreadable(place, str(error)) from error
