"""What arrived between two serials, each event once, in its newest state of that time. Belongs here: windows. Never: which scope.

A story that grows is sent again under its ID. `began` is the serial with which it first stood there with this severity, so that whoever
reports by windows can tell a new threat from news of a known one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.event_list import TAKEN, EventRow, Scope, read_row, seen, within
from hsoc.journal.event_rows import Params, asked, held
from hsoc.journal.event_stream import overlapping

CHUNK: Final = 5000  # rows read at once
SECONDS: Final = 60.0  # s for a window; nobody waits for it on a page
_FILES: Final = "read_parquet($files, hive_partitioning=false)"
_STORY: Final = "PARTITION BY client, id, severity"


class Arrived(msgspec.Struct, frozen=True):
    """One event of a window. The lists hold at most 100 addresses each, as the event names them; began: as above."""

    row: EventRow
    source_list: tuple[str, ...]
    target_list: tuple[str, ...]
    began: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What of a window is worth reading; by default all of it.

    members: only events that touch one of these or several members, () = all; quiet: (category, disposition) of events that matter only
    where a source lies in `inside` (as Scope.guarded). Those are most events, and reading a row costs 0.1 ms.
    """

    members: tuple[int, ...] = ()
    quiet: tuple[tuple[str, str], ...] = ()
    inside: tuple[tuple[int, tuple[int, ...]], ...] = ()

    def condition(self) -> tuple[str, Params]:
        """(SQL that begins with AND or '', params)."""
        sql, params = "", {}
        if self.members:
            sql, params = " AND (member = 0 OR list_contains($members::BIGINT[], member))", {"members": sorted(self.members)}
        if self.quiet:
            own, more = within(self.inside, "inside")
            pairs = [f"{category} {disposition}" for category, disposition in self.quiet]
            sql += f" AND (len(source_list) > 1 OR {own} OR NOT list_contains($quiet::VARCHAR[], category || ' ' || disposition))"
            params |= more | {"quiet": pairs}
        return sql, params


EVERY: Final = Wanted()


def arrived(root: Path, *, scope: Scope, after: int, upto: int, wanted: Wanted = EVERY) -> Iterator[list[Arrived]]:
    """Events with `after` < serial <= `upto` that touch a member and are wanted, by serial, in lists of at most CHUNK. Raises TooSlow."""
    began = _serials(root, scope, after, upto, wanted)
    narrow = list(began)
    for start in range(0, len(narrow), CHUNK):
        serials = narrow[start : start + CHUNK]
        paths = overlapping(root, after=serials[0] - 1, upto=serials[-1])
        params: Params = {"files": paths, "serials": serials, "low": serials[0], "high": serials[-1]}
        taken = f"(SELECT * FROM {_FILES} WHERE serial BETWEEN $low AND $high AND serial IN (SELECT unnest($serials::BIGINT[])))"  # noqa: S608
        visible, bound = seen(scope, taken, params)
        columns = f"SELECT {TAKEN}, source_list, target_list FROM {visible} ORDER BY serial"  # noqa: S608
        yield [Arrived(read_row(one), tuple(one[-2]), tuple(one[-1]), began[one[0]]) for one in asked(columns, bound, seconds=SECONDS)]


def _serials(root: Path, scope: Scope, after: int, upto: int, wanted: Wanted) -> dict[int, int]:
    """Serial of each newest state in the window → the first serial of its story with this severity, by serial."""
    paths = overlapping(root, after=after, upto=upto)
    if not paths:
        return {}
    days = {Path(path).parent.name for path in paths}
    # an update keeps its day, so what came before lies in the same days
    files = [path for path in held(root, stale=False).files if Path(path).parent.name in days]
    base = f"(SELECT * FROM {_FILES} WHERE serial <= $upto AND (member > 0 OR members > 0))"  # noqa: S608
    visible, bound = seen(scope, base, {"files": files, "upto": upto})
    mine, more = wanted.condition()
    # two steps: the window is small, and only its stories are looked for in what came before
    sql = f"""
        WITH arrived AS MATERIALIZED (
            SELECT client, id, severity, serial, min(serial) OVER ({_STORY}) AS began,
                row_number() OVER ({_STORY} ORDER BY revision DESC, serial DESC) AS place
            FROM {visible} WHERE serial > $after{mine}),
        newest AS MATERIALIZED (SELECT * FROM arrived WHERE place = 1),
        before AS (
            SELECT client, id, severity, min(serial) AS began FROM {visible}
            WHERE serial <= $after AND id IN (SELECT id FROM newest) GROUP BY ALL)
        SELECT newest.serial, coalesce(before.began, newest.began)
        FROM newest LEFT JOIN before USING (client, id, severity) ORDER BY newest.serial"""  # noqa: S608
    return dict(asked(sql, bound | more | {"after": after}, seconds=SECONDS))


def serial_at(root: Path, moment: int) -> int:
    """The highest serial that had arrived by `moment` (ms), 0 for none: where a reader would have stood then."""
    files = list(held(root, stale=False).files)
    if not files:
        return 0
    return int(asked(f"SELECT coalesce(max(serial), 0) FROM {_FILES} WHERE received <= $moment", {"files": files, "moment": moment})[0][0])  # noqa: S608
