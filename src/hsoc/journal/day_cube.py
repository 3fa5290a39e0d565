"""A day's roll-up as arrays, and its figures for one audience. Belongs here: sums and distinct counts. Never: who may see (the gate says).

The gate is asked about few rows: which combinations of the audience's columns are visible, which whole, and which sources are guarded. The
rest is arithmetic over the roll-up, exact for sources and members too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.daily import SLOTS_PER_HOUR, Drops, Figures, Reason, Row, Top
from hsoc.journal.day_gate import Answers, Audience, Coded, Ints, Mask, View, allowed, coded, guarded
from hsoc.journal.event_list import Scope, written
from hsoc.journal.rollup import KIND, Parts
from hsoc.journal.shelf import Shelf

TOP: Final = 10  # sources and targets shown
MOST_REASONS: Final = 12
MOST_ROWS: Final = 60  # lines of a table: foreign senders may invent categories and vectors
_UNTOLD: Final = -1  # in place of the code of a service that a member's rule does not tell
_SUMMED: Final = ("threats", "detections", "flows", "packets", "bytes")

Kind = tuple[str, str, str]
Keys = NDArray[np.uint64]


def _ints(part: pa.Table, name: str) -> Ints:
    found: Ints = part.column(name).to_numpy()
    return found


def addressed(part: pa.Table) -> tuple[Ints, Ints]:
    """(code of each row's address, the distinct addresses as rows hi, lo, bits)."""
    packed = np.ascontiguousarray(np.column_stack([_ints(part, name) for name in ("hi", "lo", "bits")]))
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(24), len(packed), [None, pa.py_buffer(packed.tobytes())])
    coded = fixed.dictionary_encode()
    if not len(packed):
        return np.empty(0, np.int64), np.empty((0, 3), np.int64)
    distinct = np.frombuffer(memoryview(coded.dictionary.buffers()[1]), np.int64)[: 3 * len(coded.dictionary)].reshape(-1, 3)  # type: ignore[arg-type]
    return coded.indices.to_numpy().astype(np.int64), distinct


def keys_of(addresses: Ints) -> Keys:
    """Addresses (rows hi, lo, bits) as one number each, to tell known sources from new ones over days."""
    high, low, bits = (addresses[:, place].astype(np.uint64) for place in range(3))
    with np.errstate(over="ignore"):
        mixed = (high ^ (high >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= (low ^ (low >> np.uint64(32))) * np.uint64(0xC2B2AE3D27D4EB4F) + bits
        mixed ^= mixed >> np.uint64(31)
        return mixed * np.uint64(0xD6E8FEB86659FD93)


class _Side:
    """Sources or targets of a day."""

    def __init__(self, part: pa.Table) -> None:
        self._part = part
        self.audience = Audience(part)
        self.address, self.addresses = addressed(part)
        self.threats = _ints(part, "threats")

    # what a thin part does not have, and counting does not need
    @cached_property
    def kind(self) -> Coded:
        return coded(self._part, KIND)

    @cached_property
    def how(self) -> Coded:
        return coded(self._part, ("port", "proto"))

    @cached_property
    def dropped(self) -> Ints:
        return _ints(self._part, "dropped")

    @cached_property
    def detections(self) -> Ints:
        return _ints(self._part, "detections")


class Cube:
    """One day, for every audience. parts: of hsoc.journal.rollup."""

    def __init__(self, parts: Parts) -> None:
        fates, quarters = parts["fates"], parts["quarters"]
        self.fate = coded(fates, (*KIND, "disposition", "basis", "why", "dry_run"))
        self.fate_audience = Audience(fates)
        self.sums = {name: _ints(fates, name) for name in _SUMMED}
        self.quarter, self.quarter_audience = coded(quarters, ("category", "quarter", "disposition")), Audience(quarters)
        self.quarter_threats = _ints(quarters, "threats")
        passing = parts["passing"]
        self.passing_audience, self.passing_threats = Audience(passing), _ints(passing, "threats")
        self.passing = np.column_stack([_ints(passing, name) for name in ("severity", "detections", "serial")])
        self.sources, self.targets = _Side(parts["sources"]), _Side(parts["targets"])
        self.keys = keys_of(self.sources.addresses)
        self._answers: Shelf[tuple[Answers, Mask]] = Shelf(64)

    def seen(self, scope: Scope, member: int | None) -> Seen:
        """The day as a scope sees it, of the network (None) or one member. What waits in the scope waits here, too: see Scope.of_day."""
        known = self._answers.get(scope)
        if known is None:
            parts = (self.fate_audience, self.quarter_audience, self.passing_audience, self.sources.audience, self.targets.audience)
            values = list({value: None for one in parts for value in one.values(scope)})
            known = self._answers.put(scope, (allowed(values, scope), guarded(self.sources.addresses, scope)))
        return Seen(self, member, scope, *known)


class Seen:
    """One day for one audience."""

    def __init__(self, cube: Cube, member: int | None, scope: Scope, answers: Answers, hidden: Mask) -> None:
        self._cube = cube
        fates = cube.fate_audience.view(scope, answers, member)
        self._fates, self._concerned = fates.shown, fates.concerned
        self._quarters = cube.quarter_audience.view(scope, answers, member).shown
        passing = cube.passing_audience.view(scope, answers, member)
        self._passing = passing.shown & passing.whole  # what happened to others wants nothing of this reader
        self._from = cube.sources.audience.view(scope, answers, member)
        self._to = cube.targets.audience.view(scope, answers, member)
        self._sources = self._from.shown & (self._from.whole | ~hidden[cube.sources.address])
        self._targets = self._to.shown & self._to.whole

    def _distinct_sources(self) -> Mask:
        side = self._cube.sources
        return _counts(side.address, side.threats, self._sources, len(side.addresses)) > 0

    def keys(self) -> Keys:
        """The distinct sources as numbers, sorted."""
        return np.sort(self._cube.keys[self._distinct_sources()])

    def figures(self, new_sources: int) -> Figures:
        """The totals."""
        lines = _lines(self._cube, self._fates, lambda _: "")
        drops, sums = lines.get("", (Drops(), dict.fromkeys(_SUMMED, 0)))
        threats = self._cube.sums["threats"]
        members = _pairs(np.zeros_like(self._concerned), self._concerned, threats, self._fates & (self._concerned > 0))
        return Figures(
            drops=drops, detections=sums["detections"], sources=int(self._distinct_sources().sum()), new_sources=new_sources,
            members=members.get(0, 0), flows=sums["flows"], packets=sums["packets"], bytes=sums["bytes"],
        )  # fmt: skip

    def rows(self, name: Callable[[Kind], str]) -> tuple[Row, ...]:
        """Lines of a table, the largest first; name: (category, detector, vector) → the line's name."""
        cube = self._cube
        lines = _lines(cube, self._fates, name)
        largest = sorted(lines.items(), key=lambda one: (-one[1][0].threats, one[0]))[:MOST_ROWS]
        place = {line: number for number, (line, _) in enumerate(largest)}
        side = cube.sources
        by_kind = np.array([place.get(name(one), -1) for one in side.kind.values], np.int64)
        sources = _pairs(by_kind[side.kind.codes] if len(by_kind) else side.kind.codes, side.address, side.threats, self._sources)
        by_fate = np.array([place.get(name(one[:3]), -1) for one in cube.fate.values], np.int64)
        kinds = by_fate[cube.fate.codes] if len(by_fate) else cube.fate.codes
        members = _pairs(kinds, self._concerned, cube.sums["threats"], self._fates & (self._concerned > 0))
        return tuple(
            Row(
                name=line, drops=drops, detections=sums["detections"], sources=sources.get(place[line], 0),
                members=members.get(place[line], 0), packets=sums["packets"], bytes=sums["bytes"],
            )
            for line, (drops, sums) in largest
        )  # fmt: skip

    def grid(self, hours: int) -> tuple[tuple[tuple[str, tuple[int, ...]], ...], tuple[tuple[int, int, int], ...]]:
        """(heat: category → threats an hour, largest category first; timeline: per quarter-hour preventive, reactive, passed)."""
        cube = self._cube
        counts = _counts(cube.quarter.codes, cube.quarter_threats, self._quarters, len(cube.quarter.values))
        heat: dict[str, list[int]] = {}
        line = [[0, 0, 0] for _ in range(hours * SLOTS_PER_HOUR)]
        place = {"preventive": 0, "reactive": 1}
        for (category, quarter, disposition), count in zip(cube.quarter.values, counts.tolist(), strict=True):
            if count:
                inside = min(max(quarter, 0), len(line) - 1)
                heat.setdefault(category, [0] * hours)[inside // SLOTS_PER_HOUR] += count
                line[inside][place.get(disposition, 2)] += count
        largest = sorted(heat.items(), key=lambda one: (-sum(one[1]), one[0]))[:MOST_ROWS]
        return tuple((name, tuple(counts)) for name, counts in largest), tuple((a, b, c) for a, b, c in line)

    def reasons(self) -> tuple[Reason, ...]:
        """Why threats passed, the most frequent first."""
        cube, found = self._cube, dict[str, int]()
        counts = _counts(cube.fate.codes, cube.sums["threats"], self._fates, len(cube.fate.values))
        for one, count in zip(cube.fate.values, counts.tolist(), strict=True):
            if one[3] == "passed" and count:
                found[one[5]] = found.get(one[5], 0) + count
        largest = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_REASONS]
        return tuple(Reason(why=why, threats=count) for why, count in largest)

    def passing(self, most: int) -> tuple[tuple[int, ...], int]:
        """(serials of the weightiest threats for a person, the heaviest first; how many there are)."""
        rows = self._cube.passing[self._passing]
        serials = pa.array(rows[:, 2]).dictionary_encode()
        codes = serials.indices.to_numpy().astype(np.int64)
        left = _counts(codes, self._cube.passing_threats[self._passing], np.ones(len(codes), np.bool_), len(serials.dictionary)) > 0
        _, first = np.unique(codes, return_index=True)  # the superseded one and its subtraction have one serial
        kept = rows[first[left]]
        order = np.lexsort((-kept[:, 2], -kept[:, 1], -kept[:, 0]))[:most]
        return tuple(kept[order, 2].tolist()), len(kept)

    def top_sources(self, known: Keys) -> tuple[Top, ...]:
        """The busiest sources; known: sorted keys of sources seen before, to mark new ones."""
        fresh = ~among(self._cube.keys, known)
        return tuple(
            msgspec.structs.replace(top, member=0, first_time=bool(fresh[code]))
            for code, top in _tops(self._cube.sources, self._from, self._sources)
        )

    def top_targets(self) -> tuple[Top, ...]:
        """The busiest targets of those that the scope sees whole."""
        return tuple(msgspec.structs.replace(top, members=0) for _, top in _tops(self._cube.targets, self._to, self._targets))


def _counts(codes: Ints, weights: Ints, mask: Mask, size: int) -> Ints:
    found = np.zeros(size, np.int64)
    np.add.at(found, codes[mask], weights[mask])
    return found


def _pairs(lines: Ints, values: Ints, threats: Ints, mask: Mask) -> dict[int, int]:
    """Line → how many distinct values have a threat left on it; line -1 is no line."""
    kept = mask & (lines >= 0)
    if not kept.any():
        return {}
    lines, values, threats = lines[kept], values[kept], threats[kept]
    size = int(values.max()) + 1
    pairs = pa.array(lines * size + values).dictionary_encode()
    left = _counts(pairs.indices.to_numpy().astype(np.int64), threats, np.ones(len(threats), np.bool_), len(pairs.dictionary)) > 0
    found = np.bincount(pairs.dictionary.to_numpy()[left] // size)
    return {line: int(count) for line, count in enumerate(found.tolist()) if count}


def _lines(cube: Cube, mask: Mask, name: Callable[[Kind], str]) -> dict[str, tuple[Drops, dict[str, int]]]:
    """Per line its fates and sums."""
    size = len(cube.fate.values)
    # figures of foreign senders may be huge: those are summed as floats, exact up to 9e15
    sums = {
        one: np.bincount(cube.fate.codes[mask], weights=cube.sums[one][mask].astype(np.float64), minlength=size).tolist() for one in _SUMMED
    }
    found: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for place, (category, detector, vector, disposition, basis, _why, dry_run) in enumerate(cube.fate.values):
        threats = int(sums["threats"][place])
        if not threats:
            continue
        drops, added = found.setdefault(name((category, detector, vector)), ({}, {}))
        names = ["threats", disposition if disposition in {"preventive", "reactive"} else "passed"]
        if disposition != "passed":
            names.append("confirmed" if basis == "confirmed" else "expected")
        if disposition == "reactive" and dry_run:
            names.append("dry_run")
        for one in names:
            drops[one] = drops.get(one, 0) + threats
        for one in _SUMMED:
            added[one] = added.get(one, 0) + int(sums[one][place])
    return {line: (Drops(**drops), added) for line, (drops, added) in found.items()}


def _tops(side: _Side, seen_by: View, mask: Mask) -> list[tuple[int, Top]]:
    """The busiest addresses: most threats first, of equals the lower address. Kind and port are those of most of its detections."""
    counts = _counts(side.address, side.threats, mask, len(side.addresses))
    least = np.partition(counts, -TOP)[-TOP] if len(counts) > TOP else 0
    candidates = np.flatnonzero(counts >= max(least, 1))
    names = side.addresses[candidates]
    chosen = candidates[np.lexsort((names[:, 2], names[:, 1], names[:, 0], -counts[candidates]))[:TOP]]
    wanted = np.zeros(len(counts), np.bool_)
    wanted[chosen] = True
    touched = np.flatnonzero(mask & wanted[side.address])
    found = []
    for code in chosen.tolist():
        rows = touched[side.address[touched] == code]
        by: dict[tuple[int, int], int] = {}
        concerned: dict[int, int] = {}
        for row in rows.tolist():
            key = int(side.kind.codes[row]), int(side.how.codes[row]) if seen_by.told[row] else _UNTOLD
            by[key] = by.get(key, 0) + int(side.detections[row])
            member = int(seen_by.concerned[row])
            concerned[member] = concerned.get(member, 0) + int(side.threats[row])
        kind, how = max(by, key=lambda one: (by[one], side.kind.values[one[0]], _how(side, one[1])))
        members = [member for member, threats in concerned.items() if member > 0 and threats > 0]
        (category, detector, vector), (port, proto) = side.kind.values[kind], _how(side, how)
        hi, lo, bits = side.addresses[code].tolist()
        found.append((code, Top(
            address=written(hi, lo, bits), category=category, detector=detector, vector=vector, port=port, proto=proto,
            threats=int(counts[code]), detections=sum(by.values()), members=len(members), member=max(members, default=0),
            dropped=int(side.dropped[rows].sum()),
        )))  # fmt: skip
    return found


def _how(side: _Side, code: int) -> tuple[int, int]:
    port, proto = side.how.values[code] if code != _UNTOLD else (-1, -1)
    return port, proto


def among(keys: Keys, known: Keys) -> Mask:
    """Which keys are in the sorted ones."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    same: Mask = known[place] == keys
    return same


def new_among(keys: Keys, known: Keys) -> int:
    """How many of the keys are not known."""
    return int(len(keys) - np.count_nonzero(among(keys, known)))


def by_category(kind: Kind) -> str:
    """The category."""
    return kind[0]


def by_vector(kind: Kind) -> str:
    """`detector/vector`; of a foreign event, that names no detector, `category/vector`."""
    return f"{kind[1] or kind[0]}/{kind[2]}"
