"""Words without diacritics and case, the same way in Python, SQLite and PostgreSQL. Belongs here: the folding. Never: what is searched.

Both databases get the one table of letters below, so that what a reader types is found alike in both. Short columns are folded as they are
asked; a room that keeps long texts has them folded beside, in a column that the database generates (`sought`; docs/decisions).
"""

from __future__ import annotations

import codecs
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

from django.db.backends.signals import connection_created
from django.db.models import F, Func, GeneratedField, IntegerField, Lookup, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

LONGEST: Final = 200  # characters of what is searched for
MOST_WORDS: Final = 8
SHORT: Final = 200  # characters: what is longer is not remembered
REMEMBERED: Final = 16_384  # short texts, below 16 MB: all names and titles of a house of 200 organisations


def _letters() -> dict[str, str]:
    """Letters of Latin-1 and Latin Extended-A that are a plain letter with a mark."""
    found = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"}
    for number in range(0xC0, 0x180):
        bare = unicodedata.normalize("NFD", chr(number))[0]
        if bare.isascii() and bare.isalpha():
            found[chr(number)] = bare
    return found


_LETTERS: Final = _letters()
_TABLE: Final = str.maketrans(_LETTERS)
_FROM: Final = "".join(_LETTERS)
_TO: Final = "".join(_LETTERS.values())


def _plainly(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_TABLE).lower()


_PAGE: Final = "cp1250"
_CHARACTERS: Final = bytes(range(256)).decode(_PAGE, "replace")
_ENCODED: Final = codecs.charmap_build(_CHARACTERS)  # of C, as the codec's own, without its two calls
_FOLDED: Final = "".join(_plainly(one) for one in _CHARACTERS)


def fold(text: str) -> str:
    """Příliš → prilis. Whatever else is not ASCII stays as it is."""
    if text.isascii():
        return text.lower()
    try:  # through a table of bytes, where letters of Central Europe do: ten times as fast as one of characters, and nothing to compose
        return codecs.charmap_decode(codecs.charmap_encode(text, "strict", _ENCODED)[0], "strict", _FOLDED)[0]
    except UnicodeEncodeError:
        return _plainly(text)


_remembered = lru_cache(maxsize=REMEMBERED)(fold)


def _of_database(text: str | None) -> str | None:
    """The folding of SQLite: names and titles come row by row, again with each search, and in one row several times."""
    if text is None:
        return None
    return _remembered(str(text)) if len(str(text)) <= SHORT else fold(str(text))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words that a reader asks for, at most MOST_WORDS."""
    return tuple(fold(text[:LONGEST]).split()[:MOST_WORDS])


class Folded(Func):
    """A column folded by the database."""

    function = "hsoc_fold"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """translate() with the same table; lower() of what is left."""
        template = f"lower(translate(%(expressions)s, '{_FROM}', '{_TO}'))"
        return self.as_sql(compiler, connection, template=template, **extra)


@TextField.register_lookup
class Holds(Lookup):
    """`folded__holds=word`: a part of the text, letter for letter; both are folded already, so nothing is compared in two cases (LIKE)."""

    lookup_name = "holds"
    prepare_rhs = True
    can_use_none_as_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """instr() of SQLite, strpos() of PostgreSQL."""
        text, first = self.process_lhs(compiler, connection)
        word, second = self.process_rhs(compiler, connection)
        return f"{'strpos' if connection.vendor == 'postgresql' else 'instr'}({text}, {word}) > 0", (*first, *second)


class _Joined(Func):
    """Columns with spaces between them, side by side: Django's Concat nests, and SQLite's parser is not deep."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def _place(text: str | None, whole: str, first: str) -> int:
    """Where words stand in a title: 1 it begins with all, 2 a word of it begins with the first, 3 it holds that, 4 elsewhere."""
    folded = _of_database(text)
    if folded is None or first not in folded:
        return 4
    return 1 if folded.startswith(whole) else 2 if f" {first}" in folded else 3


class Placed(Func):
    """The place of words (folded, together and the first) in a column: how well it fits. SQLite folds it once, not for each case."""

    function = "hsoc_place"
    arity = 3
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # noqa: ARG002  (Django's signature)
        """The cases one by one."""
        title, whole, first = self.source_expressions
        text, held = compiler.compile(Folded(title))
        (whole_sql, all_), (first_sql, one) = compiler.compile(whole), compiler.compile(first)
        cases = (
            f"WHEN starts_with({text}, {whole_sql}) THEN 1",
            f"WHEN strpos({text}, ' ' || {first_sql}) > 0 THEN 2",
            f"WHEN strpos({text}, {first_sql}) > 0 THEN 3",
        )
        return f"CASE {' '.join(cases)} ELSE 4 END", (*held, *all_, *held, *one, *held, *one)


def taught(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same connection, which knows `hsoc_fold` now: without it SQLite writes no row of a table with a `sought`."""
    connection.create_function("hsoc_fold", 1, _of_database, deterministic=True)
    connection.create_function("hsoc_place", 3, _place, deterministic=True)
    return connection


def _teach(sender: object, *, connection: Any, **_: object) -> None:  # noqa: ARG001  (Django's signature)
    if connection.vendor == "sqlite":
        taught(connection.connection)


connection_created.connect(_teach, dispatch_uid="hsoc-fold")


def _whole(columns: Sequence[str]) -> Any:
    return Folded(_Joined(*(Coalesce(F(name), Value("")) for name in columns)) if len(columns) > 1 else F(columns[0]))


def sought_in(*columns: str) -> Any:
    """A column of a model that holds others folded, for rooms with long texts. The database writes it itself, whoever changes a row."""
    return GeneratedField(expression=_whole(columns), output_field=TextField(), db_persist=True)


def matching(rows: QuerySet[Any], words: Iterable[str], *columns: str, kept: str = "") -> QuerySet[Any]:
    """Those where every folded word stands in one of the columns, or in the column `kept`, which is folded already."""
    found: QuerySet[Any] = rows.alias(folded=_whole(columns)) if columns else rows
    for word in words:
        places = [Q(**{f"{name}__holds": word}) for name in (kept, "folded" if columns else "") if name]
        found = found.filter(reduce(or_, places))
    return found


def snippet(text: str, words: Iterable[str], *, around: int = 70) -> str:
    """A piece of a text around the first word found, plain, with marks where it was cut; its beginning where none is."""
    plain = re.sub(r"\s+", " ", text).strip()
    folded = fold(plain)
    if len(folded) != len(plain):  # a letter that folds into several: places would not fit
        return plain[: 2 * around]
    places = [place for word in words if (place := folded.find(word)) >= 0]
    begin = max(0, min(places) - around) if places else 0
    end = min(len(plain), begin + 2 * around)
    return ("…" if begin else "") + plain[begin:end].strip() + ("…" if end < len(plain) else "")
