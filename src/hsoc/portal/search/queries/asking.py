"""What a room answers a search with: its rows in order, how one of them is shown, how many there are. Never: a gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value
from django.utils.functional import Promise

from hsoc.portal.folding import Placed, words_of
from hsoc.portal.members.rules import Actor
from hsoc.portal.search.rules.found import Hit

LONGEST: Final = 200  # characters of what is shown as it was typed


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: as typed, its folded words, when.

    few: how many hits are shown, for a room where going on to count them takes long; 0 where all are wanted.
    """

    text: str
    words: tuple[str, ...]
    now: datetime
    few: int = 0


class Found:
    """Rows that passed the gate and fit, the best first; `show` makes a hit of one.

    along: what is read with a row; wide: makes whole rows of keys where that is not enough. Keys are looked for first, of all rooms at
    once; only what is shown is read whole. uncounted: there are more, and the room did not look how many; beyond: where to search on in
    what it did not look through in time.
    """

    def __init__(
        self,
        rows: QuerySet[Any] | Sequence[Any] = (),
        show: Callable[[Any], Hit] = lambda one: one,
        *,
        along: tuple[str, ...] = (),
        wide: QuerySet[Any] | None = None,
        uncounted: bool = False,
        beyond: Hit | None = None,
    ) -> None:
        self.rows, self.show, self.along, self.wide, self.uncounted, self.beyond = rows, show, along, wide, uncounted, beyond

    def hits(self, keys: Sequence[Any]) -> list[Hit]:
        """Those of the keys, in their order; of a sequence its own things are the keys."""
        if not isinstance(self.rows, QuerySet) or not keys:
            return [self.show(one) for one in keys]
        wide = self.rows.model._default_manager.select_related(*self.along) if self.wide is None else self.wide  # noqa: SLF001
        rows = {one.pk: one for one in wide.filter(pk__in=keys).order_by()}
        return [self.show(rows[key]) for key in keys if key in rows]


def keys(rooms: Mapping[str, Found], most: int) -> dict[str, Sequence[Any]]:
    """Room → its keys, the best first, at most `most`; all rooms in one query."""
    told: dict[str, Sequence[Any]] = {}
    parts, values = [], []
    for code, one in rooms.items():
        if isinstance(one.rows, QuerySet):
            told[code] = []
            try:
                text, given = one.rows.values("pk")[:most].query.sql_with_params()
            except EmptyResultSet:  # the gate lets nothing through
                continue
            parts.append(f"SELECT CAST(%s AS varchar(20)), room.pk, row_number() OVER () AS place FROM ({text}) AS room")  # noqa: S608  (made by the ORM, values apart)
            values += [code, *given]
        else:
            told[code] = one.rows[:most]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY place", values)
            for code, key, _place in cursor.fetchall():
                told[code].append(key)  # type: ignore[attr-defined]
    return told


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One room: its name, and what finds in it."""

    code: str
    name: str | Promise
    find: Callable[[Actor, Wanted], Found]


def wanted_of(text: str, now: datetime) -> Wanted | None:
    """What a reader looks for; None for less than two letters."""
    words = words_of(text)
    return Wanted(text=" ".join(text.split())[:LONGEST], words=words, now=now) if sum(len(one) for one in words) >= 2 else None


def ranked(rows: QuerySet[Any], words: Sequence[str], title: str) -> QuerySet[Any]:
    """The rows whose folded title begins with the words first, then those where a word of it begins so."""
    found: QuerySet[Any] = rows.order_by(Placed(title, Value(" ".join(words)), Value(words[0])), title)
    return found
