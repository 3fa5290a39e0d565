"""What a daily view asks of a day: of its roll-up where that can tell, else of its events. Belongs here: the asking. Never: comparing days.

Of the events come only what a roll-up does not keep: a day up to a minute, and the threats for a person. Each such question reads only the
columns it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from hsoc.journal import rollup
from hsoc.journal.daily import Attention, Drops, Figures
from hsoc.journal.day_cube import Cube, Keys
from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import EVERYTHING, Scope, seen, written
from hsoc.journal.event_rows import Held, Params, asked, source, versions
from hsoc.journal.shelf import Shelf

MOST_ATTENTION: Final = 8  # threats listed for a person; the count says how many there are
SOURCES_KEPT: Final = 512  # days whose distinct sources are remembered, 8 bytes each source
CUBES_KEPT: Final = 6  # days ready for any audience: about 10 MB each of 80,000 events

DROPS: Final = """
    count(*), count(*) FILTER (disposition = 'preventive'), count(*) FILTER (disposition = 'reactive'),
    count(*) FILTER (disposition = 'passed'), count(*) FILTER (disposition <> 'passed' AND basis = 'confirmed'),
    count(*) FILTER (disposition <> 'passed' AND basis <> 'confirmed'), count(*) FILTER (disposition = 'reactive' AND dry_run)
"""
_MOST: Final = "4e18"  # of a sum: foreign senders may claim any figure
SUMS: Final = ", ".join(f"least(sum({name}), {_MOST})::BIGINT" for name in ("detections", "flows", "packets", "bytes"))


class Base(msgspec.Struct, frozen=True):
    """Where the rows of a question come from: a sub-select, its parameters, and a condition."""

    sql: str
    params: Params
    where: str = ""

    def ask(self, select: str, rest: str = "", *, also: str = "", **params: Any) -> list[tuple[Any, ...]]:
        """SELECT … FROM the rows …; every fragment is this package's own."""
        where = " AND ".join(part for part in (self.where, also) if part)
        return asked(f"SELECT {select} FROM {self.sql}{' WHERE ' + where if where else ''} {rest}", self.params | params)  # noqa: S608


def base(found: Held, *, scope: Scope, member: int | None) -> Base:
    """The rows of these files for a scope, of the network (None) or one member."""
    origin, params = source(found)
    visible, params = seen(scope, origin, params)
    if member is None:
        return Base(visible, params)
    return Base(visible, params | {"member": member}, "member = $member")


def drops(values: tuple[Any, ...]) -> Drops:
    """The seven counts of DROPS."""
    names = ("threats", "preventive", "reactive", "passed", "confirmed", "expected", "dry_run")
    return Drops(**dict(zip(names, values, strict=True)))


def figures_of(values: list[Any], new_sources: int) -> Figures:
    """The values of DROPS and SUMS, the distinct sources and the members concerned."""
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


_ATTENTION: Final = (
    "id", "day", "category", "detector", "vector", "severity", "member", "port", "proto", "first", "last", "why", "detections", "sources",
)  # fmt: skip


def attention(rows: Base, serials: tuple[int, ...]) -> tuple[Attention, ...]:
    """These threats in their order; one that an update has superseded meanwhile is left out."""
    if not serials:
        return ()
    taken = "serial, " + ", ".join(f'"{name}"' for name in _ATTENTION) + ", src_hi, src_lo, src_bits"
    these = "serial IN (SELECT unnest($chosen::BIGINT[])) AND serial BETWEEN $lowest AND $highest"
    size = len(_ATTENTION) + 1
    found = {
        one[0]: Attention(**dict(zip(_ATTENTION, one[1:size], strict=True)), source=written(*one[size : size + 3]))
        for one in rows.ask(taken, also=these, chosen=list(serials), lowest=min(serials), highest=max(serials))
    }
    return tuple(found[serial] for serial in serials if serial in found)


# --- days in the roll-up -----------------------------------------------------------------------------------------------------------
_cubes: Shelf[Cube] = Shelf(CUBES_KEPT)
_sources: Shelf[Keys] = Shelf(SOURCES_KEPT)
_unions: Shelf[Keys] = Shelf(4)  # neighbouring days of a reader who turns pages


def cube_of(root: Path, day: str, version: str) -> Cube | None:
    """The day's roll-up ready for any audience, None where the day holds nothing."""
    key = (str(root), day, version)
    known = _cubes.get(key)
    if known is not None:
        return known
    parts = rollup.parts(root, day)
    return None if parts is None else _cubes.put(key, Cube(parts))


def totals_of(root: Path, day: str, version: str, *, scope: Scope, member: int | None) -> Figures | None:
    """The totals of a day without its new sources, None where the day holds nothing."""
    parts = rollup.parts(root, day, only=("fates", "sources"), thin=not scope.rules)
    if parts is None:
        return None
    cube = Cube(rollup.empty() | parts)
    _sources.put((str(root), day, version), cube.seen(EVERYTHING, None).keys())  # whoever looks at a day asks for these next
    return cube.seen(scope.of_day(day_bounds(day)[1]), member).figures(0)


def sources_before(root: Path, days: tuple[str, ...]) -> Keys:
    """The sources seen anywhere in the network on these days (tests too), sorted: new is new to all of us."""
    held_versions = [(day, version) for day, version in zip(days, versions(root, days), strict=True) if version]
    union = _unions.get((str(root), *held_versions))
    if union is None:
        parts = [_sources_of_day(root, day, version) for day, version in held_versions]
        union = _unions.put((str(root), *held_versions), np.unique(np.concatenate(parts)) if parts else np.empty(0, np.uint64))
    return union


def _sources_of_day(root: Path, day: str, version: str) -> Keys:
    key = (str(root), day, version)
    known = _sources.get(key)
    if known is not None:
        return known
    parts = rollup.parts(root, day, only=("sources",), thin=True)
    return _sources.put(key, Cube(rollup.empty() | parts).seen(EVERYTHING, None).keys() if parts else np.empty(0, np.uint64))


def forget() -> None:
    """Forget what was read; for measuring a cold start."""
    for shelf in (_cubes, _sources, _unions):
        shelf.clear()
    rollup.forget()
