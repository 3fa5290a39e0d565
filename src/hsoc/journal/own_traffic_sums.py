"""Sums over one member's own traffic: in all, over time, by one thing. Belongs here: those questions. Never: single flows, words.

Bytes and packets are scaled by sampling; flows are counted as exported.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hsoc.journal.days import HOUR_MS
from hsoc.journal.own_traffic import EXACT_SPAN, SECONDS, Own, Side, Wanted, checked, sums
from hsoc.records.address import text

MINUTE_MS: Final = 60_000
STEPS: Final = (MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS)
MOST_SLOTS: Final = 100  # of a time line; more columns cannot be told apart
MOST_ROWS: Final = 10_000  # of a list by one thing, an export included

By = Literal["partner", "service", "proto", "own", "way", "drop"]
Sort = Literal["bytes", "packets", "flows", "partners", "last"]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """All of it in one line. sampling: the coarsest 1:N that was met; unknown: flows of which no router says whether it dropped them."""

    flows: int = 0
    packets: int = 0
    bytes: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    between: int = 0  # bytes exchanged with other members, a part of the two above
    partners: int = 0
    own: int = 0  # own addresses that were seen
    dropped_flows: int = 0
    dropped_bytes: int = 0
    unknown: int = 0
    sampling: int = 1
    first: int = 0
    last: int = 0


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the time line: its beginning in ms, and bytes that came in, went out and were dropped (not in the first two)."""

    at: int
    bytes_in: int
    bytes_out: int
    dropped: int
    flows: int


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one thing has of the whole. key: its parts as numbers or text, as `By` says; partners: None = not counted."""

    key: tuple[Any, ...]
    flows: int
    packets: int
    bytes: int
    bytes_in: int
    bytes_out: int
    partners: int | None
    dropped_flows: int
    dropped_bytes: int
    first: int
    last: int


class Top(msgspec.Struct, frozen=True):
    """The largest, and how many there are in all."""

    rows: tuple[Share, ...] = ()
    count: int = 0


_TOTALS: Final = (
    "SELECT sum(flows), sum(packets), sum(bytes), sum(bytes) FILTER (inward), sum(bytes) FILTER (NOT inward), sum(bytes) FILTER "
    "(between_members), sum(flows) FILTER (dropped), sum(bytes) FILTER (dropped), sum(flows) FILTER (fate_unknown), max(sampling), "
    "min(first), max(last) FROM {flows}"
)
_TOLD: Final = (
    "flows", "packets", "bytes", "bytes_in", "bytes_out", "between", "dropped_flows", "dropped_bytes", "unknown", "sampling", "first",
    "last",
)  # fmt: skip
_HOW_MANY: Final = "SELECT count(*) FROM (SELECT DISTINCT hi, lo FROM {flows})"


def totals(root: Path, own: Own, wanted: Wanted, *, addresses: bool = True, seconds: float = SECONDS) -> Totals:
    """The one line; addresses: with the numbers of partners and own addresses, else 0. Raises TooSlow, ValueError."""
    found = sums(root, own, wanted, _TOTALS, side=side_of(wanted), address=False, service=False, seconds=seconds)
    if not found or not found[0][0]:
        return Totals()
    told = {name: round(value or 0) for name, value in zip(_TOLD, found[0], strict=True)}
    sides: tuple[Side, ...] = ("partner", "own") if addresses else ()
    seen = {side: how_many(root, own, wanted, side, seconds=seconds) for side in sides}
    return Totals(**told, partners=seen.get("partner", 0), own=seen.get("own", 0))


def how_many(root: Path, own: Own, wanted: Wanted, side: Side, *, seconds: float = SECONDS) -> int:
    """The number of different addresses of one side. Raises TooSlow, ValueError."""
    found = sums(root, own, wanted, _HOW_MANY, side=side, service=False, seconds=seconds)
    return int(found[0][0]) if found else 0


def side_of(wanted: Wanted) -> Side:
    """The side whose sums answer a question that names no address."""
    return "own" if wanted.own else "partner"


def step_of(wanted: Wanted) -> int:
    """Ms of one slot of the time line: the shortest of STEPS that gives at most MOST_SLOTS; hours at least where sums answer."""
    span = wanted.until - wanted.since
    steps = STEPS if span <= EXACT_SPAN else tuple(step for step in STEPS if step >= HOUR_MS)
    return next((step for step in steps if span / step <= MOST_SLOTS), STEPS[-1])


_LINE: Final = (
    "SELECT first // $step AS slot, sum(bytes) FILTER (inward AND NOT dropped), sum(bytes) FILTER (NOT inward AND NOT dropped), "
    "sum(bytes) FILTER (dropped), sum(flows) FROM {flows} GROUP BY slot ORDER BY slot"
)


def time_line(root: Path, own: Own, wanted: Wanted, *, seconds: float = SECONDS) -> tuple[Slot, ...]:
    """Every step from since to until, empty ones too. Raises TooSlow, ValueError."""
    wanted = checked(wanted)
    step = step_of(wanted)
    told = sums(root, own, wanted, _LINE, {"step": step}, side=side_of(wanted), address=False, service=False, seconds=seconds)
    return slots(wanted, {slot: (inward or 0, outward or 0, dropped or 0, flows) for slot, inward, outward, dropped, flows in told})


def slots(wanted: Wanted, found: dict[int, tuple[float, float, float, int]]) -> tuple[Slot, ...]:
    """Every step of the time asked for. found: number of the step → (bytes that came in, went out, were dropped; flows)."""
    step = step_of(wanted)
    out = []
    for number in range(wanted.since // step, (wanted.until - 1) // step + 1):
        inward, outward, dropped, flows = found.get(number, (0.0, 0.0, 0.0, 0))
        out.append(Slot(at=number * step, bytes_in=round(inward), bytes_out=round(outward), dropped=round(dropped), flows=int(flows)))
    return tuple(out)


_KEYS: Final[dict[By, str]] = {
    "partner": "hi, lo",
    "service": "proto, service",
    "proto": "proto",
    "own": "hi, lo",
    "way": "between_members, inward",
    "drop": "forwarding, proto, service",
}
_SORTS: Final[dict[Sort, str]] = {"bytes": "bytes", "packets": "packets", "flows": "flows", "partners": "partners", "last": "last"}
_TOP: Final = (
    "SELECT *, count(*) OVER () AS groups FROM (SELECT {key}, sum(flows)::BIGINT AS flows, sum(packets) AS packets, sum(bytes) AS bytes, "
    "sum(bytes) FILTER (inward), sum(bytes) FILTER (NOT inward), {partners} AS partners, (sum(flows) FILTER (dropped))::BIGINT, "
    "sum(bytes) FILTER (dropped), min(first), max(last) AS last FROM {flows} GROUP BY {key}) ORDER BY {sort} DESC, 1, 2 LIMIT $limit"
)
_WITH: Final = "SELECT {key}, count(*) FROM (SELECT DISTINCT {key}, hi, lo FROM {flows} WHERE {shown}) GROUP BY {key}"
_SHOWN: Final = "(proto, service) IN (SELECT unnest($protos::BIGINT[]), unnest($services::BIGINT[]))"


def top(
    root: Path,
    own: Own,
    wanted: Wanted,
    by: By,
    *,
    sort: Sort = "bytes",
    limit: int = 10,
    partners: bool = True,
    seconds: float = SECONDS,
) -> Top:
    """The `limit` largest by one thing. Raises TooSlow, ValueError, KeyError.

    partners: with the number of different ones; counted last and for the shown only, unless they are the order. Never of own addresses.
    """
    key, limit = _KEYS[by], min(limit, MOST_ROWS)
    addressed = by in {"partner", "own"}
    once = not addressed and sort == "partners"  # the order needs them all
    counted = "1" if by == "partner" else "count(DISTINCT (hi, lo))" if once else "NULL"
    told = _TOP.replace("{key}", key).replace("{partners}", counted).replace("{sort}", _SORTS[sort])
    side: Side = by if by == "partner" or by == "own" else side_of(wanted) if not once else "partner"  # noqa: PLR1714  (mypy narrows this one)
    service = "service" in key
    found = sums(root, own, wanted, told, {"limit": limit}, side=side, address=addressed or once, service=service, seconds=seconds)
    width = key.count(",") + 1
    rows = tuple(_share(by, one, width) for one in found)
    if partners and not addressed and not once and rows:
        rows = _with_partners(root, own, wanted, by, rows, seconds=seconds)
    return Top(rows, found[0][-1] if found else 0)


def _with_partners(root: Path, own: Own, wanted: Wanted, by: By, rows: tuple[Share, ...], *, seconds: float) -> tuple[Share, ...]:
    """The same lines with the numbers of their partners."""
    key, service = _KEYS[by], "service" in _KEYS[by]
    told = _WITH.replace("{key}", key).replace("{shown}", _SHOWN if service else "true")
    given = {"protos": [one.key[-2] for one in rows], "services": [one.key[-1] for one in rows]} if service else {}
    width = key.count(",") + 1
    found = {one[:width]: one[width] for one in sums(root, own, wanted, told, given, side="partner", service=service, seconds=seconds)}
    return tuple(msgspec.structs.replace(one, partners=found.get(one.key, 0)) for one in rows)


def _share(by: By, row: tuple[Any, ...], width: int) -> Share:
    key, (flows, packets, octets, inward, outward, partners, dropped, dropped_bytes, first, last, _) = row[:width], row[width:]
    return Share(
        key=(text(*key),) if by in {"partner", "own"} else key,
        flows=flows, packets=round(packets), bytes=round(octets), bytes_in=round(inward or 0), bytes_out=round(outward or 0),
        partners=partners, dropped_flows=dropped or 0, dropped_bytes=round(dropped_bytes or 0), first=first, last=last,
    )  # fmt: skip
