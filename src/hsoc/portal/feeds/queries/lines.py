"""Indicators as finished lines of JSON or CSV, made by the database. Here: how a row is spelled. Never: which rows (the gate, search).

A million rows as objects take half a minute, as text two seconds: so the database writes each line, and what is here is handed on as it
comes. Who shared a row is not told; `own` says that the reader's organisation did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Case, CharField, Expression, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from hsoc.portal.events.rules.cells import DANGEROUS
from hsoc.portal.indicators.models import Indicator

CHUNK: Final = 4000  # rows that are fetched and handed on at once: about a megabyte
TEXTS: Final = ("kind", "value", "tlp", "pap", "audience", "title", "description", "producer", "reference")
TIMES: Final = ("first", "until", "created", "modified")
LISTS: Final = ("category", "labels")
MARKS: Final = ("to_block", "revoked")
# columns of a line, in order; `position` is what a reader goes on after
COLUMNS: Final = (
    "id", "position", "own", "kind", "value", "tlp", "pap", "audience", "first", "until", "created", "modified", "confidence",
    "category", "labels", "title", "description", "producer", "reference", "to_block", "revoked",
)  # fmt: skip


class _Spelled(Func):
    """A function of one column that is spelled differently by the two databases."""

    sqlite = postgresql = "%(expressions)s"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.sqlite, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.postgresql, **more)


class _Uuid(_Spelled):
    sqlite = " || '-' || ".join(f"substr(%(expressions)s, {start}, {size})" for start, size in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12)))
    postgresql = "(%(expressions)s)::text"


class _Time(_Spelled):
    """RFC 3339 in UTC, to the millisecond."""

    sqlite = "replace(substr(%(expressions)s || '.000000', 1, 23), ' ', 'T') || 'Z'"
    postgresql = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"


class _Quoted(_Spelled):
    """A JSON string."""

    sqlite = "json_quote(%(expressions)s)"
    postgresql = "to_json((%(expressions)s)::text)::text"


class _Stored(_Spelled):
    """A column of JSON as its text."""

    postgresql = "(%(expressions)s)::text"


class _Cell(_Spelled):
    """A cell of CSV, always quoted; what a spreadsheet would run gets an apostrophe before it (events.rules.cells)."""

    sqlite = postgresql = (
        "'\"' || CASE WHEN substr(%(expressions)s, 1, 1) IN ("
        + ", ".join(f"'{sign}'" for sign in DANGEROUS if sign.isprintable())
        + ") OR (%(expressions)s <> '' AND substr(%(expressions)s, 1, 1) < ' ') THEN '''' ELSE '' END"
        + " || replace(%(expressions)s, '\"', '\"\"') || '\"'"
    )


class _Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


def _json(own: Expression) -> Expression:
    parts: list[Any] = []
    for place, name in enumerate(COLUMNS):
        parts += [Value(f'{"," if place else "{"}"{name}":'), *_value(name, own, Value('"'), _Quoted)]
    return _formatted([*parts, Value("}")])


def _csv(own: Expression) -> Expression:
    parts: list[Any] = []
    for place, name in enumerate(COLUMNS):
        parts += ([Value(",")] if place else []) + _value(name, own, None, _Cell)
    return _formatted([*parts, Value("\r\n")])


def _formatted(parts: list[Any]) -> Func:
    """All parts in one go: a chain of `||` copies what it has again for each of them."""
    text = "".join(one.value.replace("%", "%%") if isinstance(one, Value) else "%s" for one in parts)
    return Func(Value(text), *(one for one in parts if not isinstance(one, Value)), function="format", output_field=TextField())


def _value(name: str, own: Expression, mark: Value | None, text: type[_Spelled]) -> list[Any]:
    around = [] if mark is None else [mark]
    nothing = Value("" if mark is None else "null")
    match name:
        case "id":
            return [*around, _Uuid(F("uuid")), *around]
        case "position":  # microseconds need more digits than a number of JSON safely has in every reader, so it is a text
            return [*around, Cast(F("added"), CharField()), *around]
        case "own":
            return [own]
        case "confidence":
            return [Coalesce(Cast(F(name), CharField()), nothing, output_field=TextField())]
        case _ if name in LISTS:
            return [_Stored(F(name))] if mark else [_Cell(_Stored(F(name)))]
        case _ if name in MARKS:
            return [_yes(When(**{name: True}, then=Value("true")))]
        case _ if name in TIMES:
            return [Coalesce(_Joined(*around, _Time(F(name)), *around), nothing, output_field=TextField())]
    return [text(F(name))]


def _yes(when: When) -> Case:
    return Case(when, default=Value("false"), output_field=TextField())


def _line(own: Iterable[int], *, csv: bool) -> Expression:
    mine = _yes(When(organisation__number__in=sorted(own), then=Value("true")))
    return _csv(mine) if csv else _json(mine)


def page(found: QuerySet[Indicator], own: Iterable[int], *, limit: int) -> list[tuple[int, str]]:
    """(position, JSON) of the first `limit` rows of an ordered search."""
    return list(found.annotate(line=_line(own, csv=False)).values_list("added", "line")[:limit])


def whole(found: QuerySet[Indicator], own: Iterable[int], *, csv: bool) -> Iterator[bytes]:
    """All rows as one document, in pieces: a JSON list, or CSV with its header."""
    # in the order in which they lie: every other one reads the table page by page, here and there
    rows = found.order_by("pk").annotate(line=_line(own, csv=csv)).values_list("line", flat=True).iterator(chunk_size=CHUNK)
    yield f"{','.join(COLUMNS)}\r\n".encode() if csv else b"["
    between, part, first = "" if csv else ",\n", [], True
    for line in rows:
        part.append(line)
        if len(part) >= CHUNK:
            yield (("" if first else between) + between.join(part)).encode()
            part, first = [], False
    if part:
        yield (("" if first else between) + between.join(part)).encode()
    if not csv:
        yield b"]\n"
