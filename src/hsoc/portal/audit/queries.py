"""What is read of the chain. Never: a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Q, QuerySet

from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.rules import GENESIS, Link


def head() -> tuple[int, str]:
    """(sequence, hash) of the last entry; (0, GENESIS) of an empty chain."""
    last = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return last or (0, GENESIS)


def links() -> Iterator[tuple[Link, str]]:
    """The whole chain in order, as the verifier wants it; constant memory."""
    for row in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        yield link_of(row), row.hash


def link_of(row: Entry) -> Link:
    """What of a stored entry is hashed."""
    return Link(**{name: getattr(row, name) for name in Link.__struct_fields__})


def visible_to(concerns: frozenset[int] | None) -> QuerySet[Entry]:
    """Entries, newest first: all of them (None), or those about the organisations numbered (members.rules.numbers decides)."""
    every = Entry.objects.order_by("-sequence")
    return every if concerns is None else every.filter(concerns__in=concerns)


def narrowed(
    seen: QuerySet[Entry],
    *,
    action: str = "",
    who: str = "",
    object: str = "",  # noqa: A002  (the column's name)
    concerns: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """What of the visible entries was asked for. action: whole or up to a dot (`token` finds `token.created`); since, until: [ , )."""
    if action:
        seen = seen.filter(Q(action=action) | Q(action__startswith=f"{action}."))
    if who:
        seen = seen.filter(who=who)
    if object:
        seen = seen.filter(object__startswith=object)
    if concerns is not None:
        seen = seen.filter(concerns=concerns)
    if since is not None:
        seen = seen.filter(when__gte=int(since.timestamp() * 1000))
    if until is not None:
        seen = seen.filter(when__lt=int(until.timestamp() * 1000))
    return seen


def told(row: Entry) -> dict[str, object]:
    """A stored entry as the export writes it."""
    return {**msgspec.structs.asdict(link_of(row)), "hash": row.hash}
