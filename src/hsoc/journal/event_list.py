"""Events as one audience sees them: scope, mask, number, one event. Belongs here: SQL of masks. Never: who has which scope, pages.

Masks stand below filters: what an audience may not see cannot be found, counted or sorted by either. All that comes from outside is
bound as a parameter; the SQL consists of this file's own fragments.
"""

from __future__ import annotations

import time
from itertools import compress
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.journal import day_search, event_sharing
from hsoc.journal.event_filter import Filter, dayless, narrowed, where
from hsoc.journal.event_rows import Held, Params, TooSlow, asked, held, held_days, source
from hsoc.journal.event_sharing import Rules
from hsoc.journal.shelf import Shelf
from hsoc.records.address import V4_MAPPED, text
from hsoc.records.taxonomy import Trust

__all__ = [
    "EVERYTHING",
    "MOST_EXPORT",
    "MOST_PAGE",
    "NOTHING",
    "ORDER",
    "TAKEN",
    "Detail",
    "EventRow",
    "Filter",
    "Scope",
    "candidates",
    "detail",
    "narrowed_to",
    "originals",
    "seen",
    "total",
    "within",
    "written",
]

MOST_PAGE: Final = 500  # rows of one page; more is an export
MOST_EXPORT: Final = 10_000  # rows read at once, about 60 MB
COUNTED: Final = 4096  # numbers of events kept, each of one version of a day, one scope and one filter


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What an audience may see. Made by portal.events.queries.visible_to and nowhere else.

    everything: all of every event; own: numbers whose events are seen whole; hidden: organisations whose events are not shared;
    guarded: prefixes of other members as (shift, `_KEY` >> shift …), never shown as sources; tests: events for practice too;
    own_tests: those of its own senders; rules: what others give of theirs; now: ms, where one of them delays, else 0.
    """

    everything: bool = False
    own: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    guarded: tuple[tuple[int, tuple[int, ...]], ...] = ()
    tests: bool = False
    own_tests: bool = False
    nothing: bool = False
    rules: tuple[Rules, ...] = ()
    now: int = 0

    @property
    def shortens(self) -> bool:
        """True where a rule tells targets shortened to a prefix."""
        return any(rule.told == "prefix" for one in self.rules for rule in one.rules)

    def of_day(self, end: int) -> Scope:
        """The scope for sums of a day that ends at `end` (ms); the same one for hours, so that what was summed can be kept."""
        if not self.now:
            return self
        return msgspec.structs.replace(self, rules=event_sharing.of_day(self.rules, end=end, now=self.now), now=0)


NOTHING: Final = Scope(nothing=True)
EVERYTHING: Final = Scope(everything=True, tests=True)


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


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One event with all revisions that the journal still holds, newest first. raw: as received, None in an anonymised copy."""

    row: EventRow
    source_list: tuple[str, ...]
    target_list: tuple[str, ...]
    raw: bytes | None
    history: tuple[EventRow, ...]


_COLUMNS: Final = tuple(name for name in EventRow.__struct_fields__ if name not in {"source", "target", "whole"})
TAKEN: Final = ", ".join(f'"{name}"' for name in _COLUMNS) + ", src_hi, src_lo, src_bits, dst_hi, dst_lo, dst_bits, whole"
# an address as one number: the lower half where it is v4-mapped, else the upper half (so IPv6 is guarded by whole /64)
_KEY: Final = "(CASE WHEN src_hi = 0 AND (src_lo >> 32) = 65535 THEN src_lo ELSE src_hi END)"
ORDER: Final = {"source": _KEY, "target": _KEY.replace("src_", "dst_")}  # what is no column and can be sorted by
_USUAL_DST: Final = {"hi": "0", "lo": "0", "bits": "-1"}
_TOLD_DST: Final = {"hi": event_sharing.DST_HI, "lo": event_sharing.DST_LO, "bits": event_sharing.DST_BITS}
_USUAL_LABEL: Final = "CASE WHEN tlp = 'TLP:CLEAR' THEN tlp ELSE 'TLP:GREEN' END"


def _masked(dst: dict[str, str], label: str, ports: str = "") -> str:
    """The columns as a copy has them. ports: condition under which the service is told, '' = always."""
    service = f"CASE WHEN whole OR {ports} THEN port ELSE -1 END AS port, CASE WHEN whole OR {ports} THEN proto ELSE -1 END AS proto,"
    return f"""
    {service if ports else ""} CASE WHEN whole THEN member ELSE 0 END AS member, CASE WHEN whole THEN dst_hi ELSE {dst["hi"]} END AS dst_hi,
    CASE WHEN whole THEN dst_lo ELSE {dst["lo"]} END AS dst_lo, CASE WHEN whole THEN dst_bits ELSE {dst["bits"]} END AS dst_bits,
    CASE WHEN whole THEN target_list ELSE [] END AS target_list, CASE WHEN whole THEN source_list ELSE [] END AS source_list,
    CASE WHEN whole OR NOT guarded THEN src_hi ELSE 0 END AS src_hi, CASE WHEN whole OR NOT guarded THEN src_lo ELSE 0 END AS src_lo,
    CASE WHEN whole OR NOT guarded THEN src_bits ELSE -1 END AS src_bits,
    CASE WHEN whole THEN client ELSE '' END AS client, CASE WHEN whole THEN org ELSE 0 END AS org,
    CASE WHEN whole THEN tlp ELSE {label} END AS tlp, CASE WHEN whole THEN raw ELSE NULL END AS raw"""


_MASKED: Final = _masked(_USUAL_DST, _USUAL_LABEL)
_MASKED_BY_RULES: Final = _masked(_TOLD_DST, event_sharing.LABEL, event_sharing.PORTS)
_OPEN: Final = "(list_contains($own::BIGINT[], member) OR list_contains($own::BIGINT[], org))"


def seen(scope: Scope, base: str, params: Params, *, own_only: bool = False, among: str = "") -> tuple[str, Params]:
    """(sub-select, params) of the events in `base` as the scope sees them: EVENT_SCHEMA's columns masked, and `whole`.

    Last come `concerned`, the member unmasked: for counting distinct members, never to be selected; and `due`: ms, until when a rule of
    the one who gives it keeps it back, 0 where it never waits. own_only: leaves out all but what the scope sees whole, which spares the
    mask: nothing of it would be hidden. among: rows that `base` was taken out of, where reading a few columns of all of them is quicker
    than taking it out again: rules are asked for what occurs in them.
    """
    if scope.nothing:
        return f"(SELECT *, FALSE AS whole, 0 AS concerned, 0::BIGINT AS due FROM {base} WHERE FALSE)", params  # noqa: S608
    if scope.everything:
        rows = "" if scope.tests else " WHERE NOT test"
        return f"(SELECT *, TRUE AS whole, member AS concerned, 0::BIGINT AS due FROM {base}{rows})", params  # noqa: S608
    mine = "(NOT test OR list_contains($own::BIGINT[], org)) AND "
    rows = "" if scope.tests else mine if scope.own_tests else "NOT test AND "
    if own_only:
        taken = f"SELECT *, TRUE AS whole, member AS concerned, 0::BIGINT AS due FROM {base}"  # noqa: S608
        return f"({taken} WHERE {rows}{_OPEN})", params | {"own": list(scope.own)}
    bound = params | {"own": list(scope.own), "hidden": list(scope.hidden)}
    # a source shorter than an address could enclose a member's prefix: it is compared by its first address, and hidden if wider than /16
    guards, more = within(scope.guarded, "guard")
    bound |= more
    kept = "tlp <> 'TLP:RED' AND NOT list_contains($hidden::BIGINT[], member) AND NOT list_contains($hidden::BIGINT[], org)"
    inner = f"(SELECT *, {_OPEN} AS whole, ({guards}) AS guarded FROM {base})"  # noqa: S608
    if not scope.rules:
        taken = f"* EXCLUDE (guarded) REPLACE ({_MASKED}), member AS concerned, 0::BIGINT AS due"
        return f"(SELECT {taken} FROM {inner} WHERE {rows}(whole OR ({kept})))", bound  # noqa: S608
    judged, bound = event_sharing.judged(scope.rules, inner, among or base, bound | {"now": scope.now})
    taken = f"* EXCLUDE (guarded, {', '.join(event_sharing.ADDED)}) REPLACE ({_MASKED_BY_RULES}), member AS concerned, "
    taken += "CASE WHEN whole THEN 0 ELSE due END AS due"
    return f"(SELECT {taken} FROM {judged} WHERE {rows}(whole OR ({kept} AND {event_sharing.GIVEN})))", bound  # noqa: S608


def narrowed_to(scope: Scope, wanted: Filter, base: str, params: Params) -> tuple[str, Params]:
    """(FROM-clause, params) of the rows before the mask that may be found behind it: the mask costs more than finding them."""
    if scope.everything or scope.nothing:
        return base, params
    condition, bound = narrowed(wanted, shortened=scope.shortens)
    parts = [condition] if condition else []
    if wanted.member:  # a member is shown in whole events only
        parts.append(f"member = $raw_member AND {_OPEN}")
        bound |= {"raw_member": wanted.member, "own": list(scope.own)}
    elif wanted.party:  # so is who concerns or sent it
        parts.append(f"(member = $raw_party OR org = $raw_party) AND {_OPEN}")
        bound |= {"raw_party": wanted.party, "own": list(scope.own)}
    return (f"(SELECT * FROM {base} WHERE {' AND '.join(parts)})" if parts else base), params | bound  # noqa: S608


def only_own(wanted: Filter) -> bool:
    """True where nothing but whole events can be found: a member, and who concerns or sent an event, are shown in those alone.

    So is what a reader has to act upon, and who did not send it.
    """
    return bool(wanted.member or wanted.party or wanted.sender or wanted.attention or wanted.not_sender is not None)


def within(prefixes: tuple[tuple[int, tuple[int, ...]], ...], name: str) -> tuple[str, Params]:
    """(condition, params): the first source lies in one of the prefixes (as `Scope.guarded`) or is wider than /16. name: of the params."""
    guards, params = ["(src_bits >= 0 AND src_bits < 112)"], {}
    for number, (shift, keys) in enumerate(prefixes):
        guards.append(f"(({_KEY} >> {int(shift)}) IN (SELECT unnest(${name}_{number}::BIGINT[])))")
        params[f"{name}_{number}"] = list(keys)
    return " OR ".join(guards), params


def candidates(root: Path, scope: Scope, wanted: Filter) -> tuple[str, ...]:
    """The days that may hold what is wanted, newest first. What is found in them goes through the mask. Raises ValueError."""
    low, high = wanted.first_day or "", wanted.last_day or "9999"
    days = tuple(day for day in held_days(root) if low <= day <= high)
    return day_search.worth(root, days, wanted, shortened=scope.shortens)


# --- answers ---------------------------------------------------------------------------------------------------------------------
def originals(root: Path, *, scope: Scope, rows: tuple[EventRow, ...]) -> dict[int, bytes]:
    """Serial → the event as received, of those rows that the scope sees whole."""
    serials = [one.serial for one in rows]
    if not serials:
        return {}
    base, params = source(held(root, {one.day for one in rows}))
    taken = f"(SELECT * FROM {base} WHERE serial IN (SELECT unnest($serials::BIGINT[])) AND serial BETWEEN $lowest AND $highest)"  # noqa: S608
    visible, params = seen(scope, taken, params | {"serials": serials, "lowest": min(serials), "highest": max(serials)})
    found = asked(f"SELECT serial, raw FROM {visible} WHERE whole AND raw IS NOT NULL", params)  # noqa: S608
    return {serial: bytes(raw) for serial, raw in found}


def read_row(values: tuple[Any, ...]) -> EventRow:
    """A row of TAKEN's columns (more may follow)."""
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


_numbers: Shelf[int] = Shelf(COUNTED)


def total(root: Path, *, scope: Scope, wanted: Filter, seconds: float = 1.0) -> int:
    """How many events the filter finds. Raises TooSlow after `seconds`.

    The number of a day is kept for the same scope and filter as long as nothing was written to the day: who comes again after TooSlow
    goes on from there.
    """
    plain = msgspec.structs.replace(dayless(wanted), sort="detected", descending=True)
    where(plain)  # a bad filter is refused even where no day is worth a look
    found = held(root, candidates(root, scope, wanted))
    if plain == Filter() and scope == EVERYTHING:
        return found.rows
    counted, until = 0, time.monotonic() + seconds
    for day, version in zip(found.days, found.versions, strict=True):
        key = (str(root), day, version, scope, plain)
        number = _numbers.get(key)
        if number is None:
            left = until - time.monotonic()
            if left <= 0:
                raise TooSlow(f"stopped after {seconds:g} s")
            looked = held(root, (day,))
            number = _of_day(looked, scope, plain, left)
            if looked.versions == (version,):
                _numbers.put(key, number)
        counted += number
    return counted


def _of_day(found: Held, scope: Scope, wanted: Filter, seconds: float) -> int:
    if not found.files:
        return 0
    condition, filters = where(wanted)
    origin, params = source(found)
    base, params = narrowed_to(scope, wanted, origin, params)
    visible, params = seen(scope, base, params, own_only=only_own(wanted), among=origin)
    return int(asked(f"SELECT count(*) FROM {visible}{condition}", params | filters, seconds=seconds)[0][0])  # noqa: S608


def detail(root: Path, *, scope: Scope, id: str, day: str | None = None) -> Detail | None:  # noqa: A002  (IDEA's word)
    """One event, None where there is none for this scope. Of two senders' events with one ID, the one that came first."""
    days = (day,) if day else held_days(root)
    days = tuple(compress(days, day_search.may_name(root, days, id)))
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
    rows = asked(f"SELECT {TAKEN}, source_list, target_list, raw FROM {visible} {order} LIMIT 1000", params)  # noqa: S608
    if not rows:
        return None
    first = read_row(rows[0])
    history = tuple(row for row in map(read_row, rows) if (row.client, row.org) == (first.client, first.org))
    sources, targets, raw = rows[0][-3:]
    return Detail(
        row=first,
        source_list=tuple(sources),
        target_list=tuple(targets),
        raw=bytes(raw) if first.whole and raw is not None else None,
        history=history,
    )
