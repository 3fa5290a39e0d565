"""The figures of one day out of its events, as one audience sees them. Belongs here: questions to DuckDB. Never: comparing days.

Each question reads only the columns it needs of the day's files; results are remembered by the version of the day.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.journal.daily import SLOTS_PER_HOUR, Attention, Drops, Figures, Reason, Row, Top
from hsoc.journal.event_filter import ATTENTION
from hsoc.journal.event_list import EVERYTHING, Scope, seen, written
from hsoc.journal.event_rows import Held, Params, asked, column, held, source
from hsoc.journal.shelf import Shelf

TOP: Final = 10  # sources and targets shown
MOST_REASONS: Final = 12
MOST_ATTENTION: Final = 8  # threats listed for a person; the count says how many there are
MOST_ROWS: Final = 60  # lines of a table: foreign senders may invent categories and vectors
SOURCES_KEPT: Final = 512  # days whose distinct sources are remembered, 8 bytes each source

# a source as one number for counting; null where none is named or may be
_SOURCE: Final = "(CASE WHEN src_bits >= 0 THEN hash(src_hi, src_lo, src_bits) END)"
_DROPS: Final = """
    count(*), count(*) FILTER (disposition = 'preventive'), count(*) FILTER (disposition = 'reactive'),
    count(*) FILTER (disposition = 'passed'), count(*) FILTER (disposition <> 'passed' AND basis = 'confirmed'),
    count(*) FILTER (disposition <> 'passed' AND basis <> 'confirmed'), count(*) FILTER (disposition = 'reactive' AND dry_run)
"""
_SUMS: Final = (
    "sum(detections)::BIGINT, sum(flows)::BIGINT, sum(least(packets, 1e15::BIGINT))::BIGINT, sum(least(bytes, 1e15::BIGINT))::BIGINT"
)
_DISTINCT: Final = f"count(DISTINCT {_SOURCE}), count(DISTINCT CASE WHEN concerned > 0 THEN concerned END)"


class Base(msgspec.Struct, frozen=True):
    """Where the rows of a question come from: a sub-select, its parameters, and a condition."""

    sql: str
    params: Params
    where: str = ""

    def ask(self, select: str, rest: str = "", *, also: str = "", **params: Any) -> list[tuple[Any, ...]]:
        """SELECT … FROM the rows …; every fragment is this package's own."""
        where = " AND ".join(part for part in (self.where, also) if part)
        return asked(f"SELECT {select} FROM {self.sql}{' WHERE ' + where if where else ''} {rest}", self.params | params)  # noqa: S608


def base(found: Held, *, scope: Scope, member: int | None, until: int | None = None) -> Base:
    """The rows of these files for a scope, of one member, detected before `until` (ms)."""
    origin, params = source(found)
    visible, params = seen(scope, origin, params)
    conditions = []
    if member is not None:
        conditions.append("member = $member")
        params = params | {"member": member}
    if until is not None:
        conditions.append("detected < $until")
        params = params | {"until": until}
    return Base(visible, params, " AND ".join(conditions))


def drops(values: tuple[Any, ...]) -> Drops:
    """The seven counts of _DROPS."""
    names = ("threats", "preventive", "reactive", "passed", "confirmed", "expected", "dry_run")
    return Drops(**dict(zip(names, values, strict=True)))


def figures(rows: Base, *, new_sources: int = 0) -> Figures:
    """The totals."""
    values = [value or 0 for value in rows.ask(f"{_DROPS}, {_SUMS}, {_DISTINCT}")[0]]
    return _figures(values, new_sources)


def _figures(values: list[Any], new_sources: int) -> Figures:
    detections, flows, packets, octets, sources, members = values[7:]
    return Figures(
        drops=drops(tuple(values[:7])),
        detections=detections,
        sources=sources,
        new_sources=new_sources,
        members=members,
        flows=flows,
        packets=packets,
        bytes=octets,
    )


def figures_by_day(rows: Base) -> dict[str, Figures]:
    """The totals of each day in the files."""
    found = rows.ask(f"day, {_DROPS}, {_SUMS}, {_DISTINCT}", "GROUP BY day")
    return {values[0]: _figures([value or 0 for value in values[1:]], 0) for values in found}


_FIRST: Final = 5  # place of the first sum in a cell
_ADDED: Final = (*Drops.__struct_fields__, "detections", "flows", "packets", "bytes")


class Cube:
    """One day by quarter-hour, kind and fate, and which sources and members it touched: most of the page is sums over it."""

    def __init__(self, rows: Base) -> None:
        """Reads the day four times: fates, quarter-hours, sources, members."""
        kind = "category, detector, vector"
        self.cells = rows.ask(f"{kind}, disposition, why, {_DROPS}, {_SUMS}", "GROUP BY ALL")
        self.quarters = rows.ask("category, quarter, disposition, count(*)", "GROUP BY ALL")
        address = "src_hi, src_lo, src_bits"
        touched = rows.ask(f"{kind}, hash({address}), {address}, count(*)", f"GROUP BY {kind}, {address}", also="src_bits >= 0")
        self.sources = [(one[:3], one[3]) for one in touched]
        self._busy: dict[tuple[int, int, int], int] = {}
        for one in touched:
            self._busy[one[4:7]] = self._busy.get(one[4:7], 0) + one[7]
        members = rows.ask(f"DISTINCT {kind}, concerned", also="concerned > 0")
        self.members = [(one[:3], one[3]) for one in members]

    def keys(self) -> NDArray[np.uint64]:
        """Hashes of the distinct sources, sorted."""
        return np.unique(np.array([source for _, source in self.sources], np.uint64))

    def figures(self, new_sources: int) -> Figures:
        """The totals."""
        sums = [sum(one[place] or 0 for one in self.cells) for place in range(_FIRST, _FIRST + len(_ADDED))]
        return _figures([*sums, len({s for _, s in self.sources}), len({m for _, m in self.members})], new_sources)

    def rows(self, name: Callable[[tuple[str, str, str]], str]) -> tuple[Row, ...]:
        """Lines of a table, the largest first; name: (category, detector, vector) → the line's name."""
        sums: dict[str, list[int]] = {}
        for one in self.cells:
            line = sums.setdefault(name(one[:3]), [0] * len(_ADDED))
            for place in range(len(_ADDED)):
                line[place] += one[_FIRST + place] or 0
        sources, members = _counted(self.sources, name), _counted(self.members, name)
        largest = sorted(sums.items(), key=lambda one: (-one[1][0], one[0]))[:MOST_ROWS]
        return tuple(
            Row(
                name=line,
                drops=drops(tuple(values[:7])),
                detections=values[7],
                sources=sources.get(line, 0),
                members=members.get(line, 0),
                packets=values[9],
                bytes=values[10],
            )
            for line, values in largest
        )

    def grid(self, hours: int) -> tuple[tuple[tuple[str, tuple[int, ...]], ...], tuple[tuple[int, int, int], ...]]:
        """(heat: category → threats an hour, largest category first; timeline: per quarter-hour preventive, reactive, passed)."""
        heat: dict[str, list[int]] = {}
        line = [[0, 0, 0] for _ in range(hours * SLOTS_PER_HOUR)]
        place = {"preventive": 0, "reactive": 1}
        for category, quarter, disposition, count in self.quarters:
            inside = min(max(quarter, 0), len(line) - 1)
            heat.setdefault(category, [0] * hours)[inside // SLOTS_PER_HOUR] += count
            line[inside][place.get(disposition, 2)] += count
        largest = sorted(heat.items(), key=lambda one: (-sum(one[1]), one[0]))[:MOST_ROWS]
        return tuple((name, tuple(counts)) for name, counts in largest), tuple((a, b, c) for a, b, c in line)

    def reasons(self) -> tuple[Reason, ...]:
        """Why threats passed, the most frequent first."""
        found: dict[str, int] = {}
        for one in self.cells:
            if one[3] == "passed":
                found[one[4]] = found.get(one[4], 0) + one[_FIRST]
        largest = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_REASONS]
        return tuple(Reason(why=why, threats=count) for why, count in largest)

    def busiest(self) -> list[tuple[int, int, int]]:
        """The busiest sources as (hi, lo, bits)."""
        return sorted(self._busy, key=lambda one: (-self._busy[one], one))[:TOP]


def _counted(pairs: list[tuple[tuple[str, str, str], int]], name: Callable[[tuple[str, str, str]], str]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for kind, value in pairs:
        found.setdefault(name(kind), set()).add(value)
    return {line: len(values) for line, values in found.items()}


def by_category(kind: tuple[str, str, str]) -> str:
    """The category."""
    return kind[0]


def by_vector(kind: tuple[str, str, str]) -> str:
    """`detector/vector`; of a foreign event, that names no detector, `category/vector`."""
    return f"{kind[1] or kind[0]}/{kind[2]}"


_TOP: Final = """
    arg_max(category, detections), arg_max(detector, detections), arg_max(vector, detections), arg_max(port, detections),
    arg_max(proto, detections), count(*), sum(detections)::BIGINT, count(DISTINCT CASE WHEN concerned > 0 THEN concerned END), max(member),
    count(*) FILTER (disposition <> 'passed')
"""


def busiest_targets(rows: Base) -> list[tuple[int, int, int]]:
    """The targets with most threats as (hi, lo, bits)."""
    address = "dst_hi, dst_lo, dst_bits"
    rest = f"GROUP BY {address} ORDER BY count(*) DESC, {address} LIMIT {TOP}"
    return [(hi, lo, bits) for hi, lo, bits in rows.ask(address, rest, also="dst_bits >= 0")]


def tops(rows: Base, side: str, busiest: list[tuple[int, int, int]], known: NDArray[np.uint64] | None = None) -> tuple[Top, ...]:
    """These sources (side `src`) or targets (`dst`) in full. known: sorted hashes of sources seen before, to mark new ones."""
    if not busiest:
        return ()
    address = f"{side}_hi, {side}_lo, {side}_bits"
    these = f"{side}_bits >= 0 AND {side}_lo IN (SELECT unnest($top_lo::BIGINT[])) AND {side}_hi IN (SELECT unnest($top_hi::BIGINT[]))"
    lists = {"top_lo": [one[1] for one in busiest], "top_hi": [one[0] for one in busiest]}
    found = {}
    for hi, lo, bits, key, *values in rows.ask(f"{address}, hash({address}), {_TOP}", f"GROUP BY {address}", also=these, **lists):
        category, detector, vector, port, proto, threats, detections, members, member, dropped = values
        found[hi, lo, bits] = Top(
            address=written(hi, lo, bits), category=category, detector=detector, vector=vector, port=port, proto=proto, threats=threats,
            detections=detections, members=members if side == "src" else 0, member=member if side == "dst" else 0, dropped=dropped,
            first_time=known is not None and side == "src" and not _among(np.array([key], np.uint64), known)[0],
        )  # fmt: skip
    return tuple(found[one] for one in busiest if one in found)


_ATTENTION: Final = (
    "id", "day", "category", "detector", "vector", "severity", "member", "port", "proto", "first", "last", "why", "detections", "sources",
)  # fmt: skip


def attention(rows: Base) -> tuple[tuple[Attention, ...], int]:
    """(the weightiest threats that passed, how many there are)."""
    taken = ", ".join(f'"{name}"' for name in _ATTENTION) + ", src_hi, src_lo, src_bits, count(*) OVER ()"
    rest = f"ORDER BY severity DESC, detections DESC, serial DESC LIMIT {MOST_ATTENTION}"
    listed = rows.ask(taken, rest, also=ATTENTION)
    size = len(_ATTENTION)
    found = (Attention(**dict(zip(_ATTENTION, one[:size], strict=True)), source=written(*one[size : size + 3])) for one in listed)
    return tuple(found), (listed[0][-1] if listed else 0)


# --- sources seen before ---------------------------------------------------------------------------------------------------------
_sources: Shelf[NDArray[np.uint64]] = Shelf(SOURCES_KEPT)
_unions: Shelf[NDArray[np.uint64]] = Shelf(4)  # neighbouring days of a reader who turns pages


def sources_of(rows: Base) -> NDArray[np.uint64]:
    """Hashes of the distinct sources, sorted."""
    select = f"SELECT DISTINCT {_SOURCE} AS source FROM {rows.sql} WHERE src_bits >= 0{' AND ' + rows.where if rows.where else ''}"  # noqa: S608
    return np.sort(column(select, rows.params).astype(np.uint64))


def sources_before(root: Path, days: tuple[str, ...]) -> NDArray[np.uint64]:
    """Hashes of the sources seen anywhere in the network on these days (tests too), sorted: new is new to all of us."""
    found = held(root, days)
    union = _unions.get((str(root), found.versions))
    if union is None:
        parts = [_sources_of_day(root, day, version) for day, version in zip(found.days, found.versions, strict=True)]
        union = _unions.put((str(root), found.versions), np.unique(np.concatenate(parts)) if parts else np.empty(0, np.uint64))
    return union


def _sources_of_day(root: Path, day: str, version: str) -> NDArray[np.uint64]:
    key = (str(root), day, version)
    known = _sources.get(key)
    return _sources.put(key, sources_of(base(held(root, (day,)), scope=EVERYTHING, member=None))) if known is None else known


def _among(keys: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    same: NDArray[np.bool_] = known[place] == keys
    return same


def new_among(keys: NDArray[np.uint64], known: NDArray[np.uint64]) -> int:
    """How many of the keys are not known."""
    return int(len(keys) - np.count_nonzero(_among(keys, known)))
