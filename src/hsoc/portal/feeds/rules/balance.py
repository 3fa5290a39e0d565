"""What a page of giving and getting is asked for, and sums of what was given. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import msgspec

from hsoc.journal.offers import Line

PERIODS: Final = (1, 7, 30, 90)  # days to choose from
USUAL: Final = 7
SHORTEST_COURSE: Final = 7  # days drawn at least: one column tells nobody anything


class Period(msgspec.Struct, frozen=True):
    """Whole days of Prague up to and with `last`."""

    last: date
    days: int

    @property
    def first(self) -> date:
        """The first of them."""
        return self.last - timedelta(days=self.days - 1)

    @property
    def named(self) -> tuple[str, ...]:
        """The days as the journal names them, oldest first."""
        return _back(self.last, self.days)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Those of the time line."""
        return _back(self.last, max(self.days, SHORTEST_COURSE))


def _back(last: date, days: int) -> tuple[str, ...]:
    return tuple((last - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1))


def period(asked: str, until: str, *, today: date) -> Period:
    """What an address asks for; what is none of the choices is the usual one, and no day lies ahead."""
    days = int(asked) if asked in {str(one) for one in PERIODS} else USUAL
    try:
        last = min(date.fromisoformat(until), today)
    except ValueError:
        last = today
    return Period(max(last, date(2000, 1, 1)), days)


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one category by what the others got of them."""

    category: str
    every: int
    given: int
    waiting: int
    held: int


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Events by what became of them. labels: of copies; held: (state, place of the rule from 0 or -1) → events, the most first."""

    every: int
    given: int
    waiting: int
    kinds: tuple[Kind, ...]
    labels: tuple[tuple[str, int], ...]
    held: tuple[tuple[str, int, int], ...]

    @property
    def kept(self) -> int:
        """Held back for good."""
        return self.every - self.given - self.waiting


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """Events of others about the organisation. house: told by the community's own sensors; dropped: stopped before they came."""

    every: int
    house: int
    dropped: int
    kinds: tuple[tuple[str, int], ...]

    @property
    def others(self) -> int:
        """Told by other organisations."""
        return self.every - self.house


def summed(lines: Iterable[Line], days: Iterable[str]) -> Sums:
    """What the others got of the events of these days."""
    wanted = frozenset(days)
    states: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    labels: Counter[str] = Counter()
    held: Counter[tuple[str, int]] = Counter()
    for one in lines:
        if one.day not in wanted:
            continue
        states[one.state] += one.threats
        kinds[one.category, one.state] += one.threats
        if one.state == "given":
            labels[one.label] += one.threats
        elif one.state == "rule":
            held["rule", one.rule] += one.threats
        elif one.state != "waiting":
            held[one.state, -1] += one.threats
    every = sum(states.values())
    names = Counter({name: 0 for name, _state in kinds})
    for (name, _state), count in kinds.items():
        names[name] += count
    return Sums(
        every=every, given=states["given"], waiting=states["waiting"],
        kinds=tuple(
            Kind(category=name, every=count, given=kinds[name, "given"], waiting=kinds[name, "waiting"],
                 held=count - kinds[name, "given"] - kinds[name, "waiting"])
            for name, count in _ordered(names)
        ),
        labels=tuple(_ordered(labels)), held=tuple((state, rule, count) for (state, rule), count in _ordered(held)),
    )  # fmt: skip


def came(lines: Iterable[Line], days: Iterable[str], *, organisation: int, house: frozenset[int]) -> Came:
    """What others told about the organisation on these days. house: numbers of the community's own organisations."""
    wanted = frozenset(days)
    found = [one for one in lines if one.day in wanted and one.about and one.org != organisation]
    kinds: Counter[str] = Counter()
    for one in found:
        kinds[one.category] += one.threats
    return Came(
        every=sum(one.threats for one in found), house=sum(one.threats for one in found if one.org in house),
        dropped=sum(one.dropped for one in found), kinds=tuple(_ordered(kinds)),
    )  # fmt: skip


def course(lines: Iterable[Line], days: tuple[str, ...], *, organisation: int) -> dict[str, tuple[int, ...]]:
    """By day: `given`, `waiting`, `held` of the organisation's, and `came` of others about it."""
    place = {day: number for number, day in enumerate(days)}
    found = {name: [0] * len(days) for name in ("given", "waiting", "held", "came")}
    for one in lines:
        at = place.get(one.day)
        if at is None:
            continue
        found[one.state if one.state in {"given", "waiting"} else "held"][at] += one.threats
        if one.about and one.org != organisation:
            found["came"][at] += one.threats
    return {name: tuple(values) for name, values in found.items()}


def _ordered(counts: Counter) -> list:  # type: ignore[type-arg]
    """The most first, of equals by name."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
