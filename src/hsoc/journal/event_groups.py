"""Events of the same kind from the same source to the same network, as one line an hour. Belongs here: SQL of the grouping. Never: masks.

What sensors tell one by one (each probe, each password) is for people one thing; the events themselves stay as they are, one click below.
Nothing of high severity is ever put under a line: such an event is a line of its own. Groups are made of masked rows, so that they cannot
tell what a row must not; a copy without a target goes with the other copies of its source and kind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.journal.event_filter import Filter, dayless, where
from hsoc.journal.event_list import Scope, seen, written
from hsoc.journal.event_rows import Params, asked, held, held_days, source

HOUR_MS: Final = 3_600_000
ALONE: Final = 4  # severity from which an event is a line of its own: high
NET4, NET6 = 24, 48  # bits: the network of a target
MOST_PAGE: Final = 200  # lines of one page
MOST_HELD: Final = 1_000_000  # events that are masked once and held for both looks, some 300 MB; more are masked twice
DEEPEST: Final = 20_000  # lines that paging goes down; whoever wants more filters


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One line. id, day: of its newest event; events: how many; first, last, detected in ms; network: of the targets, '' where hidden.

    fates: how many were dropped preventively, reactively, and passed; members: how many organisations they concern, as far as is seen.
    """

    id: str
    day: str
    category: str
    detector: str
    vector: str
    severity: int
    source: str
    network: str
    events: int
    detections: int
    targets: int
    first: int
    last: int
    detected: int
    fates: tuple[int, int, int]
    member: int
    members: int
    whole: bool
    port: int
    proto: int


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """One page. lines, events: of the whole answer, so that everybody sees how many events stand behind how many lines."""

    groups: tuple[Group, ...]
    lines: int
    events: int


# the network of the first target: the upper half, and the lower one cut to the length that its family has
_V4: Final = "dst_hi = 0 AND (dst_lo >> 32) = 65535"
_NET: Final = f"""
    CASE WHEN dst_bits < 0 OR ({_V4}) THEN 0 ELSE (dst_hi >> {64 - NET6}) << {64 - NET6} END AS net_hi,
    CASE WHEN dst_bits >= 0 AND ({_V4}) THEN (dst_lo >> {32 - NET4}) << {32 - NET4} ELSE 0 END AS net_lo,
    CASE WHEN dst_bits < 0 THEN -1 WHEN {_V4} THEN least(dst_bits, {96 + NET4}) ELSE least(dst_bits, {NET6}) END AS net_bits
"""
_KEYS: Final = "src_hi, src_lo, src_bits, category, net_hi, net_lo, net_bits, hour, alone"
_FIGURES: Final = """
    arg_max(id, serial), arg_max(day, serial), arg_max(detector, serial), arg_max(vector, serial), max(severity), count(*), sum(detections),
    sum(targets), min(first), max(last), max(detected), count(*) FILTER (disposition = 'preventive'),
    count(*) FILTER (disposition = 'reactive'), count(*) FILTER (disposition = 'passed'),
    CASE WHEN min(member) = max(member) THEN min(member) ELSE 0 END, count(DISTINCT member), bool_and(whole),
    CASE WHEN min(port) = max(port) THEN min(port) ELSE -1 END, CASE WHEN min(proto) = max(proto) THEN min(proto) ELSE -1 END
"""


_LINES: Final = f"SELECT hour, max(detected) AS newest, max(serial) AS named, count(*) AS held FROM {{narrow}} GROUP BY {_KEYS}"  # noqa: S608
_PAGE: Final = "ORDER BY newest DESC, named DESC LIMIT $limit OFFSET $skip"
_SUMS: Final = "(SELECT count(*) FROM every), (SELECT sum(held) FROM every)"
_IN_ORDER: Final = "ORDER BY max(detected) DESC, max(serial) DESC"  # the newest event of a line is no other one's
# who sees everything is asked first which lines come on the page, in few columns: a hundred thousand events make tens of thousands of lines
_ORDERED: Final = f"WITH every AS MATERIALIZED ({_LINES}) SELECT hour, named, {_SUMS} FROM every {_PAGE}"  # noqa: S608
# then for the figures of these, out of their hours alone
_FIGURED: Final = f"""
    SELECT {_KEYS}, {_FIGURES} FROM {{narrow}} GROUP BY {_KEYS} HAVING max(serial) IN (SELECT unnest($named::BIGINT[])) {_IN_ORDER}
"""  # noqa: S608
# a mask costs more than reading all columns at once: it is laid once, and both are asked behind it
_MASKED_ONCE: Final = f"""
    WITH narrow AS MATERIALIZED {{narrow}}, every AS MATERIALIZED ({_LINES.format(narrow="narrow")}),
    chosen AS MATERIALIZED (SELECT hour, named FROM every {_PAGE})
    SELECT {_KEYS}, {_FIGURES}, {_SUMS} FROM narrow WHERE hour IN (SELECT hour FROM chosen)
    GROUP BY {_KEYS} HAVING max(serial) IN (SELECT named FROM chosen) {_IN_ORDER}
"""  # noqa: S608
_LOOKED_AT: Final = (
    f"{_NET}, detected // {HOUR_MS} AS hour, CASE WHEN severity >= {ALONE} THEN serial ELSE 0 END AS alone, src_hi, src_lo, src_bits, "
    "category, id, day, detector, vector, severity, serial, detections, targets, "
    "first, last, detected, disposition, member, whole, port, proto"
)


def groups(root: Path, *, scope: Scope, wanted: Filter, page: int = 1, size: int = 50) -> Grouped:
    """The lines of the newest first; page from 1. Raises ValueError on a bad filter or a page too far down, TooSlow."""
    size = max(1, min(size, MOST_PAGE))
    if page < 1 or page * size > DEEPEST:
        raise ValueError(f"at most {DEEPEST} lines are paged through; filter instead")
    low, high = wanted.first_day or "", wanted.last_day or "9999"
    found = held(root, tuple(day for day in held_days(root) if low <= day <= high))
    if not found.files:
        return Grouped(groups=(), lines=0, events=0)
    origin, params = source(found)
    condition, filters = where(dayless(wanted))

    def narrow(base: str, params: Params) -> tuple[str, Params]:
        visible, bound = seen(scope, base, params, among=origin)
        return f"(SELECT {_LOOKED_AT} FROM {visible}{condition})", bound | filters  # noqa: S608

    sql, bound = narrow(origin, params)
    bound |= {"limit": size, "skip": (page - 1) * size}
    if not scope.everything and found.rows <= MOST_HELD:
        rows = asked(_MASKED_ONCE.format(narrow=sql), bound)
        lines, events = rows[0][-2:] if rows else (0, 0)
        return Grouped(groups=tuple(map(_group, rows)), lines=int(lines), events=int(events))
    chosen = asked(_ORDERED.format(narrow=sql), bound)
    if not chosen:
        return Grouped(groups=(), lines=0, events=0)
    hours = [one[0] for one in chosen]
    some = f"(SELECT * FROM {origin} WHERE detected >= $since AND detected < $until)"  # noqa: S608  (no mask touches the time)
    sql, bound = narrow(some, params | {"since": min(hours) * HOUR_MS, "until": (max(hours) + 1) * HOUR_MS})
    rows = asked(_FIGURED.format(narrow=sql), bound | {"named": [one[1] for one in chosen]})
    return Grouped(groups=tuple(map(_group, rows)), lines=int(chosen[0][2]), events=int(chosen[0][3]))


_NAMES: Final = (
    "src_hi", "src_lo", "src_bits", "category", "net_hi", "net_lo", "net_bits", "hour", "alone",
    "id", "day", "detector", "vector", "severity", "events", "detections", "targets", "first", "last", "detected",
    "preventive", "reactive", "passed", "member", "members", "whole", "port", "proto",
)  # fmt: skip
_PLACE: Final = {name: place for place, name in enumerate(_NAMES, 1)}
_TAKEN: Final = tuple(name for name in Group.__struct_fields__ if name in _PLACE)


def _group(values: tuple[Any, ...]) -> Group:
    row = dict(zip(_NAMES, values, strict=False))
    return Group(
        source=written(row["src_hi"], row["src_lo"], row["src_bits"]),
        network=written(row["net_hi"], row["net_lo"], row["net_bits"]),
        fates=(row["preventive"], row["reactive"], row["passed"]),
        **{name: row[name] for name in _TAKEN},
    )
