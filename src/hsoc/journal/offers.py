"""What an organisation's events were to the others, and others' events to it, by day. Belongs here: reading roll-ups, rules over them.

The gate judges: `event_list.seen` is asked about each combination that a rule can tell apart, never about each event, so a quarter of a
year costs what a day costs. Only of days that a delay still reaches are the events themselves asked, and only the organisation's own.
Never: another organisation's rules. What it keeps back of a common event is its own matter, so nobody learns it from a sum.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import numpy as np
import pyarrow as pa

from hsoc.journal import rollup
from hsoc.journal.day_gate import answers, coded
from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import Scope, seen
from hsoc.journal.event_rows import Params, asked, held, source, table, versions
from hsoc.journal.event_sharing import MINUTE, Rules, looked_at, numbered, of_day
from hsoc.journal.shelf import Shelf
from hsoc.records.tlp import TLP

KEPT: Final = 4096  # days of an organisation, some kB each: 90 days of 45 hospitals
_TOLD: Final = ("category", "member", "org", "tlp")  # what a line or its label needs, whatever the rules are
_LINE: Final = ("day", *(name for name in rollup.OFFERED if name != "test"), "threats", "dropped")
_MINE: Final = "(member = $who OR org = $who) AND NOT test"
_FILES: Final = "read_parquet($files, hive_partitioning=false)"
_FOREVER: Final = 4 * 10**18  # ms; by then every delay is over

_TEXTS: Final = {"category", "client", "tlp", "day"}  # texts, all else are numbers
_SCHEMA: Final = pa.schema([(name, pa.string() if name in _TEXTS else pa.int64()) for name in _LINE])
_EMPTY: Final = pa.Table.from_batches([], _SCHEMA)  # empty_table() would look for pandas, a second of every start where it is installed

_days: Shelf[pa.Table] = Shelf(KEPT)
_stopped: Shelf[frozenset[tuple[int, int, int]]] = Shelf(KEPT)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one day that are alike. org: who told them; about: they concern the organisation.

    state: `given`, `waiting` (a delay is not over), `rule` (one of its own keeps it), `red` (the label), `profile` (it gives nothing).
    rule: place from 0 of its rule that decides, -1 where none fits; label: of the copy, '' where there is none.
    """

    day: str
    category: str
    org: int
    about: bool
    state: str
    rule: int
    label: str
    threats: int
    dropped: int


def lines(root: Path, days: tuple[str, ...], *, scope: Scope, organisation: int, now: int) -> tuple[Line, ...]:
    """The events of these days that concern the organisation or that it sent, less trials; scope: of the others, with its rules alone.

    now in ms. Raises TooSlow.
    """
    rows = _rows(root, days, organisation)
    if not rows.num_rows:
        return ()
    mine = next((one for one in scope.rules if one.org == organisation), Rules(org=organisation))
    columns = tuple(dict.fromkeys((*_TOLD, *looked_at((mine,)))))  # a quarter of a year has thousands of ports, mostly nobody's matter
    alike = coded(rows, columns)
    kinds = _judged(columns, alike.values, scope, mine, now)
    names = sorted(set(kinds))
    place = {kind: number for number, kind in enumerate(names)}
    day = rows.column("day").combine_chunks().dictionary_encode()
    kind = np.array([place[one] for one in kinds], np.int64)[alike.codes]
    slot = day.indices.to_numpy().astype(np.int64) * len(names) + kind
    size = len(day.dictionary) * len(names)
    threats, dropped = (np.bincount(slot, rows.column(one).to_numpy(), size).astype(np.int64).tolist() for one in ("threats", "dropped"))
    sums = {(one, *names[number]): threats[at * len(names) + number]
            for at, one in enumerate(day.dictionary.to_pylist()) for number in range(len(names))}  # fmt: skip
    drops = dict(zip(sums, dropped, strict=True))
    for key, count in _waiting(root, days, scope, mine, now).items():
        given, waits = (*key[:4], "given", *key[4:]), (*key[:4], "waiting", *key[4:])
        moved = min(count, sums.get(given, 0))  # an event may have come between the two looks
        sums[waits] = moved
        sums[given] = sums.get(given, 0) - moved
    return tuple(
        Line(day=key[0], category=key[1], org=key[2], about=key[3], state=key[4], rule=key[5], label=key[6], threats=count,
             dropped=drops.get(key, 0))
        for key, count in sorted(sums.items()) if count
    )  # fmt: skip


def _judged(columns: tuple[str, ...], alike: list[tuple[Any, ...]], scope: Scope, mine: Rules, now: int) -> list[tuple[Any, ...]]:
    """Of each combination (category, org, about, state, rule, label) once all delays are over."""
    lists: dict[str, list[Any]] = {name: [one[place] for one in alike] for place, name in enumerate(columns)}
    lists["place"] = list(range(len(alike)))
    settled = msgspec.structs.replace(scope, rules=of_day(scope.rules, end=-_FOREVER, now=now), now=0)
    labels = dict(answers(settled, lists, "place, tlp"))
    params: Params = {name: lists[name] for name in ("place", "category", "severity", "client", "port", "proto") if name in lists}
    made = ", ".join(f"unnest(${name}::{'VARCHAR' if name in {'category', 'client'} else 'BIGINT'}[]) AS {name}" for name in params)
    decided = dict(asked(f"SELECT place, {_place(mine, params)} FROM (SELECT {made})", params))  # noqa: S608
    out = mine.org in scope.hidden
    found = []
    for number, one in enumerate(alike):
        row = dict(zip(columns, one, strict=True))
        label = labels.get(number, "")
        state = "given" if label else "red" if row["tlp"] == TLP.RED.value else "profile" if out else "rule"
        found.append((row["category"], row["org"], row["member"] == mine.org, state, decided[number], label))
    return found


def _place(mine: Rules, params: Params) -> str:
    """SQL: the place from 0 of the rule that decides, -1 where none fits; adds to params."""
    if not mine.rules:
        return "-1"
    # places begin at 1 for whoever has no rules; those of the one who is asked about follow from 2
    found = f"({numbered((mine,), str(int(mine.org)), params)} - 2)"
    return f"CASE WHEN {found} = {len(mine.rules)} THEN -1 ELSE {found} END"


def _waiting(root: Path, days: tuple[str, ...], scope: Scope, mine: Rules, now: int) -> dict[tuple[Any, ...], int]:
    """(day, category, org, about, rule, label) → events that are given, but later than `now`."""
    late = [day for day in days if day_bounds(day)[1] + mine.longest * MINUTE > now] if mine.longest else []
    found = held(root, late)
    if not found.files:
        return {}
    origin, params = source(found)
    bound = params | {"who": mine.org}
    rule = _place(mine, bound)
    own = f"(SELECT *, {rule} AS rule, org AS teller, member = $who AS about FROM {origin} WHERE {_MINE})"  # noqa: S608
    visible, bound = seen(msgspec.structs.replace(scope, now=_FOREVER), own, bound)
    keys = "day, category, teller, about, rule, tlp"
    sql = f"SELECT {keys}, count(*) FROM {visible} WHERE due > $at GROUP BY {keys}"  # noqa: S608
    return {one[:-1]: int(one[-1]) for one in asked(sql, bound | {"at": now})}


def stopped(root: Path, days: tuple[str, ...], *, organisation: int) -> int:
    """How many sources others saw whose traffic towards the organisation was dropped, each once. Raises TooSlow."""
    found: set[tuple[int, int, int]] = set()
    for one in _sources(root, days, organisation):
        found |= one
    return len(found)


def _rows(root: Path, days: tuple[str, ...], organisation: int) -> pa.Table:
    """OFFERED's columns of the organisation's events, by day."""
    there = {day: version for day, version in zip(days, versions(root, days), strict=True) if version}
    keys = {day: (str(root), day, version, organisation) for day, version in there.items()}
    known = {day: found for day, key in keys.items() if (found := _days.get(key)) is not None}
    for day, found in _read(root, {day: there[day] for day in there if day not in known}, organisation).items():
        known[day] = _days.put(keys[day], found)
    return pa.concat_tables([known[day] for day in sorted(known)]) if known else _EMPTY


def _read(root: Path, wanted: dict[str, str], organisation: int) -> dict[str, pa.Table]:
    files = {day: path for day, version in wanted.items() if (path := rollup.stored(root, day, version).get(rollup.OFFERS))}
    columns = ", ".join(_LINE)
    found = []
    if files:
        try:
            found.append(table(f"SELECT {columns} FROM {_FILES} WHERE {_MINE}", {"files": list(files.values()), "who": organisation}))  # noqa: S608
        except (OSError, duckdb.Error):  # replaced by the writer just now
            files = {}
    rest = held(root, [day for day in wanted if day not in files])
    if rest.files:
        origin, params = source(rest)
        made = rollup.offered(f"(SELECT * FROM {origin} WHERE {_MINE})", params | {"who": organisation}, by_day=True)  # noqa: S608
        found.append(made.select(_LINE))
    every = pa.concat_tables([one.cast(_EMPTY.schema) for one in found]) if found else _EMPTY
    days = every.column("day").combine_chunks().dictionary_encode() if every.num_rows else None
    codes = days.indices.to_numpy() if days is not None else np.empty(0, np.int64)
    place = {day: number for number, day in enumerate(days.dictionary.to_pylist())} if days is not None else {}
    return {day: every.filter(pa.array(codes == place.get(day, -1))) for day in wanted}


def _sources(root: Path, days: tuple[str, ...], organisation: int) -> list[frozenset[tuple[int, int, int]]]:
    there = {day: version for day, version in zip(days, versions(root, days), strict=True) if version}
    keys = {day: (str(root), day, version, organisation) for day, version in there.items()}
    known = {day: found for day, key in keys.items() if (found := _stopped.get(key)) is not None}
    wanted = {day: version for day, version in there.items() if day not in known}
    files = {day: path for day, version in wanted.items() if (path := rollup.stored(root, day, version).get("sources"))}
    from_others = "member = $who AND org <> $who AND NOT test"
    read: list[tuple[Any, ...]] = []
    if files:
        sql = f"SELECT DISTINCT day, hi, lo, bits FROM {_FILES} WHERE {from_others} AND dropped > 0"  # noqa: S608
        try:
            read += asked(sql, {"files": list(files.values()), "who": organisation})
        except duckdb.Error:  # replaced by the writer just now
            files = {}
    rest = held(root, [day for day in wanted if day not in files])
    if rest.files:
        origin, params = source(rest)
        sql = (
            f"SELECT DISTINCT day, src_hi, src_lo, src_bits FROM {origin} WHERE {from_others} AND disposition <> 'passed' AND src_bits >= 0"  # noqa: S608
        )
        read += asked(sql, params | {"who": organisation})
    by_day: dict[str, set[tuple[int, int, int]]] = {day: set() for day in wanted}
    for day, hi, lo, bits in read:
        by_day[day].add((hi, lo, bits))
    return [*known.values(), *(_stopped.put(keys[day], frozenset(found)) for day, found in by_day.items())]


def forget() -> None:
    """Forget what was read; for measuring a cold start."""
    _days.clear()
    _stopped.clear()
