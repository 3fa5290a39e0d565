"""What of a window's events is told, what is held back, and the sum that proves that none was lost. Pure: time comes in.

Mentat's steps (cesnet.md §3): filters of the organisation → credibility of the detectors → threshold (the same address and class told
recently is held back) → relapses (held back, but still going on near the end of that time: told again under RECURRING). What is done
*to* an organisation has no threshold; there only news of a story already told is left out. Every event is counted in exactly one place:

    all = again + filtered + cut + held + relapsed + reported,    all = found + released

where `released` had been held back by earlier reports and is told now, so that nothing that was held back is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from hsoc.portal.reports.rules.classes import Kind
from hsoc.portal.reports.rules.items import Item, Seen, added, merged
from hsoc.portal.reports.rules.timing import Timing

BELIEF: Final = 0.5  # what all detectors of one line must reach together to be told
MOST_KEYS: Final = 2000  # addresses of one class told apart; forged own addresses must not fill the memory
MOST_ITEMS: Final = 500  # lines kept of one part; a page shows MOST_SHOWN of them
MOST_SHOWN: Final = 15  # Mentat's number
Key = tuple[str, str]  # (class, own address)


class Told(msgspec.Struct, frozen=True):
    """That something was told at `since` and is held back until `until` (ms). held: events since; tail: those near the end."""

    since: int
    until: int
    held: int = 0
    tail: Item | None = None


class Arithmetic(msgspec.Struct, frozen=True):
    """Where every event went."""

    found: int = 0
    released: int = 0
    again: int = 0
    filtered: int = 0
    cut: int = 0
    held: int = 0
    relapsed: int = 0
    reported: int = 0

    @property
    def all(self) -> int:
        """Everything that had to be accounted for."""
        return self.found + self.released

    @property
    def told(self) -> int:
        """What the report tells of."""
        return self.relapsed + self.reported

    @property
    def holds(self) -> bool:
        """Whether the sum is right."""
        return self.all == self.again + self.filtered + self.cut + self.held + self.relapsed + self.reported


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """The lines of one class, the busiest first; more_items and more_events: lines that are not kept."""

    name: str
    items: tuple[Item, ...]
    recurring: bool = False
    more_items: int = 0
    more_events: int = 0

    @property
    def events(self) -> int:
        """Events of all lines, those before (held back, told now) included."""
        return sum(one.events for one in self.items) + self.more_events


class Outcome(msgspec.Struct, frozen=True):
    """What goes out, what is remembered (None = forgotten), how often each filter and each detector was hit."""

    arithmetic: Arithmetic
    parts: tuple[Part, ...]
    told: dict[Key, Told | None]
    filter_hits: dict[int, int]
    cut_hits: dict[str, int]


Filtered = Callable[[str, str, str], int]  # (class, own address, detector) → number of the filter that takes it, 0 none


def no_filter(_class: str, _own: str, _detector: str) -> int:
    """Takes nothing."""
    return 0


def reckon(
    events: Iterable[Seen],
    *,
    kind: Kind,
    timing: Timing,
    now: int,
    after: int,
    told: Mapping[Key, Told],
    filtered: Filtered = no_filter,
    credibility: Mapping[str, float] | None = None,
) -> Outcome:
    """The outcome of one window of one organisation, severity and kind; now in ms, told: what is remembered of it.

    after: the serial up to which earlier reports have reckoned.
    """
    way = _Way(kind=kind, timing=timing, now=now, after=after, told=told, filtered=filtered, credibility=credibility or {})
    for one in events:
        way.take(one)
    for key in sorted(way.groups):
        way.judge(key, way.groups[key])
    if kind is Kind.SOURCE:
        way.look_back()
    return way.outcome()


class _Way:
    """The state of one reckoning."""

    def __init__(
        self, *, kind: Kind, timing: Timing, now: int, after: int, told: Mapping[Key, Told], filtered: Filtered,
        credibility: Mapping[str, float],
    ) -> None:  # fmt: skip
        self._kind, self._timing, self._now, self._after, self._told = kind, timing, now, after, told
        self._filtered, self._credibility = filtered, credibility
        self.groups: dict[Key, list[Seen]] = {}
        self._keys: dict[str, int] = {}
        self._sums = dict.fromkeys(Arithmetic.__struct_fields__, 0)
        self._fresh: dict[str, list[Item]] = {}
        self._recurring: dict[str, list[Item]] = {}
        self._changes: dict[Key, Told | None] = {}
        self._filter_hits: dict[int, int] = {}
        self._cut_hits: dict[str, int] = {}

    def take(self, one: Seen) -> None:
        """Count an event and put it to those of its address and class."""
        self._sums["found"] += 1
        if self._kind is Kind.TARGET and one.began <= self._after:
            self._sums["again"] += 1
            return
        name = one.event_class.name
        if self._filter(name, one.own, one.detector, 1):
            return
        key = (name, one.own)
        if key not in self.groups:
            count = self._keys.get(name, 0)
            if count >= MOST_KEYS:
                key = (name, "")
            self._keys[name] = count + 1
        self.groups.setdefault(key, []).append(one if one.own == key[1] else msgspec.structs.replace(one, own=key[1]))

    def _filter(self, name: str, own: str, detector: str, events: int) -> bool:
        number = self._filtered(name, own, detector)
        if number:
            self._sums["filtered"] += events
            self._filter_hits[number] = self._filter_hits.get(number, 0) + events
        return bool(number)

    def judge(self, key: Key, events: Sequence[Seen]) -> None:
        """Decide what becomes of the events of one address and class."""
        doubt = 1.0
        for detector in {one.detector for one in events}:
            doubt *= 1.0 - self._credibility.get(detector, 1.0)
        if 1.0 - doubt < BELIEF:
            self._sums["cut"] += len(events)
            for one in events:
                self._cut_hits[one.detector] = self._cut_hits.get(one.detector, 0) + 1
            return
        known = self._told.get(key) if self._kind is Kind.SOURCE else None
        if known is not None and self._now < known.until:
            self._hold(key, known, events)
            return
        lines = _lines(events)
        if known is not None and known.tail is not None and not self._drops(key, known.tail):
            # what was held back goes into the first line, so that the address is told once
            before = known.tail
            lines[0] = msgspec.structs.replace(merged(lines[0], before), before=known.held)
            self._sums["released"] += before.events
            self._sums["relapsed"] += before.events + len(events)
            self._recurring.setdefault(key[0], []).extend(lines)
        else:
            self._sums["reported"] += len(events)
            self._fresh.setdefault(key[0], []).extend(lines)
        self._remember(key)

    def _hold(self, key: Key, known: Told, events: Sequence[Seen]) -> None:
        near = [one for one in events if one.received >= known.until - self._timing.relapse] if self._timing.relapse else []
        tail = known.tail
        if near:
            more = added(near)
            tail = merged(tail, more) if tail is not None else more
        self._changes[key] = Told(known.since, known.until, known.held + len(events), tail)
        self._sums["held"] += len(events)

    def _remember(self, key: Key) -> None:
        if self._kind is Kind.SOURCE and self._timing.threshold:
            self._changes[key] = Told(self._now, self._now + self._timing.threshold)

    def _drops(self, key: Key, tail: Item) -> bool:
        """Whether a filter that was set meanwhile takes what was held back; then it is counted as filtered."""
        dropped = self._filter(key[0], key[1], next(iter(tail.detectors), ""), tail.events)
        self._sums["released"] += tail.events if dropped else 0
        return dropped

    def look_back(self) -> None:
        """Tell what was held back and went on near the end of its time, though nothing new has come; forget the rest."""
        for key in sorted(self._told):
            known = self._told[key]
            if self._now < known.until or key in self._changes:
                continue
            self._changes[key] = None
            if known.tail is None or self._drops(key, known.tail):
                continue
            self._sums["released"] += known.tail.events
            self._sums["relapsed"] += known.tail.events
            self._recurring.setdefault(key[0], []).append(msgspec.structs.replace(known.tail, before=known.held))
            self._remember(key)

    def outcome(self) -> Outcome:
        """What came of it."""
        parts = [_part(name, lines) for name, lines in self._fresh.items()]
        parts += [_part(name, lines, recurring=True) for name, lines in self._recurring.items()]
        parts.sort(key=lambda one: (one.recurring, -max(line.severity for line in one.items), -one.events, one.name))
        return Outcome(Arithmetic(**self._sums), tuple(parts), self._changes, self._filter_hits, self._cut_hits)


def _lines(events: Sequence[Seen]) -> list[Item]:
    """One line of the events, or two: what is only for eyes behind the login stands apart."""
    return [added(some) for some in ([one for one in events if not one.sealed], [one for one in events if one.sealed]) if some]


def _part(name: str, lines: list[Item], *, recurring: bool = False) -> Part:
    lines.sort(key=lambda one: (-one.events, one.first, one.own, one.sealed))
    rest = lines[MOST_ITEMS:]
    return Part(name, tuple(lines[:MOST_ITEMS]), recurring, len(rest), sum(one.events for one in rest))
