"""Events as DuckDB reads them: one connection a process, explicit files, newest revisions. Belongs here: access. Never: who may see.

A process has one in-memory connection and a cursor per question (a fresh connection costs 18 ms). Which rows an update has superseded
is found once per version of a day and remembered as serials; days that the writer has cut down carry a mark and need no look.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hsoc.journal.manifest import MOST_ATTEMPTS, DayEntry, JournalError, Segment, home, read_day, read_root
from hsoc.journal.revisions import Ints, Revisions
from hsoc.journal.tables import EVENT_SCHEMA, NEWEST

QUERY_SECONDS: Final = 5.0  # s; a page that takes longer is of no use, and a hostile filter must not hold a core
MEMORY: Final = "2GB"  # of one process's DuckDB; beyond it spills or refuses
GROWING_DAYS: Final = 16  # days whose keys are held, 24 bytes an event: today, the last evening, and days not cut down yet
ROWS: Final = "given_rows"
STALE_DAYS: Final = 1024  # versions of days whose superseded serials are remembered
_SOURCE: Final = "read_parquet($files, hive_partitioning=false)"
_KEYS: Final = f"SELECT hash(client, id) AS key, revision, serial FROM {_SOURCE} WHERE serial > $after"  # noqa: S608
_SUPERSEDED: Final = (
    f"SELECT serial FROM {_SOURCE} QUALIFY row_number() OVER (PARTITION BY client, id ORDER BY revision DESC, serial DESC) > 1"  # noqa: S608
)

Params = dict[str, Any]


class TooSlow(Exception):
    """A question took longer than its limit and was stopped."""


class Held(msgspec.Struct, frozen=True):
    """The files of some days at one instant. superseded: tokens of the remembered serials to leave out; version: of all that is read."""

    days: tuple[str, ...]
    files: tuple[str, ...]
    superseded: tuple[int, ...]
    versions: tuple[str, ...]
    rows: int


class _Process:
    """What one process holds."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.tokens: OrderedDict[tuple[str, str, str], tuple[int, int]] = OrderedDict()
        self.revisions: OrderedDict[tuple[str, str], tuple[str, Revisions]] = OrderedDict()
        self.next = 1
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "threads": str(min(4, os.cpu_count() or 1)),
                "memory_limit": MEMORY,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        self.connection.execute("SET parquet_metadata_cache = true")  # files are immutable
        self.connection.execute("CREATE TABLE stale (token BIGINT, serial BIGINT)")


_process: _Process | None = None
_making = threading.Lock()


def _here() -> _Process:
    global _process  # noqa: PLW0603  (one connection a process, made at the first question; a forked child makes its own)
    with _making:
        if _process is None or _process.pid != os.getpid():
            _process = _Process()
        return _process


def asked(sql: str, params: Params, *, seconds: float = QUERY_SECONDS, rows: pa.Table | None = None) -> list[tuple[Any, ...]]:
    """Rows of a question. sql is made of this package's own fragments only, everything from outside is in params. Raises TooSlow.

    rows: what the question calls ROWS.
    """
    cursor = _here().connection.cursor()
    if rows is not None:
        cursor.register(ROWS, rows)  # seen by this cursor alone
    watch = threading.Timer(seconds, cursor.interrupt)
    watch.daemon = True
    watch.start()
    try:
        found: list[tuple[Any, ...]] = cursor.execute(sql, params).fetchall()
    except duckdb.InterruptException as error:
        raise TooSlow(f"stopped after {seconds:g} s") from error
    finally:
        watch.cancel()
        cursor.close()
    return found


def column(sql: str, params: Params) -> NDArray[Any]:
    """The only column of a question's rows."""
    cursor = _here().connection.cursor()
    try:
        found: dict[str, NDArray[Any]] = cursor.execute(sql, params).fetchnumpy()
        return np.ma.getdata(next(iter(found.values())))
    finally:
        cursor.close()


def table(sql: str, params: Params) -> pa.Table:
    """A question's rows as a table; for the writer, who has no time limit."""
    cursor = _here().connection.cursor()
    try:
        found: pa.Table = cursor.sql(sql, params=params).to_arrow_table()
        return found
    finally:
        cursor.close()


@atexit.register  # an open connection at the end of Python makes DuckDB's binding complain at length
def close() -> None:
    """Give the process's connection back; the next question makes a new one."""
    global _process  # noqa: PLW0603
    with _making:
        if _process is not None:
            _process.connection.close()
        _process = None


# --- which files ------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=4096)
def _segments(root: str, entry: DayEntry) -> tuple[Segment, ...]:
    return read_day(root, "events", entry)


@lru_cache(maxsize=8192)
def is_newest(path: str) -> bool:
    """True where the file bears the mark of a cut-down day. Files are immutable, so the answer is remembered."""
    return NEWEST in (pq.read_schema(path).metadata or {})


def held_days(root: Path) -> tuple[str, ...]:
    """The days that the journal holds events of, newest first."""
    return tuple(sorted(read_root(root, "events").days, reverse=True))


def versions(root: Path, days: Iterable[str]) -> tuple[str, ...]:
    """The version of each of these days, '' where there is none; changes exactly when something of it was written."""
    found = read_root(root, "events").days
    return tuple(found[day].digest if day in found else "" for day in days)


def held(root: Path, days: Iterable[str] | None = None, *, stale: bool = True) -> Held:
    """The files of these days (None = all), newest day first. Without `stale` nobody looks which rows are superseded: for roll-ups."""
    for _ in range(MOST_ATTEMPTS):
        entries = read_root(root, "events").days
        wanted = sorted(entries if days is None else entries.keys() & set(days), reverse=True)
        try:
            return _held(root, {day: (entries[day], _segments(str(root), entries[day])) for day in wanted}, stale=stale)
        except FileNotFoundError:
            continue  # the writer has just superseded a day's file
    raise JournalError(f"{root}: the manifest of the events names a day whose file is missing")


def _held(root: Path, found: dict[str, tuple[DayEntry, tuple[Segment, ...]]], *, stale: bool) -> Held:
    folder = home(root, "events").absolute()
    files: list[str] = []
    tokens = []
    rows = 0
    for day, (entry, segments) in found.items():
        mine = tuple(str(folder / one.path) for one in segments)
        files += mine
        rows += entry.rows
        if stale and not cut_down(mine):
            token, count = _superseded((str(root), day, entry.digest), mine, entry.rows)
            rows -= count
            if count:
                tokens.append(token)
    return Held(tuple(found), tuple(files), tuple(tokens), tuple(entry.digest for entry, _ in found.values()), rows)


def blocks(root: Path, days: Iterable[str]) -> dict[str, Path]:
    """The file of the rows in small blocks (journal.row_blocks) of those days that are one, cut down, and have it."""
    entries = read_root(root, "events").days
    folder, found = home(root, "events").absolute(), {}
    for day in entries.keys() & set(days):
        with suppress(FileNotFoundError):  # the writer has just superseded it; then it is read the other way
            segments = _segments(str(root), entries[day])
            if len(segments) == 1 and segments[0].blocks:
                found[day] = folder / segments[0].blocks
    return found


def cut_down(files: tuple[str, ...]) -> bool:
    """True where the writer has left only the newest revision of each event of a day."""
    return len(files) == 1 and is_newest(files[0])


def revisions(root: Path, day: str, *, version: str, files: tuple[str, ...], rows: int) -> tuple[Ints, int]:
    """(serials that updates have superseded, sorted; the highest serial) of a day's files, that hold so many rows.

    Reads only what came since the last look. Serials grow with arrival; where a day does not hold what was seen of it (it was cut down
    to its newest revisions), it is read anew.
    """
    here = _here()
    with here.lock:
        known_version, known = here.revisions.pop((str(root), day), ("", None))
        if known is None or known_version != version:
            known = _looked(known or Revisions(), files)
            if known.rows != rows:
                known = _looked(Revisions(), files)
        here.revisions[str(root), day] = version, known
        while len(here.revisions) > GROWING_DAYS:
            here.revisions.popitem(last=False)
        return known.stale, known.highest


def _looked(known: Revisions, files: tuple[str, ...]) -> Revisions:
    found = table(_KEYS, {"files": list(files), "after": known.highest})
    keys, numbers, serials = (found.column(name).to_numpy() for name in ("key", "revision", "serial"))
    known.take(keys.astype(np.uint64), numbers.astype(np.int64), serials.astype(np.int64))
    return known


def _superseded(key: tuple[str, str, str], files: tuple[str, ...], rows: int) -> tuple[int, int]:
    """(token, number) of the serials of a day that an update has superseded."""
    here = _here()
    with here.lock:
        known = here.tokens.get(key)
        if known:
            here.tokens.move_to_end(key)
            return known
    stale, _ = revisions(Path(key[0]), key[1], version=key[2], files=files, rows=rows)
    with here.lock:
        token, here.next = here.next, here.next + 1
        cursor = here.connection.cursor()
        if len(stale):
            cursor.execute("INSERT INTO stale SELECT $token, unnest($serials::BIGINT[])", {"token": token, "serials": stale.tolist()})
        here.tokens[key] = token, len(stale)
        _forgotten(here, cursor, key)
        cursor.close()
        return token, len(stale)


def _forgotten(here: _Process, cursor: Any, key: tuple[str, str, str]) -> None:
    """Drop the serials of versions of the same day that nobody will ask for again (one older is kept for who is just reading)."""
    older = [other for other in here.tokens if other[:2] == key[:2]][:-2]
    while len(here.tokens) - len(older) > STALE_DAYS:
        older.append(next(other for other in here.tokens if other not in older))
    for other in older:
        token, count = here.tokens.pop(other)
        if count:
            cursor.execute("DELETE FROM stale WHERE token = $token", {"token": token})


def source(found: Held, *, files: bool = False) -> tuple[str, Params]:
    """(FROM-clause, params) of the newest revisions in these files. There must be at least one file.

    files: with a column `file`, which `day_of` understands: to read the column `day` costs a millisecond a file.
    """
    params: Params = {"files": list(found.files)}
    base = "read_parquet($files, hive_partitioning=false, filename='file')" if files else _SOURCE
    if not found.superseded:
        return base, params
    params["superseded"] = list(found.superseded)
    gone = "SELECT serial FROM stale WHERE token IN (SELECT unnest($superseded::BIGINT[]))"
    return f"(SELECT * FROM {base} WHERE serial NOT IN ({gone}))", params  # noqa: S608


def day_of(file: str) -> str:
    """The day of a segment's file, of which its folder has the name."""
    return Path(file).parent.name.removeprefix("day=")


# --- for the writer ----------------------------------------------------------------------------------------------------------
def highest_serial(root: Path) -> int:
    """The highest serial ever given, 0 for an empty journal."""
    found = held(root)
    if not found.files:
        return 0
    return int(asked(f"SELECT coalesce(max(serial), 0) FROM {_SOURCE}", {"files": list(found.files)}, seconds=600)[0][0])  # noqa: S608


def merged(files: tuple[str, ...]) -> pa.Table:
    """All rows of these files in order of arrival."""
    return table(f"SELECT * FROM {_SOURCE} ORDER BY serial", {"files": list(files)}).cast(EVENT_SCHEMA)  # noqa: S608


def newest(files: tuple[str, ...]) -> pa.Table:
    """The newest revision of each event of a day, in order of time, marked as such."""
    kept = f"SELECT * FROM {_SOURCE} WHERE serial NOT IN ({_SUPERSEDED}) ORDER BY detected, serial"  # noqa: S608
    return table(kept, {"files": list(files)}).cast(EVENT_SCHEMA.with_metadata({NEWEST: b"1"}))
