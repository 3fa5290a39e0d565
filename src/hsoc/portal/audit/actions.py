"""The one way into the chain. Every public function of every actions.py calls `record` (an architecture test looks). Never: a change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hsoc.portal.audit import queries
from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.rules import MOST_REASON, Link, Who, canonical, hashed

CHAIN_LOCK = 0x6850_4F43  # PostgreSQL advisory lock: one writer of the chain at a time, until the end of its transaction


@transaction.atomic
def record(
    *,
    actor: Who,
    action: str,
    object: str,  # noqa: A002  (the word of the table of rights)
    now: datetime,
    reason: str = "",
    concerns: int = 0,
    details: dict[str, Any] | None = None,
) -> Entry:
    """Appends one link, in the caller's transaction: what is undone was never recorded, what is recorded was done.

    action: past tense, dotted (`token.created`); object: kind and key (`token:17`); concerns: number of the organisation it is about.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    sequence, previous = queries.head()
    link = Link(
        previous=previous,
        sequence=sequence + 1,
        when=int(now.timestamp() * 1000),
        user=actor.user,
        who=actor.username[:60],
        via=actor.via[:40],
        organisation=actor.organisation,
        concerns=concerns,
        action=action[:60],
        object=object[:200],
        reason=reason[:MOST_REASON],
        details=canonical(details or {}),
    )
    return Entry.objects.create(**{name: getattr(link, name) for name in Link.__struct_fields__}, hash=hashed(link))
