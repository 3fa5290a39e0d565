"""A report of Shadowserver → a parcel. Belongs here: rows by their common columns. Never: who is told of them (portal).

The report's name stands only in the name of the file. New columns come without notice: what is not known stays in the row's own text.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from hsoc.exchange.shadowserver.terms import COLUMNS, INDICATORS, NODE, UNKNOWN, Report, known, report_of
from hsoc.records import moment, observed
from hsoc.records.delimited import table
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import Indicator, Kind, canonical, named
from hsoc.records.parcel import Parcel, Rejects, Taken, Unreadable
from hsoc.records.taxonomy import SEVERITY_CALLED
from hsoc.records.tlp import TLP, tlp

MOST_CATEGORIES: Final = 8  # of one event
NOBODY: Final = Endpoint()
_OURS: Final = re.compile(r"[A-Z][A-Za-z]{2,40}(\.[A-Z][A-Za-z]{2,40})?")  # a category as IDEA writes it
_label: Final = lru_cache(maxsize=64)(tlp)


def decode(content: bytes, *, now: int, name: str = "") -> Parcel:
    """The parcel of a file. name: of the file, `YYYY-MM-DD-<report>[-suffix].csv`; the date may be missing. now: ms since 1970 UTC.

    Raises Unreadable where no row can be read: no header, no column of times, none of addresses or hosts.
    """
    found = table(content)
    at = {field: next((found.header.index(one) for one in columns if one in found.header), -1) for field, columns in COLUMNS.items()}
    if at["time"] < 0 or (at["address"] < 0 and at["host"] < 0):
        raise Unreadable("line 1", "no report of Shadowserver: a column `timestamp` and one of addresses are expected")
    report = report_of(name)
    reader = _Reader(report, found.header, at, now)
    before, media = found.framed()
    events: list[Taken] = []
    rejects = Rejects()
    items = 0
    for items, row in enumerate(found.rows(), start=1):
        if row.cells is None:
            rejects.add(items - 1, f"line {row.line}", row.fault)
            continue
        row.cells.append("")  # what index -1 reads: a column that is not there
        try:
            events.append(Taken(reader.event(row.cells, row.own), before + row.own, media))
        except Unreadable as error:
            rejects.add(items - 1, f"line {row.line}, {error.place}", error.reason)
    unknown = dict.fromkeys((name for column, name in enumerate(found.header) if column not in set(at.values())), items)
    if known(report) is None:
        unknown[f"report {report}".strip()] = items
    return Parcel(
        events=tuple(events),
        indicators=tuple(reader.indicators.values()),
        items=items,
        rejected=rejects.count,
        rejects=tuple(rejects.told),
        unknown=unknown,
    )


class _Cells(NamedTuple):
    """The cells that we read, by the names of COLUMNS; '' for a column that is not there."""

    time: str
    start: str
    end: str
    address: str
    port: str
    asn: str
    host: str
    to_address: str
    to_port: str
    to_asn: str
    to_host: str
    to_network: str
    proto: str
    application: str
    tag: str
    family: str
    severity: str
    bytes: str
    url: str
    sha256: str
    md5: str
    id: str
    category: str
    tlp: str


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, report: str, header: Sequence[str], at: Mapping[str, int], now: int) -> None:
        self.at, self.now, self.header = at, now, header
        self.said: Report = known(report) or UNKNOWN
        self.report = report
        self.source = f"shadowserver/{report}"
        self.node = f"{NODE}.{report}" if report else NODE
        self.category = (self.said.category,)
        self.pick = itemgetter(*(at[field] for field in _Cells._fields))
        self.has_target = any(index >= 0 for field, index in at.items() if field.startswith("to_"))
        self.gives_indicators = report in INDICATORS
        self.indicators: dict[str, Indicator] = {}

    def event(self, cells: list[str], own: bytes) -> Event:
        """The event of a row. Raises Unreadable with the column."""
        one = _Cells._make(self.pick(cells))
        try:
            detected = moment.read(one.time, now=self.now)
        except ValueError as error:
            raise Unreadable("timestamp", str(error)) from error
        address: tuple[str, ...] = ()
        if one.address:
            try:
                address = (observed.address(one.address),)
            except ValueError as error:
                raise Unreadable(self.header[self.at["address"]], str(error)) from error
        protos = _protos(one.proto, one.application)
        source = _side(address, one.port, one.asn, one.host, protos)
        if not (source.addresses or source.hostname):
            raise Unreadable(self.header[max(self.at["address"], self.at["host"])], "neither an address nor a host")
        target = _side(_target(one), one.to_port, one.to_asn, one.to_host, protos) if self.has_target else NOBODY
        first = self._time(one.start, detected) if one.start else detected
        category, test = self._category(one.category) if one.category else (self.category, False)
        event = Event(
            id=observed.identifier(self.source, _uuid(one.id), own),
            category=category,
            test=test,
            detected=detected,
            first=first,
            last=max(first, self._time(one.end, first)) if one.end else first,
            severity=SEVERITY_CALLED.get(one.severity.lower(), self.said.severity) if one.severity else self.said.severity,
            description=_description(self.said.title, one.tag, one.family),
            sources=(source,),
            targets=() if target is NOBODY else (target,),
            source_count=len(address),
            target_count=len(target.addresses),
            port_count=len(target.ports),
            bytes=observed.count(one.bytes) or 0 if one.bytes else 0,
            tlp=_label(one.tlp) if one.tlp else TLP.AMBER_STRICT,
            node=self.node,
            why="not_said",
        )
        if self.gives_indicators:
            self._indicators(one, event)
        return event

    def _time(self, text: str, default: int) -> int:
        try:
            return moment.read(text, now=self.now)
        except ValueError:
            return default

    def _category(self, text: str) -> tuple[tuple[str, ...], bool]:
        words = text.split(";")[:MOST_CATEGORIES]
        if not all(map(_OURS.fullmatch, words)):
            return self.category, False
        real = tuple(one for one in words if one != "Test")
        return real or ("Test",), "Test" in words

    def _indicators(self, one: _Cells, event: Event) -> None:
        labels = tuple(filter(None, (observed.clean(text, most=80) for text in (one.tag, one.family))))
        for kind, text in ((Kind.URL, one.url), (Kind.SHA256, one.sha256), (Kind.MD5, one.md5)):
            try:
                value = canonical(kind, text)
            except ValueError:
                continue  # an odd URL stays in the event's own text
            name = named(self.source, f"{kind}:{value}")
            if name not in self.indicators:
                self.indicators[name] = Indicator(
                    id=name,
                    kind=kind,
                    value=value,
                    first=event.first,
                    created=event.first,
                    tlp=event.tlp,
                    category=event.category,
                    labels=labels,
                    title=self.said.title,
                    producer="Shadowserver",
                )


def _side(address: tuple[str, ...], port: str, asn: str, host: str, protos: tuple[str, ...]) -> Endpoint:
    ports = (number,) if port and (number := observed.port(port)) is not None else ()
    asns = (number,) if asn and (number := observed.asn(asn)) else ()
    hosts = (name,) if host and host not in address and (name := observed.host(host)) else ()
    if not (address or ports or asns or hosts):
        return NOBODY
    return Endpoint(addresses=address, ports=ports, proto=protos, hostname=hosts, asn=asns)


def _target(one: _Cells) -> tuple[str, ...]:
    for text in (one.to_address, one.to_network):
        if text:
            try:
                return (observed.address(text),)
            except ValueError:
                continue  # what a sinkhole calls itself does not make a report of an infection wrong
    return ()


@lru_cache(maxsize=4096)
def _protos(proto: str, application: str) -> tuple[str, ...]:
    return tuple(filter(None, (observed.proto(proto), observed.proto(application))))


@lru_cache(maxsize=4096)
def _description(title: str, tag: str, family: str) -> str:
    words = ", ".join(dict.fromkeys(filter(None, (observed.clean(tag, most=200), observed.clean(family, most=200)))))
    return f"{title} ({words})" if words else title


def _uuid(text: str) -> str:
    if len(text) != 36:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
