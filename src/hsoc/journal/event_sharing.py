"""What organisations give of their events to the others, as SQL over the journal. Belongs here: their rules. Never: who is in an audience.

The first rule of an organisation that fits an event decides what the others get of it; where none fits, `USUAL` does. An event has two
sides with a say, whom it concerns and who sent it: it is given only where both give it, as late and as narrowly as the stricter one says.
A delay counts from the detection, so that updates of a story do not take back what is out. In a roll-up some columns are not known (NULL):
a rule that keeps back fits then, one that gives does not, so that sums of a day tell less and never more.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from hsoc.journal.event_rows import Params
from hsoc.records.tlp import TLP

MOST_RULES: Final = 20  # of one organisation
MOST_VALUES: Final = 50  # categories, clients or ports of one rule
LONGEST_DELAY: Final = 7 * 24 * 60  # minutes
WIDTHS4: Final = (8, 12, 16, 20, 24)  # bits that may be told of a target
WIDTHS6: Final = (16, 24, 32, 40, 48)
MINUTE: Final = 60_000  # ms
DAY: Final = 1440 * MINUTE  # ms; a clock may be ahead by so much, beyond it the arrival counts
_LABELS: Final = [label.value for label in TLP]

Told = Literal["service", "nothing", "prefix"]


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Conditions (empty = whatever) and what happens. categories: whole ones or their first part; delay in minutes.

    told: of the target `service` (port and protocol), `nothing`, or `prefix` (its first bits4 or bits6 bits, and the service).
    tlp: '' = the usual label of a copy (GREEN, or CLEAR where the event is), else no wider than this and than the event's own.
    """

    categories: tuple[str, ...] = ()
    least: int = 1  # severity
    most: int = 5
    clients: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    proto: int = -1
    share: bool = True
    told: Told = "service"
    bits4: int = 16
    bits6: int = 32
    tlp: str = ""
    delay: int = 0

    @property
    def everything(self) -> bool:
        """True where the rule fits every event."""
        return not (self.categories or self.clients or self.ports) and (self.least, self.most, self.proto) == (1, 5, -1)


USUAL: Final = Rule()


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's rules in their order. since: ms, from when they hold; held: minutes that their predecessors kept events at most."""

    org: int
    rules: tuple[Rule, ...] = ()
    since: int = 0
    held: int = 0

    @property
    def longest(self) -> int:
        """The longest delay in minutes."""
        return max((rule.delay for rule in self.rules if rule.share), default=0)


def fault(rule: Rule) -> str:
    """What is wrong with a rule, as a code; '' = nothing."""
    checks = (
        (max(len(rule.categories), len(rule.clients), len(rule.ports)) > MOST_VALUES, "many"),
        (not 1 <= rule.least <= rule.most <= 5, "severity"),
        (any(not 0 <= port <= 65535 for port in rule.ports) or not -1 <= rule.proto <= 255, "port"),
        (rule.bits4 not in WIDTHS4 or rule.bits6 not in WIDTHS6, "bits"),
        (rule.tlp not in {"", *_LABELS[:4]}, "tlp"),
        (not 0 <= rule.delay <= LONGEST_DELAY, "delay"),
    )
    return next((code for wrong, code in checks if wrong), "")


def held_after(before: Rules, *, now: int) -> int:
    """Minutes that events which came before `now` (ms) may still be kept back for by rules that are replaced now."""
    left = before.held - (now - before.since) // MINUTE if before.held else 0
    return max(before.longest, left, 0)


def of_day(every: tuple[Rules, ...], *, end: int, now: int) -> tuple[Rules, ...]:
    """The rules for sums of a day that ends at `end` (ms): what waits longer than that is not given yet, all else has no delay."""

    def settled(rule: Rule) -> Rule:
        if not rule.delay or not rule.share:
            return rule
        return msgspec.structs.replace(rule, delay=0, share=end + rule.delay * MINUTE <= now)

    return tuple(msgspec.structs.replace(one, rules=tuple(map(settled, one.rules)), since=0, held=0) for one in every)


def fits(rule: Rule, name: str) -> tuple[str, Params]:
    """(condition, its params, their names beginning with `name`)."""
    parts: list[str] = []
    params: Params = {}
    for column, values, kind in (
        ("category", rule.categories, "VARCHAR"),
        ("client", rule.clients, "VARCHAR"),
        ("port", rule.ports, "BIGINT"),
    ):
        if values:
            key = f"{name}_{column}"
            params[key] = list(values)
            either = [f"list_contains(${key}::{kind}[], {column})"]
            if column == "category":
                either.append(f"list_contains(${key}::VARCHAR[], split_part(category, '.', 1))")
            parts.append(f"CASE WHEN {column} IS NULL THEN NULL ELSE ({' OR '.join(either)}) END")
    if (rule.least, rule.most) != (1, 5):
        parts.append(f"severity BETWEEN {int(rule.least)} AND {int(rule.most)}")
    if rule.proto >= 0:
        parts.append(f"proto = {int(rule.proto)}")
    return f"coalesce({' AND '.join(parts) or 'TRUE'}, {str(not rule.share).upper()})", params


_NEUTRAL: Final = 1  # place of whoever has no rules: says nothing


def numbered(every: tuple[Rules, ...], column: str, params: Params) -> str:
    """SQL: the place (from 1, 1 = no rules) of the rule that decides for the organisation in `column`; adds to params."""
    whens = []
    place = _NEUTRAL
    for one in every:
        inner = []
        for rule in one.rules:
            place += 1
            condition, bound = fits(rule, f"rule_{place}")
            params |= bound
            inner.append(f"WHEN {condition} THEN {place}")
        place += 1  # where none fits
        whens.append(f"WHEN {int(one.org)} THEN " + (f"CASE {' '.join(inner)} ELSE {place} END" if inner else str(place)))
    return f"CASE {column} {' '.join(whens)} ELSE {_NEUTRAL} END"


def _mask(bits: int, width: int) -> int:
    """The first bits of `width` as a signed 64-bit number; of IPv4 within the lower half of the mapped space."""
    if width == 32:
        return 0xFFFF_0000_0000 | (0xFFFF_FFFF << (32 - bits)) & 0xFFFF_FFFF
    return -(1 << (64 - bits))


def said(every: tuple[Rules, ...]) -> Params:
    """The lists that a place in `numbered` is looked up in."""
    lists: dict[str, list[Any]] = {name: [value] for name, value in (
        ("give", True), ("ports", True), ("bits4", 32), ("bits6", 64), ("mask4", _mask(32, 32)), ("mask6", -1), ("label", 0), ("wait", 0),
        ("since", 0), ("held", 0),
    )}  # fmt: skip
    for one in every:
        for rule in (*one.rules, USUAL):
            prefix = rule.told == "prefix"
            lists["give"].append(rule.share)
            lists["ports"].append(rule.told != "nothing")
            lists["bits4"].append(rule.bits4 if prefix else 0)
            lists["bits6"].append(rule.bits6 if prefix else 0)
            lists["mask4"].append(_mask(rule.bits4, 32) if prefix else 0)
            lists["mask6"].append(_mask(rule.bits6, 64) if prefix else 0)
            lists["label"].append(_LABELS.index(rule.tlp) + 1 if rule.tlp else 0)
            lists["wait"].append(rule.delay * MINUTE)
            lists["since"].append(one.since)
            lists["held"].append(one.held * MINUTE)
    return {f"said_{name}": values for name, values in lists.items()}


_TYPES: Final = {"give": "BOOLEAN", "ports": "BOOLEAN"}


def _of(name: str, side: str) -> str:
    return f"said_{side}_{name}"


def _both(function: str, name: str) -> str:
    return f"{function}({_of(name, 'member')}, {_of(name, 'org')})"


_AT: Final = f"least(detected, received + {DAY})"
_WAIT: Final = _both("greatest", "wait")
# what predecessors of the rules may have kept back when they were replaced comes out then, whatever the new ones say of its delay
_FLOOR: Final = "greatest(" + ", ".join(
    f"CASE WHEN received < {_of('since', side)} AND {_AT} + {_of('held', side)} > {_of('since', side)} THEN {_of('since', side)} ELSE 0 END"
    for side in ("member", "org")
) + ")"  # fmt: skip
GIVEN: Final = f"({_of('give', 'member')} AND {_of('give', 'org')} AND (due = 0 OR due <= $now))"
DUE: Final = f"CASE WHEN {_WAIT} > 0 OR {_FLOOR} > 0 THEN greatest({_AT} + {_WAIT}, {_FLOOR}) ELSE 0 END"
PORTS: Final = f"({_of('ports', 'member')} AND {_of('ports', 'org')})"
_V4: Final = "(dst_hi = 0 AND (dst_lo >> 32) = 65535)"
# where a target stands is told by its owner's rule alone; a sender's own may only shorten it
_BITS: Final = (
    f"CASE WHEN by_member = {_NEUTRAL} OR dst_bits < 0 THEN 0 WHEN {_V4} THEN {_both('least', 'bits4')} ELSE {_both('least', 'bits6')} END"
)
DST_BITS: Final = f"CASE WHEN told_bits = 0 THEN -1 WHEN {_V4} THEN least(dst_bits, 96 + told_bits) ELSE least(dst_bits, told_bits) END"
DST_HI: Final = f"CASE WHEN told_bits = 0 OR {_V4} THEN 0 ELSE dst_hi & {_of('mask6', 'member')} & {_of('mask6', 'org')} END"
DST_LO: Final = f"CASE WHEN told_bits > 0 AND {_V4} THEN dst_lo & {_of('mask4', 'member')} & {_of('mask4', 'org')} ELSE 0 END"
_NAMES: Final = "[" + ", ".join(f"'{label}'" for label in _LABELS) + "]"
LABEL: Final = f"""
    CASE WHEN {_both("greatest", "label")} = 0 THEN CASE WHEN tlp = 'TLP:CLEAR' THEN tlp ELSE 'TLP:GREEN' END
    ELSE {_NAMES}[greatest({_both("greatest", "label")}, coalesce(nullif(list_position({_NAMES}, tlp), 0), 4))] END
"""


_SAID: Final = ("give", "ports", "bits4", "bits6", "mask4", "mask6", "label", "wait", "since", "held")
_SIDES: Final = ("member", "org")
ADDED: Final = (
    *(f"{by}_{side}" for side in _SIDES for by in ("by", "said")), "told_bits", "due",
    *(_of(name, side) for side in _SIDES for name in _SAID),
)  # fmt: skip


def _looked_up(side: str) -> str:
    """The lists as a small table. Joined to it a row costs a few nanoseconds; taken out of the lists one by one a hundred times as much."""
    columns = [f"unnest($said_{name}::{_TYPES.get(name, 'BIGINT')}[]) AS {_of(name, side)}" for name in _SAID]
    return f"(SELECT unnest(range(1, len($said_give::BOOLEAN[]) + 1)) AS said_{side}, {', '.join(columns)})"


def judged(every: tuple[Rules, ...], rows: str, base: str, params: Params) -> tuple[str, Params]:
    """(sub-select, params): `rows`, that were made of `base`, with the columns ADDED.

    by_member, by_org: places; said_…: what stands there; told_bits; due: ms, 0 = it never waited. Rules are asked once for each
    combination of what they look at, not for each event (hundreds of conditions cost a microsecond a row), and only where the member or
    the sender has some.
    """
    bound = params | said(every) | {"ruled": [one.org for one in every]}
    numbers = f"{numbered(every, 'member', bound)} AS by_member, {numbered(every, 'org', bound)} AS by_org"
    names = looked_at(every)
    ruled = " OR ".join(f"list_contains($ruled::BIGINT[], {side})" for side in _SIDES)
    alike = f"(SELECT DISTINCT {', '.join(names)} FROM {base} WHERE {ruled})"  # noqa: S608
    columns = ", ".join(f"{name} AS alike_{name}" for name in names)
    same = " AND ".join(f"{name} IS NOT DISTINCT FROM alike_{name}" for name in names)
    joined = f"{rows} LEFT JOIN (SELECT {columns}, {numbers} FROM {alike}) ON {same}"  # noqa: S608
    places = ", ".join(f"coalesce(by_{side}, {_NEUTRAL}) AS by_{side}" for side in _SIDES)
    joined = f"(SELECT * EXCLUDE ({', '.join(f'alike_{name}' for name in names)}) REPLACE ({places}) FROM {joined})"  # noqa: S608
    joined += "".join(f" JOIN {_looked_up(side)} ON by_{side} = said_{side}" for side in _SIDES)
    return f"(SELECT *, {_BITS} AS told_bits, {DUE} AS due FROM {joined})", bound  # noqa: S608


def looked_at(every: tuple[Rules, ...]) -> tuple[str, ...]:
    """The columns that some rule asks, the two sides first."""
    rules = [rule for one in every for rule in one.rules]
    asked = {
        "category": any(rule.categories for rule in rules),
        "severity": any((rule.least, rule.most) != (USUAL.least, USUAL.most) for rule in rules),
        "client": any(rule.clients for rule in rules),
        "port": any(rule.ports for rule in rules),
        "proto": any(rule.proto >= 0 for rule in rules),
    }
    return (*_SIDES, *(name for name, wanted in asked.items() if wanted))
