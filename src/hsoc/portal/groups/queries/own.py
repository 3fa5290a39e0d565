"""What a person wrote in groups, for himself only. Belongs here: his copy, and how much it is. Never: somebody else's."""

from __future__ import annotations

from typing import Any

from hsoc.portal.groups.models import Answer, Comment, Decision, Document, Minutes, Task, Turnout
from hsoc.portal.tally import many

MOST: int = 1000  # of one kind
_KINDS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Document, "author", ("group__name", "title", "tlp", "created")),
    (Minutes, "by", ("group__name", "title", "text", "changed")),
    (Decision, "by", ("group__name", "title", "text", "at")),
    (Task, "by", ("group__name", "title", "text", "created")),
    (Comment, "by", ("group__name", "about", "text", "at")),
)


def written(person: int) -> list[dict[str, object]]:
    """Documents, minutes, decisions, tasks and contributions of a person."""
    found: list[dict[str, object]] = []
    for model, column, columns in _KINDS:
        rows = model.objects.filter(**{column: person}).values(*columns)[:MOST]
        found += [{"kind": model.__name__.lower()} | dict(one) for one in rows]
    return found


def answers(person: int) -> list[dict[str, object]]:
    """Answers of a person in surveys that are not anonymous."""
    rows = Answer.objects.filter(user_id=person).values("poll__title", "poll__group__name", "sheet", "at")[:MOST]
    return [dict(one) for one in rows]


def written_by(person: int) -> int:
    """How much it is."""
    return many(*(model.objects.filter(**{column: person}) for model, column, _columns in _KINDS))


def answered_by(person: int) -> int:
    """How many surveys he answered under his name."""
    return Answer.objects.filter(user_id=person).count()


def took_part(person: int) -> int:
    """In how many anonymous surveys he took part; how he answered nobody can tell."""
    return Turnout.objects.filter(key=f"person:{person}").count()
