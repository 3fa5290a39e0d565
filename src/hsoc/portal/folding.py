"""Words without diacritics and case, the same way in Python, SQLite and PostgreSQL. Belongs here: the folding. Never: what is searched.

Both databases get the one table of letters below, so that what a reader types is found alike in both. Short columns are folded as they are
asked; a room that keeps long texts stores them folded beside (docs/decisions).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django.db.backends.signals import connection_created
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

LONGEST: Final = 200  # characters of what is searched for
MOST_WORDS: Final = 8


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


def fold(text: str) -> str:
    """Příliš → prilis. Whatever else is not ASCII stays as it is."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text).translate(_TABLE)).lower()


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


class _Joined(Func):
    """Columns with spaces between them, side by side: Django's Concat nests, and SQLite's parser is not deep."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def _teach(sender: object, *, connection: Any, **_: object) -> None:  # noqa: ARG001  (Django's signature)
    if connection.vendor == "sqlite":
        connection.connection.create_function("hsoc_fold", 1, lambda text: None if text is None else fold(str(text)), deterministic=True)


connection_created.connect(_teach, dispatch_uid="hsoc-fold")


def matching(rows: QuerySet[Any], words: Iterable[str], *columns: str) -> QuerySet[Any]:
    """Those whose columns together hold every folded word; `folded` is the text they were found in."""
    whole = _Joined(*(Coalesce(F(name), Value("")) for name in columns)) if len(columns) > 1 else F(columns[0])
    condition = Q()
    for word in words:
        condition &= Q(folded__contains=word)
    found: QuerySet[Any] = rows.annotate(folded=Folded(whole)).filter(condition)
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
