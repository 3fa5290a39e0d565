"""A day of events rolled up: how many of what, for whom, from where, to where. Belongs here: its tables, on disk and of a running day.

The audience's columns (member, org, tlp, test) stay apart in every part, so that the one gate decides over a roll-up as over events. A
roll-up is additive: superseded rows are subtracted. On disk it names the version of the day it was made of; another version is not used.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal import day_finder
from hsoc.journal.days import day_bounds
from hsoc.journal.event_filter import ATTENTION
from hsoc.journal.event_rows import Held, Params, cut_down, held, revisions, source, table
from hsoc.journal.reader import segments
from hsoc.journal.revisions import Ints
from hsoc.journal.shelf import Shelf
from hsoc.journal.writer import Writer

AUDIENCE: Final = ("member", "org", "tlp", "test")
KIND: Final = ("category", "detector", "vector")
_WHO: Final = ", ".join(AUDIENCE)
_WHAT: Final = ", ".join(KIND)
_MOST: Final = "4e18"  # of a sum: foreign senders may claim any figure, and a sum must stay a number
_SIDE: Final = """
    {what}, port, proto, {who}, {side}_hi AS hi, {side}_lo AS lo, {side}_bits AS bits, count(*) AS threats,
    count(*) FILTER (disposition <> 'passed') AS dropped, least(sum(detections), {most})::BIGINT AS detections
"""
PARTS: Final[dict[str, tuple[str, str]]] = {  # name: (what is selected, which rows)
    "fates": (
        (
            f"{_WHAT}, disposition, basis, why, dry_run, {_WHO}, count(*) AS threats, "
            f"least(sum(detections), {_MOST})::BIGINT AS detections, "
            f"least(sum(flows), {_MOST})::BIGINT AS flows, least(sum(packets), {_MOST})::BIGINT AS packets, "
            f"least(sum(bytes), {_MOST})::BIGINT AS bytes"
        ),
        "TRUE",
    ),
    "quarters": (f"category, disposition, quarter, {_WHO}, count(*) AS threats", "TRUE"),
    # each threat for a person by itself: there are few
    "passing": (f"serial, severity, detections, {_WHO}, count(*) AS threats", ATTENTION),
    "sources": (_SIDE.format(what=_WHAT, who=_WHO, side="src", most=_MOST), "src_bits >= 0"),
    "targets": (_SIDE.format(what=_WHAT, who=_WHO, side="dst", most=_MOST), "dst_bits >= 0"),
}
_SUMS: Final = frozenset({"threats", "dropped", "detections", "flows", "packets", "bytes"})
_TEXTS: Final = (*KIND, "disposition", "basis", "why", "tlp", "client")
_FLAGS: Final = ("dry_run", "test")
_COUNTS: Final = (
    "serial", "severity",
    "member", "org", "quarter", "port", "proto", "hi", "lo", "bits", "threats", "dropped", "detections", "flows", "packets", "bytes",
)  # fmt: skip
_FIELDS: Final[list[pa.Field[Any]]] = [
    pa.field("first", pa.int64(), nullable=False),  # ms, the day's beginning
    pa.field("day", pa.string(), nullable=False),
    *(pa.field(name, pa.string()) for name in _TEXTS),
    *(pa.field(name, pa.bool_()) for name in _FLAGS),
    *(pa.field(name, pa.int64()) for name in _COUNTS),
    pa.field("content", pa.binary()),
]
SCHEMA: Final = pa.schema(_FIELDS)
_CHANGED: Final = (
    f"serial, severity, detections AS told, {ATTENTION} AS passing, "
    "category, detector, vector, disposition, basis, why, dry_run, quarter, port, proto, member, org, tlp, test, src_hi, src_lo, src_bits, "
    "dst_hi, dst_lo, dst_bits, sign AS threats, if(disposition <> 'passed', sign, 0) AS dropped, sign * detections AS detections, "
    f"sign * flows AS flows, sign * least(packets, {_MOST})::BIGINT AS packets, sign * least(bytes, {_MOST})::BIGINT AS bytes"
)
SIDES: Final = ("sources", "targets")
THIN: Final = (*AUDIENCE, "hi", "lo", "bits", "threats")
FINDER: Final = "finder"  # one row: what tells days that need no search (day_finder), encoded
# all that members' rules of giving look at, so that they can be applied to a past day without its events (journal.offers)
OFFERS: Final = "offers"
OFFERED: Final = ("category", "severity", "client", "port", "proto", *AUDIENCE)
_COUNTED: Final = "count(*) AS threats, count(*) FILTER (disposition <> 'passed') AS dropped"
_OFFERED: Final = f"SELECT {{days}}{', '.join(OFFERED)}, {_COUNTED} FROM {{origin}} GROUP BY ALL"  # noqa: S608
WRITTEN: Final = (*PARTS, FINDER, OFFERS)
PART: Final = b"hsoc.part"  # in a file's metadata: which part it is
MADE_OF: Final = b"hsoc.made_of"  # and of which version of the day's events
RUNNING: Final = 16  # days that grow, kept up in a process (an open day and the last evening's updates need two)
MOST_DELTAS: Final = 64  # roll-ups of a growing day before they are summed into one

Parts = dict[str, pa.Table]


def offered(origin: str, params: Params, *, by_day: bool = False) -> pa.Table:
    """What members' rules are asked about: OFFERED's columns of the rows of `origin`, threats, and how many of them were dropped."""
    return table(_OFFERED.format(origin=origin, days="day, " if by_day else ""), params)


def rolled(origin: str, params: Params, *, only: tuple[str, ...] = tuple(PARTS)) -> Parts:
    """The roll-up of the rows of `origin` (an own SQL fragment)."""
    return {
        name: table(f"SELECT {PARTS[name][0]} FROM {origin} WHERE {PARTS[name][1]} GROUP BY ALL", params)  # noqa: S608
        for name in only
    }


# --- of a day that grows -----------------------------------------------------------------------------------------------------------
class _Growing:
    """One day as far as it was read: its roll-up in pieces, the highest serial in it and the serials left out of it."""

    def __init__(self) -> None:
        self.rows, self.highest = 0, -1
        self.stale: Ints = np.empty(0, np.int64)
        self.pieces: dict[str, list[pa.Table]] = {name: [] for name in PARTS}

    def follow(self, files: tuple[str, ...], rows: int, stale: Ints, highest: int) -> None:
        """Take in what came since: the new rows less the superseded ones, minus what newly is superseded."""
        left = np.setdiff1d(stale, self.stale, assume_unique=True)
        base = "read_parquet($files, hive_partitioning=false)"
        if self.highest < 0:
            also = " WHERE serial NOT IN (SELECT unnest($gone::BIGINT[]))" if len(left) else ""
            bound: Params = {"files": list(files)} | ({"gone": left.tolist()} if len(left) else {})
            self._add(rolled(f"(SELECT * FROM {base}{also})", bound))  # noqa: S608
        elif rows != self.rows:
            self._add(self._came(files, base, left))
        self.rows, self.highest, self.stale = rows, highest, stale

    def _came(self, files: tuple[str, ...], base: str, left: Ints) -> Parts:
        """The few rows since the last look, each a line of its own: 1 for a new one, -1 for one that is superseded now."""
        bound: Params = {"files": list(files), "after": self.highest}
        asked = "serial > $after"
        if len(left):
            bound["gone"] = left.tolist()
            asked = "(serial > $after) <> (serial IN (SELECT unnest($gone::BIGINT[])))"  # new and not gone, or gone and not new
        changed = table(f"SELECT {_CHANGED} FROM (SELECT *, if(serial > $after, 1, -1) AS sign FROM {base} WHERE {asked})", bound)  # noqa: S608
        parts = {}
        for name, like in empty().items():
            sides = {"sources": "src", "targets": "dst"}
            taken = {one: (f"{sides[name]}_{one}" if one in {"hi", "lo", "bits"} else one) for one in like.column_names}
            if name == "passing":
                taken["detections"] = "told"  # here it orders the rows, it is not summed
            part = pa.table({one: changed.column(column) for one, column in taken.items()}).cast(like.schema)
            if name == "passing":
                part = part.filter(changed.column("passing").combine_chunks())
            parts[name] = part.filter(pa.array(part.column("bits").to_numpy() >= 0)) if name in sides else part
        return parts

    def _add(self, parts: Parts) -> None:
        for name, one in parts.items():
            if one.num_rows:
                self.pieces[name].append(one)
            if len(self.pieces[name]) > MOST_DELTAS:
                self.pieces[name] = [_summed(pa.concat_tables(self.pieces[name]))]

    def parts(self, empty: Parts) -> Parts:
        return {name: pa.concat_tables(pieces) if pieces else empty[name] for name, pieces in self.pieces.items()}


def _summed(one: pa.Table) -> pa.Table:
    sums = [name for name in one.column_names if name in _SUMS and not (name == "detections" and "serial" in one.column_names)]
    keys = [name for name in one.column_names if name not in sums]
    found = one.group_by(keys).aggregate([(name, "sum") for name in sums])
    found = found.rename_columns([*keys, *sums] if found.column_names[0] == keys[0] else [*sums, *keys])
    kept = found.select(one.column_names).cast(one.schema)
    return kept.filter(pa.array(kept.column("threats").to_numpy() != 0))


_growing: OrderedDict[tuple[str, str], _Growing] = OrderedDict()
_lock = threading.Lock()


def _followed(root: Path, day: str, found: Held) -> Parts:
    with _lock:
        key = (str(root), day)
        rows = found.rows
        stale, highest = revisions(root, day, version=found.versions[0], files=found.files, rows=rows)
        known = _growing.pop(key, None)
        if known is None or known.rows > rows or len(np.setdiff1d(known.stale, stale, assume_unique=True)):
            known = _Growing()
        known.follow(found.files, rows, stale, highest)
        _growing[key] = known
        while len(_growing) > RUNNING:
            _growing.popitem(last=False)
        return known.parts(empty())


@lru_cache(maxsize=1)
def empty() -> Parts:
    """The parts of a day without events."""
    made = {"fates": ("threats", "detections", "flows", "packets", "bytes"), "quarters": ("threats",), "passing": ("threats",)}
    sides = ("threats", "dropped", "detections")
    keys = {
        "fates": (*KIND, "disposition", "basis", "why", "dry_run", *AUDIENCE),
        "quarters": ("category", "disposition", "quarter", *AUDIENCE),
        "passing": ("serial", "severity", "detections", *AUDIENCE),
    }
    ends = (*KIND, "port", "proto", *AUDIENCE, "hi", "lo", "bits")
    return {name: pa.schema([SCHEMA.field(one) for one in (*keys.get(name, ends), *made.get(name, sides))]).empty_table() for name in PARTS}


# --- on disk ---------------------------------------------------------------------------------------------------------------------
def write(writer: Writer, root: Path, day: str, *, now: int) -> bool:
    """Roll a finished day up into the kind `rollups`, of which `writer` is the writer; False where it is there already."""
    found = held(root, (day,))
    if not found.files or stored(root, day, found.versions[0]):
        return False
    tables = []
    origin, params = source(found)
    finder = pa.table({"content": pa.array([day_finder.made(origin, params)], pa.binary())})
    for name, one in (rolled(origin, params) | {FINDER: finder, OFFERS: offered(origin, params)}).items():
        shared = {"first": pa.array([day_bounds(day)[0]] * one.num_rows, pa.int64()), "day": pa.array([day] * one.num_rows)}
        columns = shared | {column: one.column(column) for column in one.column_names}
        filled = [columns.get(field.name, pa.nulls(one.num_rows, field.type)) for field in SCHEMA]
        marks = {PART: name.encode(), MADE_OF: found.versions[0].encode()}
        tables.append(pa.table(dict(zip(SCHEMA.names, filled, strict=True))).cast(SCHEMA).replace_schema_metadata(marks))
    writer.replace(day, old=writer.segments(day), tables=tables, now=now)
    return True


@lru_cache(maxsize=8192)
def _marks(path: str) -> tuple[str, str]:
    found = pq.read_schema(path).metadata or {}
    return found.get(PART, b"").decode(), found.get(MADE_OF, b"").decode()


class Files(msgspec.Struct, frozen=True):
    """Where a day's roll-up lies: (part, path) of each."""

    paths: tuple[tuple[str, str], ...]


_files: Shelf[Files] = Shelf(1024)


def stored(root: Path, day: str, version: str) -> dict[str, str]:
    """The files of a roll-up of just this version of the day by part, {} where there is none."""
    key = (str(root), day, version)
    known = _files.get(key)
    if known is None:
        try:
            places = [str(root / "rollups" / one.path) for one in segments(root, "rollups", days=(day,))]
            marks = [(*_marks(path), path) for path in places]
        except FileNotFoundError:
            return {}
        found = tuple((part, path) for part, made_of, path in marks if made_of == version)
        if {part for part, _ in found} != set(WRITTEN):
            return {}
        known = _files.put(key, Files(found))
    return dict(known.paths)


def parts(root: Path, day: str, *, only: tuple[str, ...] = tuple(PARTS), thin: bool = False) -> Parts | None:
    """The roll-up of a day: from disk where one of its version lies there, else of its events; None where the day has none.

    thin: of sources and targets only who is concerned and the address, for counting. A part that no file holds any more (the writer
    has just replaced it) is made of the events.
    """
    found = held(root, (day,), stale=False)
    if not found.files:
        return None
    there = stored(root, day, found.versions[0])
    if there:
        try:
            return {name: _read(there[name], THIN if thin and name in SIDES else empty()[name].column_names) for name in only}
        except FileNotFoundError:
            _files.clear()
    if cut_down(found.files):
        return rolled(*source(found), only=only)
    return _followed(root, day, found)


def finder(root: Path, day: str, version: str) -> bytes | None:
    """What day_finder has made of just this version of the day, None where there is none."""
    path = stored(root, day, version).get(FINDER)
    if path is None:
        return None
    try:
        return bytes(_read(path, ("content",)).column(0)[0].as_py())
    except FileNotFoundError:  # replaced by the writer just now
        _files.clear()
        return None


def _read(path: str, columns: Sequence[str]) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read(columns=list(columns), use_threads=False)  # small: threads cost more than they save


def forget() -> None:
    """Forget what was read; for measuring a cold start."""
    _files.clear()
    with _lock:
        _growing.clear()
