"""What an actor keeps and what colleagues share. `visible_to` is the gate; the page itself asks its own. Never: a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from hsoc.portal.members.rules import Actor
from hsoc.portal.search.models import Kept

TAKEN_BACK: Final = timedelta(days=1)  # within which a deleted one can be taken back


def visible_to(actor: Actor) -> QuerySet[Kept]:
    """The actor's own, and those that colleagues of his organisations share."""
    if not actor.user:
        return Kept.objects.none()
    colleagues = Q(shared=True, organisation__number__in=actor.organisations)
    return Kept.objects.filter(Q(user_id=actor.user) | colleagues, deleted__isnull=True).select_related("user", "organisation")


def personal(person: int) -> list[dict[str, object]]:
    """What a person keeps, for the copy that he takes. No gate: his own."""
    return [
        dict(one) for one in Kept.objects.filter(user_id=person, deleted=None).values("name", "path", "query", "shared", "created")[:1000]
    ]


def here(actor: Actor, path: str) -> list[Kept]:
    """Those of one page, at most fifty."""
    return list(visible_to(actor).filter(path=path)[:50])


def own(actor: Actor, pk: int) -> Kept | None:
    """One of the actor's own that lives."""
    return Kept.objects.filter(user_id=actor.user, pk=pk, deleted__isnull=True).first() if actor.user else None


def deleted(actor: Actor, pk: int, now: datetime) -> Kept | None:
    """One of the actor's own that was deleted a short while ago."""
    return Kept.objects.filter(user_id=actor.user, pk=pk, deleted__gt=now - TAKEN_BACK).first() if actor.user else None
