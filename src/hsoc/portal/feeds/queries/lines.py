"""Indicators as finished lines of JSON or CSV. Belongs here: handing them on in pieces. Never: how a row is spelled, or which rows.

A million rows as objects take half a minute, and spelled anew by the database ten seconds: so each version is spelled once, when it is
stored, and the database itself joins the lines. Who shared a row is not told; `own` says that the reader's organisation did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import connection
from django.db.models import Case, Expression, F, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, StrIndex, Substr

from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.share import COLUMNS, OTHERS, OWN

CHUNK: Final = 2000  # rows that lie together are joined and handed on at once: about a megabyte


def _line(own: Iterable[int], *, csv: bool) -> Expression | F:
    """The line as its reader gets it: in what his organisations shared, `own` is true."""
    name = "cells" if csv else "line"
    place = StrIndex(F(name), Value(OTHERS))
    mine = Concat(Substr(F(name), 1, place - 1), Value(OWN), Substr(F(name), place + len(OTHERS)), output_field=TextField())
    numbers = sorted(own)
    return Case(When(organisation__number__in=numbers, then=mine), default=F(name), output_field=TextField()) if numbers else F(name)


def page(found: QuerySet[Indicator], own: Iterable[int], *, limit: int) -> list[tuple[int, str]]:
    """(position, JSON) of the first `limit` rows of an ordered search."""
    return list(found.annotate(told=_line(own, csv=False)).values_list("added", "told")[:limit])


def whole(found: QuerySet[Indicator], own: Iterable[int], *, csv: bool) -> Iterator[bytes]:
    """All rows as one document, in pieces: a JSON list, or CSV with its header. One statement, so that all of it is of one moment."""
    between = "\r\n" if csv else ",\n"
    yield f"{','.join(COLUMNS)}\r\n".encode() if csv else b"["
    first = True
    for part in _parts(found.order_by(), own, csv=csv, between=between):
        yield (part if first else between + part).encode()
        first = False
    if csv:
        yield b"" if first else b"\r\n"
    else:
        yield b"]\n"


def _parts(found: QuerySet[Indicator], own: Iterable[int], *, csv: bool, between: str) -> Iterator[str]:
    """The lines of each stretch of the table that has any, joined by the database: as single rows they take three times as long."""
    stretch = found.filter(pk__gt=RawSQL("w.low", ()), pk__lte=RawSQL("w.low + %s", (CHUNK,)))
    inner, params = stretch.order_by("pk").annotate(told=_line(own, csv=csv)).values_list("told").query.sql_with_params()
    join = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    table = Indicator._meta.db_table  # noqa: SLF001  (Django's own word for it)
    statement = f"""
        WITH RECURSIVE w(low) AS (
            SELECT min(id) - 1 FROM {table}
            UNION ALL SELECT low + %s FROM w WHERE low + %s < (SELECT max(id) FROM {table})
        )
        SELECT (SELECT {join}(told, %s) FROM ({inner}) AS stretch) FROM w
    """  # noqa: S608  (our own names only)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, (CHUNK, CHUNK, between, *params))
        while rows := cursor.fetchmany(1):
            if rows[0][0] is not None:
                yield rows[0][0]
