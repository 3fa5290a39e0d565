"""What rules of giving would have made of an organisation's events: counts, examples before and after. Never: which scope, which rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.event_list import EVERYTHING, TAKEN, EventRow, Scope, read_row, seen
from hsoc.journal.event_rows import Params, asked, held, held_days, source, versions
from hsoc.journal.event_sharing import numbered

DAYS_HELD: Final = 512  # days of one scope that stay summed, a few kB each: the weeks of all who look at their rules
EXAMPLES: Final = 6  # kinds of events shown, the most frequent ones, the newest of each


class Example(msgspec.Struct, frozen=True):
    """An event as its organisation has it, and the copy for the others, None where they get none. rule: place from 0, -1 = none fits."""

    before: EventRow
    after: EventRow | None
    rule: int


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """by_rule: events that each rule decides over, last those that none fits."""

    events: int
    given: int
    by_rule: tuple[int, ...]
    examples: tuple[Example, ...]


class _Day(msgspec.Struct, frozen=True):
    """What a day adds. kinds: (place of the rule, category) → (events, newest serial); given: events that the others get."""

    kinds: dict[tuple[int, str], tuple[int, int]]
    given: int


@lru_cache(maxsize=DAYS_HELD)
def _of_day(root: Path, day: str, version: str, scope: Scope, organisation: int) -> _Day:  # noqa: ARG001  (a version never changes)
    own, params = _own(root, (day,), organisation)
    if not own:
        return _Day({}, 0)
    bound: Params = dict(params)
    place = _place(scope, organisation, bound)
    rows = asked(f"SELECT {place} - 2 AS place, category, count(*), max(serial) FROM {own} GROUP BY place, category", bound)  # noqa: S608
    if not rows:
        return _Day({}, 0)
    visible, given = seen(scope, own, params)
    count = int(asked(f"SELECT count(*) FROM {visible}", given)[0][0])  # noqa: S608
    return _Day({(number, category): (events, serial) for number, category, events, serial in rows}, count)


def _own(root: Path, days: tuple[str, ...], organisation: int) -> tuple[str, Params]:
    """(FROM-clause, params) of the organisation's events of these days, ('', {}) where there are none at all."""
    found = held(root, days)
    if not found.files:
        return "", {}
    origin, params = source(found)
    return f"(SELECT * FROM {origin} WHERE (member = $who OR org = $who) AND NOT test)", params | {"who": organisation}  # noqa: S608


def _place(scope: Scope, organisation: int, bound: Params) -> str:
    """The rule that decides, as SQL: 1 for whoever has no rules; those of the one who is asked about follow from 2."""
    mine = next((one for one in scope.rules if one.org == organisation), None)
    return numbered((mine,), f"{int(organisation)}", bound) if mine else "2"


def preview(root: Path, *, scope: Scope, organisation: int, first_day: str, last_day: str) -> Preview:
    """Of the events that concern the organisation or that it sent on these days, less trials. scope: of the others, with its rules.

    Days that did not change are summed once for a scope. Raises TooSlow.
    """
    mine = next((one for one in scope.rules if one.org == organisation), None)
    rules = len(mine.rules) if mine else 0
    days = [day for day in held_days(root) if first_day <= day <= last_day]
    by_rule = [0] * (rules + 1)
    kinds: dict[str, tuple[int, int, str]] = {}  # category → events, the newest serial, its day
    given = 0
    for day, version in zip(days, versions(root, days), strict=True):
        one = _of_day(root, day, version, scope, organisation)
        given += one.given
        for (place, category), (events, serial) in one.kinds.items():
            by_rule[place] += events
            so_far, newest, its = kinds.get(category, (0, -1, ""))
            kinds[category] = (so_far + events, *max((newest, its), (serial, day)))
    shown = sorted(kinds, key=lambda name: (-kinds[name][0], name))[:EXAMPLES]
    return Preview(
        events=sum(by_rule),
        given=given,
        by_rule=tuple(by_rule),
        examples=_examples(root, scope, organisation, rules, {kinds[name][1]: kinds[name][2] for name in shown}),
    )


def _examples(root: Path, scope: Scope, organisation: int, rules: int, chosen: dict[int, str]) -> tuple[Example, ...]:
    """The events of these serials (with their days) before and after, in that order; they are read once for both."""
    own, params = _own(root, tuple(set(chosen.values())), organisation) if chosen else ("", {})
    if not own:
        return ()
    bound = params | {"serials": list(chosen)}
    place = _place(scope, organisation, bound)
    these = f"(SELECT *, {place} - 2 AS place FROM {own} WHERE serial IN (SELECT unnest($serials::BIGINT[])))"  # noqa: S608
    whole, bound = seen(EVERYTHING, "these", bound)
    copies, bound = seen(scope, "these", bound)
    both = f"SELECT {TAKEN}, place, FALSE FROM {whole} UNION ALL SELECT {TAKEN}, 0, TRUE FROM {copies}"  # noqa: S608
    before: dict[int, tuple[EventRow, int]] = {}
    after: dict[int, EventRow] = {}
    for values in asked(f"WITH these AS MATERIALIZED {these} {both}", bound):
        row = read_row(values)
        if values[-1]:
            after[row.serial] = row
        else:
            before[row.serial] = (row, values[-2])
    return tuple(
        Example(before[serial][0], after.get(serial), before[serial][1] if before[serial][1] < rules else -1)
        for serial in chosen
        if serial in before
    )
