"""Surveys: what an answer may be, how answers add up, when results are seen. Pure: no Django, no database, no clock.

A sheet is question number (text) → choice: the option's number, a list of them (any of several; put in order, best first), or a text.
A tally is question number → {"n": answers, "c": counts of options} | {"n", "r": for each option its counts by rank} | {"n", "t": texts}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

MOST_QUESTIONS: Final = 12
MOST_OPTIONS: Final = 20  # of one question
LONGEST_TEXT: Final = 2000  # characters of one answer in words
LEAST_ANONYMOUS: Final = 3  # answers below which results of an anonymous survey are not shown: one could count them off


class Ask(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    TEXT = "text"


class Per(StrEnum):
    """Who has one voice."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Asked(msgspec.Struct, frozen=True):
    """A question as it is counted."""

    number: int
    kind: Ask
    options: int
    needed: bool


class Unread(ValueError):
    """An answer that is none. `number` names the question, `code` is missing, choice or order."""

    def __init__(self, number: int, code: str) -> None:
        super().__init__(code)
        self.number, self.code = number, code


Sheet = dict[str, Any]
Tally = dict[str, dict[str, Any]]


def read(questions: Sequence[Asked], given: Mapping[int, Sequence[str]]) -> Sheet:
    """A sheet from what a form sent: question number → values; of a ranking the rank of each option, 1 best. Raises Unread."""
    sheet: Sheet = {}
    for one in questions:
        values = [value.strip() for value in given.get(one.number, ()) if value.strip()]
        if not values:
            if one.needed:
                raise Unread(one.number, "missing")
            continue
        sheet[str(one.number)] = _choice(one, values)
    return sheet


def _choice(one: Asked, values: list[str]) -> Any:
    if one.kind is Ask.TEXT:
        return values[0][:LONGEST_TEXT]
    if not all(value.isdecimal() and len(value) < 4 for value in values):
        raise Unread(one.number, "choice")
    numbers = [int(value) for value in values]
    if one.kind is Ask.RANKING:
        if sorted(numbers) != list(range(1, one.options + 1)):
            raise Unread(one.number, "order")
        return [place for _rank, place in sorted((rank, place) for place, rank in enumerate(numbers))]
    if any(number >= one.options for number in numbers) or (one.kind is Ask.SINGLE and len(numbers) > 1):
        raise Unread(one.number, "choice")
    return numbers[0] if one.kind is Ask.SINGLE else sorted(set(numbers))


def added(tally: Tally, questions: Sequence[Asked], sheet: Sheet) -> Tally:
    """The tally with one sheet more. It cannot be told which part of it came last: sums, and texts by the alphabet."""
    out: Tally = {}
    for one in questions:
        key = str(one.number)
        before = tally.get(key) or _nothing(one)
        out[key] = _plus(one, before, sheet[key]) if key in sheet else before
    return out


def _nothing(one: Asked) -> dict[str, Any]:
    if one.kind is Ask.TEXT:
        return {"n": 0, "t": []}
    if one.kind is Ask.RANKING:
        return {"n": 0, "r": [[0] * one.options for _ in range(one.options)]}
    return {"n": 0, "c": [0] * one.options}


def _plus(one: Asked, before: dict[str, Any], choice: Any) -> dict[str, Any]:
    count = before["n"] + 1
    if one.kind is Ask.TEXT:
        return {"n": count, "t": sorted([*before["t"], choice])}
    if one.kind is Ask.RANKING:
        ranks = [list(row) for row in before["r"]]
        for rank, option in enumerate(choice):
            ranks[option][rank] += 1
        return {"n": count, "r": ranks}
    counts = list(before["c"])
    for option in [choice] if one.kind is Ask.SINGLE else choice:
        counts[option] += 1
    return {"n": count, "c": counts}


def total(questions: Sequence[Asked], sheets: Sequence[Sheet]) -> Tally:
    """All sheets added up."""
    tally: Tally = {}
    for sheet in sheets:
        tally = added(tally, questions, sheet)
    return tally or {str(one.number): _nothing(one) for one in questions}


def mean_ranks(ranks: Sequence[Sequence[int]]) -> list[float | None]:
    """The mean rank of each option, 1 best; None where nobody ranked."""
    means: list[float | None] = []
    for row in ranks:
        count = sum(row)
        means.append(sum((rank + 1) * n for rank, n in enumerate(row)) / count if count else None)
    return means


def shows(*, anonymous: bool, early: bool, over: bool, answers: int) -> bool:
    """Whether the results are seen now. Anonymous ones only when over: a sum that grows as one looks tells who answered."""
    if anonymous:
        return over and answers >= LEAST_ANONYMOUS
    return over or early
