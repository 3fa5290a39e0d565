"""What the roll-ups of the last days say of sources: events and telling nodes by day. Belongs here: reading, grouping. Never: who may see.

The scope given is the one gate's: what it hides counts for nothing, what it anonymises counts. A node is a detector of one sender. Only
single addresses count; a source that is a prefix accuses nobody in particular.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal import rollup
from hsoc.journal.day_cube import addressed
from hsoc.journal.day_gate import Audience, allowed, coded, guarded
from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import Scope
from hsoc.journal.event_rows import versions
from hsoc.journal.networks import Networks
from hsoc.journal.reputation import Ints, Level
from hsoc.journal.shelf import Shelf
from hsoc.records.address import V4_MAPPED

KEPT: Final = 128  # days ready for one audience, 40 bytes a row of about 80,000
PREFIX4: Final = 8  # bits left out of an IPv4 address: its /24
PREFIX6: Final = 16  # bits left out of the upper half of an IPv6 address: its /48

Keys = NDArray[np.bytes_]  # 16 bytes, most significant first: an address, a prefix (its first address) or a network (its number)


class Day(msgspec.Struct, frozen=True):
    """Sources of one day that count. Per row: address, code of its node and its kind, events. nodes: (org, detector); kinds: categories."""

    hi: Ints
    lo: Ints
    node: Ints
    nodes: tuple[tuple[int, str], ...]
    kind: Ints
    kinds: tuple[str, ...]
    events: Ints


class Counted(msgspec.Struct, frozen=True):
    """One day at one level: distinct keys in order, and for each the events and the distinct nodes that told them."""

    keys: Keys
    events: Ints
    nodes: Ints


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One day of one key: what its score is made of."""

    day: str
    events: int
    nodes: int
    detectors: tuple[str, ...]
    categories: tuple[str, ...]


_days: Shelf[Day] = Shelf(KEPT)
_counted: Shelf[Counted] = Shelf(3 * KEPT)
_NONE: Final = np.empty(0, np.int64)
EMPTY: Final = Day(hi=_NONE, lo=_NONE, node=_NONE, nodes=(), kind=_NONE, kinds=(), events=_NONE)


def days(root: Path, wanted: tuple[str, ...], *, scope: Scope) -> tuple[Day, ...]:
    """The days asked for, in their order; an empty one where nothing counts."""
    return tuple(_day(root, day, version, scope) for day, version in zip(wanted, versions(root, wanted), strict=True))


def counts(
    root: Path, wanted: tuple[str, ...], level: Level = Level.ADDRESS, *, scope: Scope, networks: Networks | None = None
) -> tuple[Counted, ...]:
    """The sums of these days, remembered as long as a day does not change."""
    return tuple(_sums(root, day, version, level, scope, networks) for day, version in zip(wanted, versions(root, wanted), strict=True))


def _sums(root: Path, day: str, version: str, level: Level, scope: Scope, networks: Networks | None) -> Counted:
    key = (str(root), day, version, level, scope.of_day(day_bounds(day)[1]), networks)
    found = _counted.get(key)
    return found or _counted.put(key, counted(_day(root, day, version, scope), level, networks))


def _day(root: Path, day: str, version: str, scope: Scope) -> Day:
    if not version:
        return EMPTY
    scope = scope.of_day(day_bounds(day)[1])
    key = (str(root), day, version, scope)
    known = _days.get(key)
    if known is None:
        parts = rollup.parts(root, day, only=("sources",))
        known = _days.put(key, EMPTY if parts is None else _counting(parts["sources"], scope))
    return known


def _counting(part: pa.Table, scope: Scope) -> Day:
    audience, (address, addresses) = Audience(part), addressed(part)
    seen = audience.view(scope, allowed(list(dict.fromkeys(audience.values(scope))), scope))
    hidden = guarded(addresses, scope) if len(addresses) else np.empty(0, np.bool_)
    single = addresses[:, 2] == 128
    if not part.num_rows:
        return EMPTY
    kept = seen.shown & (seen.whole | ~hidden[address]) & single[address]
    part = part.filter(pa.array(kept))
    node, kind = coded(part, ("org", "detector")), coded(part, ("category",))
    return Day(
        hi=part.column("hi").to_numpy(), lo=part.column("lo").to_numpy(),
        node=node.codes, nodes=tuple((org, detector) for org, detector in node.values),
        kind=kind.codes, kinds=tuple(category for (category,) in kind.values), events=part.column("threats").to_numpy(),
    )  # fmt: skip


def packed(hi: Ints, lo: Ints) -> Keys:
    """Keys of columns of halves; they sort as the addresses do."""
    halves = np.empty((len(hi), 2), ">u8")
    halves[:, 0], halves[:, 1] = hi.view(np.uint64), lo.view(np.uint64)
    return np.frombuffer(halves.tobytes(), "S16")


def unpacked(keys: Keys) -> tuple[Ints, Ints]:
    """Halves of keys."""
    halves = np.frombuffer(keys.tobytes(), ">u8").reshape(-1, 2).astype(np.uint64).view(np.int64)
    return np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1])


def keys_of(hi: Ints, lo: Ints, level: Level, networks: Networks | None = None) -> Keys:
    """The key of each address at a level; an address of no known network has the number 0."""
    if level is Level.NETWORK:
        table = networks or Networks()
        numbers = np.array([entry.asn for entry in table.entries] + [0], np.int64)
        return packed(np.zeros(len(hi), np.int64), numbers[table.index(hi, lo)])  # UNKNOWN = -1 is the last one
    if level is Level.PREFIX:
        v4 = (hi == 0) & (lo >> 32 == V4_MAPPED >> 32)
        return packed(np.where(v4, 0, hi >> PREFIX6 << PREFIX6), np.where(v4, lo >> PREFIX4 << PREFIX4, 0))
    return packed(hi, lo)


def _ranked(keys: Keys, *less: Ints) -> NDArray[np.int64]:
    """The order of keys, of equal ones that of `less`; numbers sort several times as quickly as text."""
    hi, lo = unpacked(keys)
    return np.lexsort((*less, lo.view(np.uint64), hi.view(np.uint64)))


def _fresh(ranked: Keys) -> NDArray[np.bool_]:
    """Where another key begins."""
    return np.append([True], ranked[1:] != ranked[:-1]) if len(ranked) else np.empty(0, np.bool_)


def counted(day: Day, level: Level = Level.ADDRESS, networks: Networks | None = None) -> Counted:
    """A day's sums by key."""
    rows = keys_of(day.hi, day.lo, level, networks)
    order = _ranked(rows, day.node)
    keys, node = rows[order], day.node[order]
    if not len(keys):
        return Counted(keys, day.events, day.events)
    fresh = _fresh(keys)
    other = fresh | np.append([True], node[1:] != node[:-1])
    starts = np.flatnonzero(fresh)
    return Counted(keys[starts], np.add.reduceat(day.events[order], starts), np.add.reduceat(other.astype(np.int64), starts))


def aligned(of_days: tuple[Counted, ...]) -> tuple[Keys, Ints, Ints]:
    """(keys, events, nodes) of several days: the union of the keys in order, the others (days, keys)."""
    every = np.concatenate([one.keys for one in of_days]) if of_days else np.empty(0, "S16")
    order = _ranked(every)
    fresh = _fresh(every[order])
    keys = every[order][fresh]
    place = np.empty(len(every), np.int64)
    place[order] = np.cumsum(fresh) - 1
    day = np.repeat(np.arange(len(of_days)), [len(one.keys) for one in of_days])
    events, nodes = (np.zeros((len(of_days), len(keys)), np.int64) for _ in range(2))
    if len(every):
        events[day, place] = np.concatenate([one.events for one in of_days])
        nodes[day, place] = np.concatenate([one.nodes for one in of_days])
    return keys, events, nodes


def looked_up(of_days: tuple[Counted, ...], keys: Keys) -> tuple[Ints, Ints]:
    """(events, nodes), each (days, keys), of these keys; 0 where a day does not know one."""
    events, nodes = (np.zeros((len(of_days), len(keys)), np.int64) for _ in range(2))
    for number, one in enumerate(of_days):
        if len(one.keys):
            place = np.minimum(np.searchsorted(one.keys, keys), len(one.keys) - 1)
            there = one.keys[place] == keys
            events[number, there], nodes[number, there] = one.events[place[there]], one.nodes[place[there]]
    return events, nodes


def reasons(
    names: tuple[str, ...], of_days: tuple[Day, ...], key: Keys, level: Level, networks: Networks | None = None
) -> tuple[Reason, ...]:
    """What each day (named in the same order) knows of one key (an array of one); a quiet day has no events."""
    return tuple(_reason(name, day, key, level, networks) for name, day in zip(names, of_days, strict=True))


def _reason(name: str, day: Day, key: Keys, level: Level, networks: Networks | None) -> Reason:
    rows = keys_of(day.hi, day.lo, level, networks)
    mine = np.flatnonzero(rows == key[0])
    nodes, kinds = np.unique(day.node[mine]).tolist(), np.unique(day.kind[mine]).tolist()
    return Reason(
        day=name, events=int(day.events[mine].sum()), nodes=len(nodes),
        detectors=tuple(sorted({day.nodes[one][1] for one in nodes} - {""})), categories=tuple(sorted(day.kinds[one] for one in kinds)),
    )  # fmt: skip


def forget() -> None:
    """Forget what was read; for measuring a cold start."""
    _days.clear()
    _counted.clear()
