"""Pages of the list of events, in the order asked for. Belongs here: which days are read in which order, until when. Never: masks, filters.

A list by time reads days from its beginning, one first, and ends with the page. One by a figure reads first the days that hold the
greatest (day_search) and ends when no other can hold a greater one. Whoever cannot wait gives `seconds`: then a list by time may end
before its page is full, and says how far back it looked.
"""

from __future__ import annotations

import base64
import math
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from hsoc.journal import day_search
from hsoc.journal.day_search import Peak
from hsoc.journal.event_filter import FIGURES, SORTS, Filter, before, dayless, networks, where
from hsoc.journal.event_list import MOST_EXPORT, MOST_PAGE, ORDER, TAKEN, EventRow, Scope, candidates, narrowed_to, only_own, read_row, seen
from hsoc.journal.event_rows import QUERY_SECONDS, ROWS, Held, Params, TooSlow, asked, blocks, day_of, held, source, table
from hsoc.journal.row_blocks import SCHEMA, taken, widened

BY_TIME: Final = 1  # days asked at once while looking for a page: mostly the newest one fills it
BY_FIGURE: Final = 2
GROWTH: Final = 4  # then so many times as many, as far as the time allows
AHEAD: Final = 3  # times as many rows as are wanted are put behind the mask: as many as others keep back, and a page is full nevertheless
FEW: Final = 64  # rows of a day that are quicker read one by one out of small blocks than with all their file's columns
LEAST, MOST = -(1 << 63), (1 << 63) - 1

Key = tuple[int | str, int]  # value, serial


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one page and the cursor of the next one (None = the last).

    searched: the day back to which was looked, where the time was over before the page was full; '' where it is whole.
    """

    rows: tuple[EventRow, ...]
    following: str | None
    searched: str = ""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended."""

    day: str
    value: int | str
    serial: int


class _Chosen(msgspec.Struct, frozen=True):
    """A row as the order needs it; whole where it was read already."""

    day: str
    value: int | str
    serial: int
    row: EventRow | None = None


def page(root: Path, *, scope: Scope, wanted: Filter, after: str | None = None, size: int = 50, seconds: float | None = None) -> Page:
    """One page in the order asked for.

    `after` is a cursor of `following`; raises ValueError for another text or a bad filter, TooSlow. seconds: after which a list by time
    gives what it has so far; it takes a little more, as days are read whole.
    """
    return _read(root, scope, wanted, after, max(1, min(size, MOST_PAGE)), seconds)


def first(root: Path, *, scope: Scope, wanted: Filter, size: int) -> tuple[EventRow, ...]:
    """The first rows in the order asked for, at most MOST_EXPORT, read at once: page by page they cost a look at the day each.

    Raises as `page`.
    """
    return _read(root, scope, wanted, None, max(1, min(size, MOST_EXPORT)), None).rows


def _read(root: Path, scope: Scope, wanted: Filter, after: str | None, size: int, seconds: float | None) -> Page:
    if wanted.sort not in SORTS:
        raise ValueError(f"{wanted.sort!r} is not a figure to sort by")
    position = _position(after) if after else None
    where(wanted)  # a bad filter is refused even where no day is worth a look
    days = candidates(root, scope, wanted)
    if wanted.sort == "detected":
        return _by_time(root, scope, wanted, days if wanted.descending else days[::-1], position, size, seconds)
    return _by_value(root, scope, wanted, days, position, size)


def _by_time(
    root: Path, scope: Scope, wanted: Filter, days: tuple[str, ...], position: Position | None, size: int, seconds: float | None
) -> Page:
    if position:
        days = tuple(day for day in days if (day <= position.day if wanted.descending else day >= position.day))
        if position.value in {LEAST, MOST}:  # all of that day was looked through
            days = tuple(day for day in days if day != position.day)
    chosen: list[_Chosen] = []
    began, read, many = time.monotonic(), 0, BY_TIME
    searched = ""
    while days:
        chunk, days = days[:many], days[many:]
        found = _narrow(root, chunk, scope, wanted, position, size + 1 - len(chosen))
        chosen += found
        if len(chosen) > size:
            break
        took = time.monotonic() - began
        if seconds is not None and days and took >= seconds:
            searched = chunk[-1]
            break
        read += len(chunk)
        expected = _expected(many, read, found=len(chosen), left=size + 1 - len(chosen)) if found else many * GROWTH
        many = expected if seconds is None else min(expected, _affordable(many, took, seconds))
    rows = _rows(root, scope, wanted, chosen[:size])
    if searched:
        edge = LEAST if wanted.descending else MOST
        return Page(rows=rows, following=_cursor(Position(searched, edge, edge)), searched=searched)
    return Page(rows=rows, following=_following(chosen, size))


def _expected(many: int, read: int, *, found: int, left: int) -> int:
    """How many days come next for the rows that are left, when the last ones were `many`: no more than what was seen lets expect."""
    return max(1, min(many * GROWTH, math.ceil(left * read / max(found, 1))))


def _affordable(many: int, took: float, seconds: float) -> int:
    """How many days come next, when `took` has passed and the last ones were `many`: no more than what was seen lets expect."""
    return max(1, min(many * GROWTH, int(many * (seconds - took) / max(took, 0.001))))


def _by_value(root: Path, scope: Scope, wanted: Filter, days: tuple[str, ...], position: Position | None, size: int) -> Page:
    best: list[_Chosen] = []
    ordered = _by_peak(root, days, wanted)
    began, read, before, many = time.monotonic(), 0, 0, BY_FIGURE if wanted.sort in FIGURES else len(ordered)
    while ordered:
        if len(best) > size and not _may_precede(ordered[0][0], best[size], wanted):
            break
        if time.monotonic() - began > QUERY_SECONDS:
            raise TooSlow(f"stopped after {QUERY_SECONDS:g} s")
        chunk, ordered = ordered[:many], ordered[many:]
        worst = best[size] if len(best) > size else None
        best += _narrow(root, tuple(day for _, day in chunk), scope, wanted, position, size + 1, worst)
        best = sorted(best, key=lambda one: (one.value, one.serial), reverse=wanted.descending)[: size + 1]
        read += len(chunk)
        sure = sum(1 for one in best if not ordered or not _may_precede(ordered[0][0], one, wanted))
        many = _expected(many, read, found=sure, left=size + 1 - sure) if sure > before else many * GROWTH
        before = sure
    return Page(rows=_rows(root, scope, wanted, best[:size]), following=_following(best, size))


def _following(chosen: list[_Chosen], size: int) -> str | None:
    """The cursor behind a page's last row, None where none comes after it."""
    last = chosen[size - 1] if len(chosen) > size else None
    return _cursor(Position(last.day, last.value, last.serial)) if last else None


def _by_peak(root: Path, days: tuple[str, ...], wanted: Filter) -> list[tuple[Key | None, str]]:
    """Days with the greatest key that one of their events may have (the least, where ascending), the greatest first; None = any."""
    if wanted.sort not in FIGURES:
        return [(None, day) for day in days]
    down = wanted.descending
    known: list[tuple[Key | None, str]] = []
    unknown: list[tuple[Key | None, str]] = []
    for day, one in zip(days, day_search.peaks(root, days, wanted, wanted.sort), strict=True):
        if one is None:
            unknown.append((None, day))
        else:
            known.append((_edge(one, down=down), day))
    return unknown + sorted(known, reverse=down)


def _edge(one: Peak, *, down: bool) -> Key:
    return (one.high, one.last) if down else (one.low, one.first)


def _may_precede(edge: Key | None, worst: _Chosen, wanted: Filter) -> bool:
    """True where a day with this edge may hold an event that comes before the worst one of the page."""
    if edge is None:
        return True
    mine = (worst.value, worst.serial)
    return edge > mine if wanted.descending else edge < mine


def _narrow(
    root: Path, days: tuple[str, ...], scope: Scope, wanted: Filter, position: Position | None, limit: int, worst: _Chosen | None = None
) -> list[_Chosen]:
    """The first `limit` of these days behind the position (and before `worst`), in three narrow columns: whole rows are for few."""
    found = held(root, days)
    if not found.files:
        return []
    by_time = wanted.sort == "detected"
    by_day = by_time and len(found.days) > 1  # in one day nobody need read which
    if by_time and not by_day and not (scope.everything or only_own(wanted) or networks(wanted)):
        ahead = _ahead(root, found, scope, wanted, position, limit)
        if ahead is not None:
            return ahead
    origin, params = source(found, files=not by_day)
    base, params = narrowed_to(scope, wanted, origin, params)
    visible, params = seen(scope, base, params, own_only=only_own(wanted), among=origin)
    sign, way = ("<", "DESC") if wanted.descending else (">", "ASC")
    value = ORDER.get(wanted.sort, f'"{wanted.sort}"')
    keys = ["day", value, "serial"] if by_day else [value, "serial"]
    more: list[tuple[str, Params]] = []
    if position and (by_day or not by_time or found.days[0] == position.day):
        bound: Params = {"at_value": position.value, "at_serial": position.serial}
        marks = ["$at_value", "$at_serial"]
        if by_day:
            bound["at_day"], marks = position.day, ["$at_day", *marks]
        more.append((f"({', '.join(keys)}) {sign} ({', '.join(marks)})", bound))
    if worst:
        more.append((f"{value} {'>=' if wanted.descending else '<='} $worst", {"worst": worst.value}))
    condition, filters = where(dayless(wanted), more)
    order = ", ".join(f"{key} {way}" for key in keys)
    sql = f"SELECT {'day' if by_day else 'file'}, {value}, serial FROM {visible}{condition} ORDER BY {order} LIMIT $limit"  # noqa: S608
    rows = asked(sql, params | filters | {"limit": limit})
    return [_Chosen(day if by_day else day_of(day), value, serial) for day, value, serial in rows]


def _ahead(root: Path, found: Held, scope: Scope, wanted: Filter, position: Position | None, limit: int) -> list[_Chosen] | None:
    """The first `limit` of a day by time, out of a few that were taken before the mask; None where those do not fill it.

    A mask costs more than all else where it is laid over a whole day. It touches neither day, time nor serial, so the order stays.
    """
    (day,) = found.days
    origin, params = source(found)
    base, params = narrowed_to(scope, wanted, origin, params)
    free, more = before(wanted)
    sign, way = ("<", "DESC") if wanted.descending else (">", "ASC")
    conditions = [free] if free else []
    if position and position.day == day:
        conditions.append(f"(detected, serial) {sign} ($at_value, $at_serial)")
        more |= {"at_value": position.value, "at_serial": position.serial}
    chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    taken_first = AHEAD * limit
    sql = f"SELECT serial FROM {base}{chosen} ORDER BY detected {way}, serial {way} LIMIT $limit"  # noqa: S608
    serials = [serial for (serial,) in asked(sql, params | more | {"limit": taken_first})]
    if not serials:
        return []
    visible, bound = seen(scope, ROWS, {})
    condition, filters = where(dayless(wanted))
    sql = f"SELECT {TAKEN} FROM {visible}{condition} ORDER BY detected {way}, serial {way} LIMIT $limit"  # noqa: S608
    rows = _raw(root, [(day, serials)])
    told = list(map(read_row, asked(sql, bound | filters | {"limit": limit}, rows=rows)))
    if len(told) < limit and len(serials) == taken_first:
        return None
    return [_Chosen(day, row.detected, row.serial, row) for row in told]


def _rows(root: Path, scope: Scope, wanted: Filter, chosen: list[_Chosen]) -> tuple[EventRow, ...]:
    left = [one for one in chosen if one.row is None]
    whole = {one.serial: one.row for one in chosen if one.row is not None} | (_whole(root, scope, wanted, left) if left else {})
    return tuple(whole[one.serial] for one in chosen if one.serial in whole)


def _whole(root: Path, scope: Scope, wanted: Filter, chosen: list[_Chosen]) -> dict[int, EventRow]:
    """The rows by serial. Their days are read anew: a merge meanwhile moves rows, it does not lose them."""
    of_day: dict[str, list[int]] = {}
    for one in chosen:
        of_day.setdefault(one.day, []).append(one.serial)
    visible, params = seen(scope, ROWS, {}, own_only=only_own(wanted))
    rows = asked(f"SELECT {TAKEN} FROM {visible}", params, rows=_raw(root, list(of_day.items())))  # noqa: S608
    return {row.serial: row for row in map(read_row, rows)}


def _raw(root: Path, wanted: list[tuple[str, list[int]]]) -> pa.Table:
    """Rows of days by serial as they are kept, for a mask to be laid over them: in the columns of EVENT_SCHEMA, those of ABSENT empty."""
    beside = blocks(root, (day for day, serials in wanted if len(serials) <= FEW))
    few = [serial for day, serials in wanted if day in beside for serial in serials]
    parts = []
    if few:
        with suppress(OSError, ValueError, msgspec.MsgspecError):  # a file beside is a shortcut: without it the day's own is read
            parts.append(taken(beside.values(), few))
    left = {day: serials for day, serials in wanted if not parts or day not in beside}
    if left:
        numbers = [serial for serials in left.values() for serial in serials]
        base, params = source(held(root, left))
        names = ", ".join(f'"{name}"' for name in SCHEMA.names)
        sql = f"SELECT {names} FROM {base} WHERE serial IN (SELECT unnest($serials::BIGINT[])) AND serial BETWEEN $lowest AND $highest"  # noqa: S608
        bound = params | {"serials": numbers, "lowest": min(numbers), "highest": max(numbers)}
        parts.append(widened(table(sql, bound)))
    return pa.concat_tables(parts)


def _cursor(position: Position) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def _position(cursor: str) -> Position:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Position)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ValueError("not a position in this list") from error
