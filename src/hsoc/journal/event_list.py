"""Events as one audience sees them: scope, filters, pages, one event. Belongs here: SQL of masks and filters. Never: who has which scope.

Masks stand below filters: what an audience may not see cannot be found, counted or sorted by either. All that comes from outside is
bound as a parameter; the SQL consists of this file's own fragments.
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hsoc.journal.event_rows import Held, Params, asked, held, held_days, source
from hsoc.records.address import V4_MAPPED, bounds, mapped_bits, text
from hsoc.records.taxonomy import Trust

MOST_PAGE: Final = 500  # rows of one page; more is an export
FIRST_CHUNK: Final = 2  # days asked at once while looking for a page, then four times as many
Sort = Literal["detected", "first", "last", "severity", "detections", "flows", "packets", "bytes", "sources", "targets"]
SORTS: Final[tuple[str, ...]] = Sort.__args__  # type: ignore[attr-defined]


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What an audience may see. Made by portal.events.queries.visible_to and nowhere else.

    everything: all of every event; own: numbers whose events are seen whole; hidden: organisations whose events are not shared;
    guarded: ranges of addresses of other members (see `_KEY`), never shown; tests: events for practice too; nothing: no event at all.
    """

    everything: bool = False
    own: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    guarded: tuple[tuple[int, int], ...] = ()
    tests: bool = False
    nothing: bool = False


NOTHING: Final = Scope(nothing=True)
EVERYTHING: Final = Scope(everything=True, tests=True)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; None does not restrict. Days are Europe/Prague dates, both inclusive; hour counts from local midnight.

    address (either side), source, target: an address or a prefix; text: in ID, category, detector, vector or reason, or an address.
    """

    first_day: str | None = None
    last_day: str | None = None
    hour: int | None = None
    text: str | None = None
    address: str | None = None
    source: str | None = None
    target: str | None = None
    category: tuple[str, ...] = ()
    detector: tuple[str, ...] = ()
    vector: str | None = None
    severity: int | None = None
    member: int | None = None
    disposition: tuple[str, ...] = ()
    basis: str | None = None
    action: tuple[str, ...] = ()
    why: str | None = None
    state: str | None = None
    tlp: str | None = None
    port: int | None = None
    proto: int | None = None
    client: str | None = None
    dry_run: bool | None = None
    test: bool | None = None
    attention: bool = False  # passed, open to a person: severity high or above
    least: tuple[tuple[Sort, int], ...] = ()
    most: tuple[tuple[Sort, int], ...] = ()
    sort: Sort = "detected"
    descending: bool = True


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event as its audience sees it. Columns as in journal.tables; `whole` False = the anonymised copy."""

    serial: int
    id: str
    revision: int
    day: str
    quarter: int
    received: int
    detected: int
    first: int
    last: int
    state: str
    category: str
    detector: str
    vector: str
    severity: int
    trust: int
    member: int
    members: int
    source: str
    sources: int
    target: str
    targets: int
    proto: int
    port: int
    detections: int
    flows: int
    packets: int
    bytes: int
    dropped_flows: int | None
    dropped_packets: int | None
    dropped_bytes: int | None
    disposition: str
    basis: str
    action: str
    why: str
    dry_run: bool
    tlp: str
    client: str
    org: int
    test: bool
    whole: bool

    @property
    def source_trust(self) -> Trust:
        """What is known of the source address."""
        return Trust(self.trust)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one page and the cursor of the next one (None = the last)."""

    rows: tuple[EventRow, ...]
    following: str | None


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One event with all revisions that the journal still holds, newest first. raw: as received, None in an anonymised copy."""

    row: EventRow
    source_list: tuple[str, ...]
    target_list: tuple[str, ...]
    raw: bytes | None
    history: tuple[EventRow, ...]


_SIDES: Final = {"source": "src", "target": "dst"}
_COLUMNS: Final = tuple(name for name in EventRow.__struct_fields__ if name not in {"source", "target", "whole"})
_TAKEN: Final = ", ".join(f'"{name}"' for name in _COLUMNS) + ", src_hi, src_lo, src_bits, dst_hi, dst_lo, dst_bits, whole"
# an address as one number: the lower half where it is v4-mapped, else the upper half (so IPv6 is guarded by whole /64)
_KEY: Final = "(CASE WHEN src_hi = 0 AND (src_lo >> 32) = 65535 THEN src_lo ELSE src_hi END)"
_MASKED: Final = """
    CASE WHEN whole THEN member ELSE 0 END AS member, CASE WHEN whole THEN dst_hi ELSE 0 END AS dst_hi,
    CASE WHEN whole THEN dst_lo ELSE 0 END AS dst_lo, CASE WHEN whole THEN dst_bits ELSE -1 END AS dst_bits,
    CASE WHEN whole THEN target_list ELSE [] END AS target_list, CASE WHEN whole THEN source_list ELSE [] END AS source_list,
    CASE WHEN whole OR NOT guarded THEN src_hi ELSE 0 END AS src_hi, CASE WHEN whole OR NOT guarded THEN src_lo ELSE 0 END AS src_lo,
    CASE WHEN whole OR NOT guarded THEN src_bits ELSE -1 END AS src_bits,
    CASE WHEN whole THEN client ELSE '' END AS client, CASE WHEN whole THEN org ELSE 0 END AS org,
    CASE WHEN whole OR tlp = 'TLP:CLEAR' THEN tlp ELSE 'TLP:GREEN' END AS tlp, CASE WHEN whole THEN raw ELSE NULL END AS raw
"""
_OPEN: Final = "(list_contains($own::BIGINT[], member) OR list_contains($own::BIGINT[], org))"


def seen(scope: Scope, base: str, params: Params) -> tuple[str, Params]:
    """(sub-select, params) of the events in `base` as the scope sees them: EVENT_SCHEMA's columns masked, and `whole`."""
    if scope.nothing:
        return f"(SELECT *, FALSE AS whole FROM {base} WHERE FALSE)", params  # noqa: S608
    if scope.everything:
        rows = "" if scope.tests else " WHERE NOT test"
        return f"(SELECT *, TRUE AS whole FROM {base}{rows})", params  # noqa: S608
    bound = params | {"own": list(scope.own), "hidden": list(scope.hidden)}
    bound |= {"low": [low for low, _ in scope.guarded], "high": [high for _, high in scope.guarded]}
    rows = "" if scope.tests else "NOT test AND "
    kept = "(whole OR (tlp <> 'TLP:RED' AND NOT list_contains($hidden::BIGINT[], member) AND NOT list_contains($hidden::BIGINT[], org)))"
    ranges = "(SELECT unnest($low::BIGINT[]) AS low, unnest($high::BIGINT[]) AS high)"
    # a source shorter than an address could enclose a member's prefix: it is compared by its first address, and hidden if wider than /16
    guarded = f"(ranges.low IS NOT NULL OR (src_bits >= 0 AND src_bits < 112)) AS guarded"  # noqa: F541
    inner = f"(SELECT *, {_OPEN} AS whole FROM {base})"  # noqa: S608
    joined = f"SELECT events.*, {guarded} FROM {inner} events LEFT JOIN {ranges} ranges ON {_KEY} BETWEEN ranges.low AND ranges.high"  # noqa: S608
    return f"(SELECT * EXCLUDE (guarded) REPLACE ({_MASKED}) FROM ({joined}) WHERE {rows}{kept})", bound  # noqa: S608


# --- filters -------------------------------------------------------------------------------------------------------------------
def _address(asked_for: str, sides: tuple[str, ...], name: str) -> tuple[str, Params]:
    """Condition for an address or prefix (host bits are masked) on any of the sides. Raises ValueError where it is neither."""
    net = ipaddress.ip_network(asked_for.strip(), strict=False)
    canonical = str(net) if net.prefixlen < net.max_prefixlen else str(net.network_address)
    (hi, lo), _ = bounds(str(net))
    bits = mapped_bits(str(net))
    params: Params = {f"{name}_hi": hi, f"{name}_named": canonical}
    if bits > 64:
        params[f"{name}_lo"] = lo
    parts = []
    for side in sides:
        c = _SIDES[side]
        if bits == 128:
            inside = f"({c}_hi = ${name}_hi AND {c}_lo = ${name}_lo)"
        elif bits > 64:
            inside = f"({c}_hi = ${name}_hi AND ({c}_lo >> {128 - bits}) = (${name}_lo::BIGINT >> {128 - bits}))"
        else:
            shift = min(64 - bits, 63)
            inside = f"(({c}_hi >> {shift}) = (${name}_hi::BIGINT >> {shift}) AND ({c}_hi <> 0 OR ({c}_lo >> 32) <> 65535))"
        parts += [f"({c}_bits >= 0 AND {inside})", f"list_contains({side}_list, ${name}_named)"]
    return "(" + " OR ".join(parts) + ")", params


def _text(wanted: str) -> tuple[str, Params]:
    """Condition for a text; one that is an address is looked for as such."""
    try:
        return _address(wanted, ("source", "target"), "text")
    except ValueError:
        places = " OR ".join(f"contains(lower({column}), $text)" for column in ("id", "category", "detector", "vector", "why"))
        return f"({places})", {"text": wanted.strip().lower()}


_EQUAL: Final = ("vector", "member", "basis", "why", "state", "tlp", "port", "proto", "client", "dry_run", "test")
_SEVERAL: Final = ("category", "detector", "disposition", "action")
_BOUND: Final = {
    "first_day": "day >= $first_day",
    "last_day": "day <= $last_day",
    "hour": "quarter // 4 = $hour",
    "severity": "severity >= $severity",
}
ENDS: Final = {"address": ("source", "target"), "source": ("source",), "target": ("target",)}


def _conditions(wanted: Filter) -> Iterator[tuple[str, Params]]:
    for name, sql in (_BOUND | {name: f"{name} = ${name}" for name in _EQUAL}).items():
        if (value := getattr(wanted, name)) is not None:
            yield sql, {name: value}
    for name in _SEVERAL:
        if values := getattr(wanted, name):
            yield f"list_contains(${name}::VARCHAR[], {name})", {name: list(values)}
    if wanted.attention:
        yield ATTENTION, {}
    if wanted.text:
        yield _text(wanted.text)
    for name, sides in ENDS.items():
        if asked_for := getattr(wanted, name):
            yield _address(asked_for, sides, name)
    for sign, name, limits in ((">=", "least", wanted.least), ("<=", "most", wanted.most)):
        for column, amount in limits:
            if column not in SORTS:
                raise ValueError(f"{column!r} is not a figure of an event")
            yield f'"{column}" {sign} ${name}_{column}', {f"{name}_{column}": amount}


ATTENTION: Final = "(disposition = 'passed' AND severity >= 4)"


def _where(wanted: Filter, more: list[tuple[str, Params]] | None = None) -> tuple[str, Params]:
    found = [*_conditions(wanted), *(more or [])]
    params: Params = {}
    for _, one in found:
        params |= one
    return (" WHERE " + " AND ".join(sql for sql, _ in found) if found else ""), params


def _days(root: Path, wanted: Filter) -> tuple[str, ...]:
    low, high = wanted.first_day or "", wanted.last_day or "9999"
    return tuple(day for day in held_days(root) if low <= day <= high)


# --- answers ---------------------------------------------------------------------------------------------------------------------
def page(root: Path, *, scope: Scope, wanted: Filter, after: str | None = None, size: int = 50) -> Page:
    """One page in the order asked for. `after` is a cursor of `following`; raises ValueError for another text or a bad filter."""
    size = max(1, min(size, MOST_PAGE))
    if wanted.sort not in SORTS:
        raise ValueError(f"{wanted.sort!r} is not a figure to sort by")
    position = _position(after) if after else None
    rows: list[EventRow] = []
    for days in _chunks(_days(root, wanted), wanted):
        if position and wanted.sort == "detected" and (min(days) > position[0] if wanted.descending else max(days) < position[0]):
            continue
        found = held(root, days)
        if found.files:
            rows += _page(found, scope, wanted, position, size + 1 - len(rows))
        if len(rows) > size:
            break
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows=tuple(rows[:size]), following=_cursor(last, wanted) if last else None)


def _chunks(days: tuple[str, ...], wanted: Filter) -> Iterator[tuple[str, ...]]:
    """Days in the order of the list; a list by time rarely needs more than the first, another sort needs all at once."""
    if wanted.sort != "detected":
        if days:
            yield days
        return
    ordered = days if wanted.descending else days[::-1]
    size, start = FIRST_CHUNK, 0
    while start < len(ordered):
        yield ordered[start : start + size]
        start, size = start + size, size * 4


def _page(found: Held, scope: Scope, wanted: Filter, position: tuple[str, int, int] | None, limit: int) -> list[EventRow]:
    base, params = source(found)
    visible, params = seen(scope, base, params)
    sign, way = ("<", "DESC") if wanted.descending else (">", "ASC")
    key = f'(day, "{wanted.sort}", serial)' if wanted.sort == "detected" else f'("{wanted.sort}", serial)'
    more = []
    if position:
        day, value, serial = position
        at = "($at_day, $at_value, $at_serial)" if wanted.sort == "detected" else "($at_value, $at_serial)"
        bound: Params = {"at_value": value, "at_serial": serial} | ({"at_day": day} if wanted.sort == "detected" else {})
        more.append((f"{key} {sign} {at}", bound))
    where, filters = _where(wanted, more)
    order = ", ".join(f"{part} {way}" for part in key.strip("()").split(", "))
    sql = f"SELECT {_TAKEN} FROM {visible}{where} ORDER BY {order} LIMIT $limit"  # noqa: S608
    return [_row(values) for values in asked(sql, params | filters | {"limit": limit})]


def _row(values: tuple[Any, ...]) -> EventRow:
    count = len(_COLUMNS)
    src_hi, src_lo, src_bits, dst_hi, dst_lo, dst_bits, whole = values[count : count + 7]
    named = dict(zip(_COLUMNS, values[:count], strict=True))
    return EventRow(**named, source=written(src_hi, src_lo, src_bits), target=written(dst_hi, dst_lo, dst_bits), whole=bool(whole))


def written(hi: int, lo: int, bits: int) -> str:
    """An address or prefix of the journal as text, '' where there is none."""
    if bits < 0:
        return ""
    name = text(hi, lo)
    if bits == 128:
        return name
    v4 = hi == 0 and lo >> 32 == V4_MAPPED >> 32 and bits >= 96
    return f"{name}/{bits - 96 if v4 else bits}"


def total(root: Path, *, scope: Scope, wanted: Filter, seconds: float = 1.0) -> int:
    """How many events the filter finds. Raises TooSlow after `seconds`."""
    found = held(root, _days(root, wanted))
    if not found.files:
        return 0
    where, filters = _where(wanted)
    plain = msgspec.structs.replace(wanted, first_day=None, last_day=None, sort="detected", descending=True) == Filter()
    if plain and scope == EVERYTHING:
        return found.rows
    base, params = source(found)
    visible, params = seen(scope, base, params)
    return int(asked(f"SELECT count(*) FROM {visible}{where}", params | filters, seconds=seconds)[0][0])  # noqa: S608


def detail(root: Path, *, scope: Scope, id: str, day: str | None = None) -> Detail | None:  # noqa: A002  (IDEA's word)
    """One event, None where there is none for this scope. Of two senders' events with one ID, the one that came first."""
    days = (day,) if day else held_days(root)
    for start in range(0, len(days), 32):
        found = held(root, days[start : start + 32])
        if found.files:
            answer = _detail(found, scope, id)
            if answer:
                return answer
    return None


def _detail(found: Held, scope: Scope, wanted: str) -> Detail | None:
    base = "read_parquet($files, hive_partitioning=false)"
    visible, params = seen(scope, f"(SELECT * FROM {base} WHERE id = $id)", {"files": list(found.files), "id": wanted})  # noqa: S608
    order = "ORDER BY min(serial) OVER (PARTITION BY client), revision DESC, serial DESC"
    rows = asked(f"SELECT {_TAKEN}, source_list, target_list, raw FROM {visible} {order} LIMIT 1000", params)  # noqa: S608
    if not rows:
        return None
    first = _row(rows[0])
    history = tuple(row for row in map(_row, rows) if (row.client, row.org) == (first.client, first.org))
    sources, targets, raw = rows[0][-3:]
    return Detail(
        row=first,
        source_list=tuple(sources),
        target_list=tuple(targets),
        raw=bytes(raw) if first.whole and raw is not None else None,
        history=history,
    )


def _cursor(row: EventRow, wanted: Filter) -> str:
    value = getattr(row, wanted.sort)
    return base64.urlsafe_b64encode(msgspec.json.encode((row.day, value, row.serial))).decode().rstrip("=")


def _position(cursor: str) -> tuple[str, int, int]:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=tuple[str, int, int])
    except (msgspec.MsgspecError, ValueError) as error:
        raise ValueError("not a position in this list") from error
