"""What a room answers a search with: its rows in order, how one of them is shown, how many there are. Never: a gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise

from hsoc.portal.folding import Folded, words_of
from hsoc.portal.members.rules import Actor
from hsoc.portal.search.rules.found import Hit

LONGEST: Final = 200  # characters of what is shown as it was typed


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: as typed, its folded words, when."""

    text: str
    words: tuple[str, ...]
    now: datetime


class Found:
    """Rows that fit, the best first, read a part at a time; `show` makes a hit of one."""

    def __init__(self, rows: QuerySet[Any] | Sequence[Any] = (), show: Callable[[Any], Hit] = lambda one: one) -> None:
        self.rows, self.show = rows, show

    def part(self, start: int, most: int) -> list[Hit]:
        """At most so many, from one on."""
        return [self.show(one) for one in self.rows[start : start + most]]


def counts(rooms: Mapping[str, Found], most: int) -> dict[str, int]:
    """Room → how many rows it has, counted no further than `most`; all rooms in one query."""
    told = {code: min(len(one.rows), most) for code, one in rooms.items() if not isinstance(one.rows, QuerySet)}
    parts, values = [], []
    for code, one in rooms.items():
        if isinstance(one.rows, QuerySet):
            text, given = one.rows.order_by().values("pk")[:most].query.sql_with_params()
            parts.append(f"SELECT CAST(%s AS varchar(20)), COUNT(*) FROM ({text}) AS room")  # noqa: S608  (made by the ORM, values apart)
            values += [code, *given]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            told |= dict(cursor.fetchall())
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
    whole, first = " ".join(words), words[0]
    order = Case(
        When(named__startswith=whole, then=Value(1)),
        When(named__contains=f" {first}", then=Value(2)),
        When(named__contains=first, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found: QuerySet[Any] = rows.annotate(named=Folded(title)).order_by(order, title)
    return found
