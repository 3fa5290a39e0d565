"""What is read of the chain. Never: a change."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.db.models import QuerySet

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


def told(row: Entry) -> dict[str, object]:
    """A stored entry as the export writes it."""
    return {**msgspec.structs.asdict(link_of(row)), "hash": row.hash}
