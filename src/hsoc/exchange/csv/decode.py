"""A table → a parcel, by a mapping. Belongs here: cells into fields. Never: guessing what a person has corrected (mapping)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from hsoc.exchange.csv.mapping import DELIMITERS, ENCODINGS, MOST_SAMPLE, Mapping, checked, propose
from hsoc.exchange.csv.terms import EVENTS, KINDS, SEVERAL, YES
from hsoc.records import moment, observed
from hsoc.records.delimited import MEDIA_ROW, Table, cut, lines_of, table
from hsoc.records.event import MOST_ENDPOINTS, Endpoint, Event
from hsoc.records.indicator import MOST_WORDS, Indicator, Kind, canonical, guessed, named, named_by
from hsoc.records.parcel import Parcel, Rejects, Taken, Unreadable
from hsoc.records.taxonomy import SEVERITY_CALLED, Severity
from hsoc.records.tlp import PAP, TLP, tlp

_NONE: Final[tuple[Any, ...]] = ()
_KEYS: Final = {(side, part): f"{side}.{part}" for side in ("source", "target") for part in ("address", "port", "host", "asn")}
_label: Final = lru_cache(maxsize=64)(tlp)
_SEVERITIES: Final = {**SEVERITY_CALLED} | {str(int(one)): one for one in Severity}


def decode(content: bytes, *, now: int, mapping: Mapping | None = None) -> Parcel:
    """The parcel of a table. Without a mapping the proposed one is taken. Raises Unreadable."""
    told = checked(mapping or proposed(content))
    found = _table(content, told)
    at = {field: column for column, name in enumerate(found.header) if (field := told.columns.get(name))}
    if missing := sorted(set(told.columns.values()) - set(at)):
        raise Unreadable("line 1", "no column for " + ", ".join(missing))
    reader = _Reader(told, at, now)
    read: Callable[[dict[str, str], bytes], Event | Indicator] = reader.event if told.kind == EVENTS else reader.indicator
    before, media = found.framed() if told.header else (b"", MEDIA_ROW)
    fields = tuple(at)
    pick = itemgetter(*at.values(), -1)  # never a bare text, whatever the number of columns
    events: list[Taken] = []
    indicators: dict[str, Indicator] = {}
    rejects = Rejects()
    items = 0
    for items, row in enumerate(found.rows(), start=1):
        if row.cells is None:
            rejects.add(items - 1, f"line {row.line}", row.fault)
            continue
        try:
            one = read(dict(zip(fields, pick(row.cells), strict=False)), row.own)
        except Unreadable as error:
            rejects.add(items - 1, f"line {row.line}, {error.place}", error.reason)
            continue
        if isinstance(one, Event):
            events.append(Taken(one, before + row.own, media))
        else:
            indicators[one.id] = one
    return Parcel(
        events=tuple(events),
        indicators=tuple(indicators.values()),
        items=items,
        rejected=rejects.count,
        rejects=tuple(rejects.told),
        unknown=dict.fromkeys((name for name in found.header if name not in told.columns), items),
    )


def proposed(content: bytes) -> Mapping:
    """The mapping that the first rows of a document suggest, with its delimiter and encoding. Raises Unreadable."""
    lines = lines_of(content)
    head = next((line for line in lines if line.strip()), b"")
    encoding = next((one for one in ENCODINGS if _decodes(content, one)), None)
    if encoding is None:
        raise Unreadable("", "text in neither UTF-8 nor Windows-1250; save it as UTF-8")
    delimiter = max(DELIMITERS, key=lambda one: head.count(one.encode()))
    rows = [row.cells for row, _ in zip(cut(lines, 0, encoding=encoding, delimiter=delimiter), range(MOST_SAMPLE + 1), strict=False)]
    if not rows or rows[0] is None:
        raise Unreadable("line 1", "the names of the columns cannot be read")
    found = propose([one.strip() for one in rows[0]], [row for row in rows[1:] if row])
    return Mapping(kind=found.kind, columns=found.columns, header=found.header, delimiter=delimiter, encoding=encoding)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _table(content: bytes, told: Mapping) -> Table:
    if told.header:
        return table(content, encoding=told.encoding, delimiter=told.delimiter)
    lines = lines_of(content)
    rows = cut(lines, 0, encoding=told.encoding, delimiter=told.delimiter)
    width = next((len(row.cells) for row in rows if row.cells), 0)
    return Table([str(at + 1) for at in range(width)], b"", lines, 0, told.encoding, told.delimiter)


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, told: Mapping, at: dict[str, int], now: int) -> None:
        self.now, self.told, self.source = now, told, f"csv/{told.kind}"
        self.counts = [field for field in ("flows", "packets", "bytes") if field in at]
        self.tlp: TLP = _label(told.tlp)
        self.category = (told.category,)
        self.sides = {side: any(field.startswith(f"{side}.") for field in at) for side in ("source", "target")}

    def event(self, cells: dict[str, str], own: bytes) -> Event:
        """The event of a row. Raises Unreadable with the field."""
        get = cells.get
        protos = _protos(get("proto", ""))
        sources, targets = self._side(cells, "source", protos), self._side(cells, "target", protos)
        if not any(side.addresses or side.hostname for side in (*sources, *targets)):
            raise Unreadable("source.address", "neither an address nor a host")
        first, last = self._time(cells, "first"), self._time(cells, "last")
        detected = self._time(cells, "detected") or first
        if not detected:
            raise Unreadable("detected", "a date and time expected")
        words = self._words(text, self.category) if (text := get("category")) else self.category
        real = tuple([one for one in words if one != "Test"])
        more: dict[str, Any] = {field: observed.count(cells[field]) or 0 for field in self.counts}
        if text := get("confidence"):
            more["confidence"] = _share(text)
        return observed.told(
            id=observed.identifier(self.source, _plain(get("id", "")), own),
            category=real or ("Test",),
            detected=detected,
            first=first or None,
            last=last or None,
            sources=sources,
            targets=targets,
            severity=_SEVERITIES.get(text.lower()) if (text := get("severity")) else None,
            description=observed.clean(_plain(text)) if (text := get("description")) else "",
            node=observed.clean(text, most=253) if (text := get("node")) else "",
            tlp=_label(text) if (text := get("tlp")) else self.tlp,
            test="Test" in words or get("test", "").lower() in YES,
            **more,
        )

    def indicator(self, cells: dict[str, str], own: bytes) -> Indicator:
        """The indicator of a row. Raises Unreadable with the field."""
        get = cells.get
        try:
            said = get("kind", "").strip().lower()
            if said:
                kind = Kind(KINDS.get(said, said))
                value = canonical(kind, get("value", ""))
            else:
                kind, value = guessed(_plain(get("value", "")))
        except ValueError as error:
            raise Unreadable("value", str(error)) from error
        until = self._time(cells, "until", ahead=True)
        first = self._time(cells, "first") or self.now
        foreign = _plain(get("id", ""))
        name = observed.identifier(self.source, foreign, own) if foreign else named(self.source, f"{kind}:{value}")
        text = {field: observed.clean(_plain(get(field, ""))) for field in ("title", "description", "producer", "reference")}
        words = self._words(get("category", ""), () if self.category == ("Other",) else self.category)
        return Indicator(
            id=name if len(name) == 36 else named_by(self.source, name.encode()),
            kind=kind,
            value=value,
            first=first,
            until=until or None,
            created=self._time(cells, "created"),
            modified=self._time(cells, "modified"),
            tlp=_label(label) if (label := get("tlp")) else self.tlp,
            pap=_pap(get("pap", "")),
            confidence=min(number, 100) if (number := observed.count(get("confidence"))) is not None else None,
            category=words,
            labels=tuple(observed.clean(one, most=200) for one in _plain(get("labels", "")).split(SEVERAL)[:MOST_WORDS] if one.strip()),
            to_block=get("to_block", "").lower() in YES,
            revoked=get("revoked", "").lower() in YES,
            **text,
        )

    def _side(self, cells: dict[str, str], side: str, protos: tuple[str, ...]) -> tuple[Endpoint, ...]:
        if not self.sides[side]:
            return ()
        get = cells.get
        addresses = ports = hosts = asns = _NONE
        if text := get(_KEYS[side, "address"]):
            try:
                addresses = tuple([observed.address(_plain(one)) for one in _several(text)])
            except ValueError as error:
                raise Unreadable(f"{side}.address", str(error)) from error
        if text := get(_KEYS[side, "port"]):
            ports = tuple([number for one in _several(text) if (number := observed.port(one)) is not None])
        if text := get(_KEYS[side, "host"]):
            hosts = tuple([name for one in _several(text) if (name := observed.host(_plain(one)))])
        if text := get(_KEYS[side, "asn"]):
            asns = tuple([number for one in _several(text) if (number := observed.asn(one)) is not None])
        if not (addresses or ports or hosts or asns):
            return ()
        return (Endpoint(addresses=addresses, ports=ports, proto=protos, hostname=hosts, asn=asns),)

    def _time(self, cells: dict[str, str], field: str, *, ahead: bool = False) -> int:
        text = cells.get(field)
        if not text:
            return 0
        try:
            return moment.read(text, now=2**48 if ahead else self.now)  # an end of validity may lie far ahead
        except ValueError as error:
            raise Unreadable(field, str(error)) from error

    def _words(self, text: str, default: tuple[str, ...]) -> tuple[str, ...]:
        words = tuple(one for part in _several(text) if observed.CATEGORY.fullmatch(one := part.strip()))
        return words or default


def _several(text: str) -> Sequence[str]:
    if not text:
        return ()
    return [one for one in text.split(SEVERAL)[:MOST_ENDPOINTS] if one] if SEVERAL in text else (text,)


@lru_cache(maxsize=4096)
def _protos(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(observed.proto, _several(text))))


def _plain(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@", "'\t", "'\r")) else text


def _share(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number <= 1 else number / 100 if 1 < number <= 100 else None


def _pap(text: str) -> PAP:
    name = text.strip().upper().removeprefix("PAP:")
    return next((one for one in PAP if one.value == f"PAP:{name}"), PAP.RED)
