"""The gate's answers about a day's roll-up. Belongs here: which of its rows an audience sees, and how much. Never: sums, who may see.

The gate is asked about few rows: the combinations of the audience's columns and, where members have rules of their own, of what those look
at. What a part of the roll-up does not keep is unknown there, and then a rule that keeps back holds (journal.event_sharing).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.event_list import Scope, seen
from hsoc.journal.event_rows import asked
from hsoc.journal.rollup import AUDIENCE

RULED: Final = ("category", "port", "proto")  # what members' rules look at and some parts keep
_NOBODY: Final = -1  # organisation of the made-up event that asks whether a source is guarded: nobody's own, not hidden

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Answers = dict[tuple[Any, ...], tuple[bool, bool]]  # of those visible: whether whole, and whether the service is told


class Coded(msgspec.Struct, frozen=True):
    """Equal rows of some columns as one small number each."""

    codes: Ints
    values: list[tuple[Any, ...]]


def coded(part: pa.Table, columns: Sequence[str]) -> Coded:
    """Codes 0 … n-1 of the distinct rows of these columns, in the order of first sight."""
    codes = np.zeros(part.num_rows, np.int64)
    dictionaries = []
    for name in columns:
        one = part.column(name).combine_chunks().dictionary_encode()
        dictionaries.append(one.dictionary.to_pylist())
        codes = codes * max(len(one.dictionary), 1) + one.indices.to_numpy()
    distinct = pa.array(codes).dictionary_encode()
    left, values = distinct.dictionary.to_numpy(), []
    for dictionary in reversed(dictionaries):
        left, places = np.divmod(left, max(len(dictionary), 1))
        values.append([dictionary[place] for place in places.tolist()])
    return Coded(distinct.indices.to_numpy().astype(np.int64), list(zip(*reversed(values), strict=True)))


class View(msgspec.Struct, frozen=True):
    """Per row of a part: visible, whole, the organisation concerned, and whether the service is told."""

    shown: Mask
    whole: Mask
    concerned: Ints
    told: Mask


class Audience:
    """A part's rows as the gate is asked about them."""

    def __init__(self, part: pa.Table) -> None:
        self._part = part
        self._plain = coded(part, AUDIENCE)

    @cached_property
    def _ruled(self) -> Coded:
        there = [name for name in RULED if name in self._part.column_names]
        found = coded(self._part, (*AUDIENCE, *there))
        size = len(AUDIENCE)
        place = {name: size + number for number, name in enumerate(there)}
        known = [(*one[:size], *(one[place[name]] if name in place else None for name in RULED)) for one in found.values]
        return Coded(found.codes, known)

    def _coded(self, scope: Scope) -> Coded:
        return self._ruled if scope.rules else self._plain

    def values(self, scope: Scope) -> list[tuple[Any, ...]]:
        """What `allowed` is to be asked about."""
        return self._coded(scope).values

    def view(self, scope: Scope, answers: Answers, member: int | None = None) -> View:
        """The answers row by row, of one member or all."""
        mine = self._coded(scope)
        shown = np.array([one in answers for one in mine.values], np.bool_)
        whole = np.array([answers.get(one, (False, False))[0] for one in mine.values], np.bool_)
        told = np.array([answers.get(one, (False, False))[1] for one in mine.values], np.bool_)
        concerned = np.array([one[0] for one in mine.values], np.int64)
        if member is not None:
            shown &= whole & (concerned == member)
        codes = mine.codes
        return View(shown[codes], whole[codes], concerned[codes], told[codes])


def allowed(values: list[tuple[Any, ...]], scope: Scope) -> Answers:
    """The gate's answer about these (member, org, tlp, test[, category, port, proto])."""
    if not values:
        return {}
    names = (*AUDIENCE, *RULED)[: len(values[0])]
    lists: dict[str, list[Any]] = {name: [one[place] for one in values] for place, name in enumerate(names)}
    port = len(AUDIENCE) + 1
    hides = len(names) > len(AUDIENCE)
    if hides:  # what no part keeps is unknown; as a column, for DuckDB does not fold such constants well
        lists |= {name: [None] * len(values) for name in ("client", "severity")}
    found = answers(scope, lists | {"place": list(range(len(values)))}, "place, whole, port, proto")
    return {
        values[place]: (whole, not hides or (told, proto) == (values[place][port], values[place][port + 1]))
        for place, whole, told, proto in found
    }


def guarded(addresses: Ints, scope: Scope) -> Mask:
    """Which of these sources the gate hides in an anonymised copy."""
    found = np.zeros(len(addresses), np.bool_)
    if scope.everything or not len(addresses):
        return found
    lists: dict[str, list[Any]] = {"place": list(range(len(addresses)))}
    lists |= {name: addresses[:, place].tolist() for place, name in enumerate(("src_hi", "src_lo", "src_bits"))}
    plain = msgspec.structs.replace(scope, rules=(), now=0)  # a rule would hide the made-up event, and with it the answer
    found[[place for (place,) in answers(plain, lists, "place", "WHERE src_bits < 0")]] = True
    return found


_TYPES: Final = {"tlp": "VARCHAR", "test": "BOOLEAN", "category": "VARCHAR", "client": "VARCHAR"}
_NEVER: Final = 4 * 10**18  # ms; a rule that still delays lets nothing through here: sums ask Scope.of_day first
_OTHERWISE: Final = {
    "member": f"{_NOBODY}::BIGINT", "org": f"{_NOBODY}::BIGINT", "tlp": "'TLP:GREEN'", "test": "FALSE", "raw": "NULL::BLOB",
    "client": "NULL::VARCHAR", "category": "NULL::VARCHAR", "severity": "NULL::BIGINT", "port": "NULL::BIGINT", "proto": "NULL::BIGINT",
    "detected": f"{_NEVER}::BIGINT", "received": f"{_NEVER}::BIGINT",
    "source_list": "[]::VARCHAR[]", "target_list": "[]::VARCHAR[]",
    "src_hi": "0::BIGINT", "src_lo": "0::BIGINT", "src_bits": "-1::BIGINT",
    "dst_hi": "0::BIGINT", "dst_lo": "0::BIGINT", "dst_bits": "-1::BIGINT",
}  # fmt: skip


def answers(scope: Scope, lists: dict[str, list[Any]], select: str, rest: str = "") -> list[tuple[Any, ...]]:
    """Rows of these columns as event_list.seen lets the scope see them."""
    given = [f"unnest($list_{name}::{_TYPES.get(name, 'BIGINT')}[]) AS {name}" for name in lists]
    made = [f"{value} AS {name}" for name, value in _OTHERWISE.items() if name not in lists]
    visible, params = seen(scope, f"(SELECT {', '.join(given + made)})", {f"list_{name}": values for name, values in lists.items()})
    return asked(f"SELECT {select} FROM {visible} {rest}", params)  # noqa: S608
