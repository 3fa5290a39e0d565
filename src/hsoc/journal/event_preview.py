"""What rules of giving would have made of an organisation's events: counts, examples before and after. Never: which scope, which rules."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.event_list import EVERYTHING, TAKEN, EventRow, Scope, read_row, seen
from hsoc.journal.event_rows import Params, asked, held, held_days, source
from hsoc.journal.event_sharing import numbered

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


def preview(root: Path, *, scope: Scope, organisation: int, first_day: str, last_day: str) -> Preview:
    """Of the events that concern the organisation or that it sent on these days, less trials. scope: of the others, with its rules.

    Raises TooSlow.
    """
    mine = next((one for one in scope.rules if one.org == organisation), None)
    rules = len(mine.rules) if mine else 0
    nothing = Preview(events=0, given=0, by_rule=(0,) * (rules + 1), examples=())
    found = held(root, [day for day in held_days(root) if first_day <= day <= last_day])
    if not found.files:
        return nothing
    origin, params = source(found)
    own = f"(SELECT * FROM {origin} WHERE (member = $who OR org = $who) AND NOT test)"  # noqa: S608
    params |= {"who": organisation}
    bound: Params = dict(params)
    # places begin at 1 for whoever has no rules; the rules of the one who is asked about follow from 2
    place = numbered((mine,), f"{int(organisation)}", bound) if mine else "2"
    counted = dict(asked(f"SELECT {place} - 2 AS place, count(*) FROM {own} GROUP BY place", bound))  # noqa: S608
    events = sum(counted.values())
    if not events:
        return nothing
    visible, given = seen(scope, own, params)
    count = int(asked(f"SELECT count(*) FROM {visible}", given)[0][0])  # noqa: S608
    newest = f"SELECT max(serial) FROM {own} GROUP BY category ORDER BY count(*) DESC, category LIMIT {EXAMPLES}"  # noqa: S608
    chosen = [one[0] for one in asked(newest, params)]
    these = f"(SELECT *, {place} - 2 AS place FROM {own} WHERE serial IN (SELECT unnest($serials::BIGINT[])))"  # noqa: S608
    whole, _ = seen(EVERYTHING, these, {})
    before = {row.serial: (row, one[-1]) for one in asked(f"SELECT {TAKEN}, place FROM {whole}", bound | {"serials": chosen})  # noqa: S608
              for row in [read_row(one)]}  # fmt: skip
    copies, given = seen(scope, f"(SELECT * FROM {own} WHERE serial IN (SELECT unnest($serials::BIGINT[])))", params | {"serials": chosen})  # noqa: S608
    after = {row.serial: row for row in map(read_row, asked(f"SELECT {TAKEN} FROM {copies}", given))}  # noqa: S608
    return Preview(
        events=events,
        given=count,
        by_rule=tuple(counted.get(number, 0) for number in range(rules + 1)),
        examples=tuple(
            Example(before[serial][0], after.get(serial), before[serial][1] if before[serial][1] < rules else -1)
            for serial in chosen
            if serial in before
        ),
    )
