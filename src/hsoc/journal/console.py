"""`hsoc journal ls · verify · compact · export`: what they do and say. Belongs here: lines and exit statuses. Never: parsing arguments.

Status 0 done, 1 done with something refused or damaged (said on stderr), 2 unusable input: one line, never a traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import msgspec
import pyarrow.parquet as pq

from hsoc.journal.access import look
from hsoc.journal.compact import cluster_step, merge_small
from hsoc.journal.days import day_bounds, day_of
from hsoc.journal.manifest import KEPT, KINDS, MET, JournalError
from hsoc.journal.reader import paths, segments
from hsoc.journal.store import UNFINISHED, Busy
from hsoc.journal.verify import verify as damages
from hsoc.journal.writer import Writer

FORMATS: Final = {".parquet": "(FORMAT parquet, COMPRESSION zstd)", ".csv": "(FORMAT csv, HEADER)", ".jsonl": "(FORMAT json)"}
DONE: Final = 0
REFUSED: Final = 1
UNUSABLE: Final = 2
TRAFFIC: Final = frozenset({"flows", MET, *KEPT}) - {"sources"}  # kinds that tell who talked to whom in a hospital


def ls(*, root: Path, kind: str | None) -> int:
    """A line per segment: kind, day, rows, bytes, state, path; then the sum."""
    count = rows = size = 0
    try:
        for name in _kinds(kind):
            for one in segments(root, name):
                print(f"{name:<11}{one.day}  {one.rows:>12,}  {one.size:>14,}  {one.state:<10}{one.path}")  # noqa: T201
                count, rows, size = count + 1, rows + one.rows, size + one.size
    except (JournalError, OSError) as error:
        return _unusable(error)
    print(f"{count:,} segments, {rows:,} rows, {size:,} bytes")  # noqa: T201
    return DONE


def verify(*, root: Path, kind: str | None) -> int:
    """Hash every segment again; a line on stderr for each that is damaged or missing."""
    try:
        found = tuple(damages(root, kinds=_kinds(kind)))
    except JournalError as error:
        return _unusable(error)
    for one in found:
        _say(f"{one.place}: {one.reason}")
    print(f"{len(found)} damaged")  # noqa: T201
    return REFUSED if found else DONE


def compact(*, root: Path, kind: str | None, now: int) -> int:
    """Merge the small segments of days before today, flows by member and hour; a kind that is being written at this moment is refused."""
    status = DONE
    try:
        for name in _kinds(kind):
            status = max(status, _compacted(root, name, now=now))
    except (JournalError, OSError) as error:
        return _unusable(error)
    return status


def _compacted(root: Path, kind: str, *, now: int) -> int:
    held = segments(root, kind)
    if not held:
        return DONE
    try:
        with Writer(root, kind=kind, schema=pq.read_schema(root / kind / held[0].path)) as writer:
            for day in sorted({one.day for one in held if one.day < day_of(now)}):
                before = len(writer.segments(day))
                if kind == "flows":
                    while cluster_step(writer, day, now=now):
                        pass
                else:
                    merge_small(writer, day, now=now)
                if len(writer.segments(day)) != before:
                    print(f"{kind} {day}: {before} segments became {len(writer.segments(day))}")  # noqa: T201
            writer.sweep(now=now)
    except Busy as error:
        _say(str(error))
        return REFUSED
    return DONE


class Asked(msgspec.Struct, frozen=True):
    """Who wants to see flows, of which member, and why; flows are members' traffic and are not had without it. now in ms."""

    member: int | None
    reason: str
    by: str
    now: int


def export(*, root: Path, kind: str | None, day: str, out: Path, asked: Asked | None = None) -> int:
    """Write a day of a kind to a .parquet, .csv or .jsonl file, which appears whole or not at all.

    Of flows, and of what is kept of them, it writes one member's, after the look has been written down where the member can read it
    (journal.access).
    """
    import duckdb  # noqa: PLC0415  # only this command needs it

    passing = out.with_name(out.name + UNFINISHED)
    try:
        files = _day_files(root, kind, day=day, out=out)
        columns = "* REPLACE (decode(raw) AS raw)" if kind == "events" and out.suffix != ".parquet" else "*"
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
            rows = connection.read_parquet(list(files), hive_partitioning=False)
            if kind in TRAFFIC:
                rows = rows.filter(f"member = {_looked(root, asked, day=day, out=out):d}")
            rows = rows.project(columns)
            rows.create_view("day_rows")
            target = str(passing).replace("'", "''")
            connection.execute(f"COPY day_rows TO '{target}' {FORMATS[out.suffix]}")
        passing.replace(out)
    except (JournalError, OSError, ValueError, duckdb.Error) as error:
        passing.unlink(missing_ok=True)
        return _unusable(error)
    return DONE


def _looked(root: Path, asked: Asked | None, *, day: str, out: Path) -> int:
    if asked is None or asked.member is None:
        raise JournalError("--member: flows are exported for one member at a time; 0 stands for traffic of none")
    what = f"export of the day to {out.name}"
    try:
        return look(root, who=asked.by, why=asked.reason, member=asked.member, day=day, what=what, now=asked.now).member
    except ValueError as error:
        raise JournalError(f"--reason: {error}") from error


def _day_files(root: Path, kind: str | None, *, day: str, out: Path) -> tuple[str, ...]:
    if out.suffix not in FORMATS:
        raise JournalError(f"{out}: the name must end in {', '.join(FORMATS)}")
    if kind is None:
        raise JournalError(f"--kind: say which of {', '.join(KINDS)}")
    day_bounds(day)
    found = paths(root, kind, days=(day,))
    if not found:
        raise JournalError(f"{root}/{kind}: nothing of {day}")
    return found


def _kinds(kind: str | None) -> tuple[str, ...]:
    if kind is not None and kind not in KINDS:
        raise JournalError(f"{kind!r} is not a kind of the journal; there are {', '.join(KINDS)}")
    return KINDS if kind is None else (kind,)


def _unusable(error: Exception) -> int:
    _say(str(error).splitlines()[0])
    return UNUSABLE


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
